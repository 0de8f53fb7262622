package io.intarsia.shell;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a service says of itself, in the form of {@code docs/widget-contract.md}; what is not of that form is left out, with its reason. */
@JsonIgnoreProperties(ignoreUnknown = true)
record Manifest(
        @Nullable String contract,
        @Nullable String service,
        @Nullable String version,
        @Nullable List<String> languages,
        @Nullable List<WidgetEntry> widgets,
        @Nullable List<Asset> styles,
        @Nullable List<Asset> scripts,
        @Nullable List<String> publishes,
        @Nullable List<String> reactsTo,
        @Nullable List<Promised> promises) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern HREF = Pattern.compile("/[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+");
    private static final Pattern INTEGRITY = Pattern.compile("sha(256|384|512)-[A-Za-z0-9+/]+={0,2}");
    /** The major version; minor ones add fields only. */
    private static final Pattern CONTRACT = Pattern.compile("1\\.\\d+");

    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*");

    private static final Set<String> REGIONS = Set.of("header", "main", "aside", "action");
    private static final int LONGEST_LIMIT_MILLIS = 2_000;

    @JsonIgnoreProperties(ignoreUnknown = true)
    record WidgetEntry(
            @Nullable String name,
            @Nullable String title,
            @Nullable String page,
            @Nullable String region,
            int order,
            boolean essential,
            int timeLimitMillis,
            @Nullable String fallback,
            @Nullable List<String> steps,
            @Nullable Map<String, Words> translations) {

        /** Its title and fallback in a language, or null if they are only in the service's first. */
        @Nullable
        Words in(String language) {
            return translations == null ? null : translations.get(language);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Words(@Nullable String title, @Nullable String fallback) {}

    /** Passed on to whoever reads the manifests of all services; the page makes nothing of it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Promised(@Nullable List<String> after, @Nullable List<String> then, long withinSeconds) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Asset(@Nullable String href, @Nullable String integrity) {
        private boolean isBelow(String service) {
            return href != null
                    && HREF.matcher(href).matches()
                    && !href.contains("..")
                    && href.startsWith("/" + service + "/")
                    && integrity != null
                    && INTEGRITY.matcher(integrity).matches();
        }
    }

    /**
     * The manifest as far as it speaks for this service only.
     *
     * @param refused is told each part that is left out
     * @throws IllegalArgumentException if nothing of it can be used: another contract, or another service's
     */
    Manifest checked(String owner, Consumer<String> refused) {
        if (contract == null || !CONTRACT.matcher(contract).matches() || !owner.equals(service)) {
            throw new IllegalArgumentException("expected a manifest of " + owner + " after contract 1.x, but it is of "
                    + service + " after contract " + contract);
        }
        Set<String> names = new HashSet<>();
        return new Manifest(
                contract,
                owner,
                version,
                kept(languages).stream()
                        .filter(tag -> LANGUAGE.matcher(tag).matches())
                        .toList(),
                kept(widgets).stream()
                        .filter(widget -> fits(widget, names, refused))
                        .toList(),
                own(styles, owner, refused),
                own(scripts, owner, refused),
                kept(publishes),
                kept(reactsTo),
                kept(promises));
    }

    /** Whether the service has texts in this language, which it is then asked in. */
    boolean speaks(String language) {
        return kept(languages).contains(language);
    }

    /** That of its titles and fallbacks, if it says so. */
    @Nullable
    String firstLanguage() {
        return kept(languages).isEmpty() ? null : kept(languages).get(0);
    }

    private static boolean fits(WidgetEntry widget, Set<String> names, Consumer<String> refused) {
        boolean named = widget.name() != null && NAME.matcher(widget.name()).matches() && names.add(widget.name());
        boolean placed = widget.page() != null
                && Pages.NAMES.contains(widget.page())
                && widget.region() != null
                && REGIONS.contains(widget.region());
        boolean bounded = widget.timeLimitMillis() >= 1 && widget.timeLimitMillis() <= LONGEST_LIMIT_MILLIS;
        if (!named || !placed || !bounded) {
            refused.accept("widget " + widget.name() + ": expected a name of its own, a page of " + Pages.NAMES
                    + ", a region of " + REGIONS
                    + " and a time limit from 1 to " + LONGEST_LIMIT_MILLIS + " ms, but was " + widget.page() + ", "
                    + widget.region() + ", "
                    + widget.timeLimitMillis());
        }
        return named && placed && bounded;
    }

    private static List<Asset> own(@Nullable List<Asset> assets, String owner, Consumer<String> refused) {
        return kept(assets).stream()
                .filter(asset -> {
                    boolean own = asset.isBelow(owner);
                    if (!own) {
                        refused.accept(
                                "asset " + asset.href() + ": expected a path below /" + owner + "/ with its integrity");
                    }
                    return own;
                })
                .toList();
    }

    private static <T> List<T> kept(@Nullable List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }
}
