package io.intarsia.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.select.Elements;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each service: its manifest, its widgets' skeletons, its style sheets and scripts, and whether it answers. Asked for in the background, so that no shopper ever waits for a service that is late,
 * dead or hanging; one request a service at a time.
 */
@Singleton
class Registry {
    private static final Logger LOG = Logger.getLogger(Registry.class);

    /** Skeletons change with a deployment only; their tags are compared this often besides. */
    private static final int ROUNDS_BETWEEN_COMPARISONS = 10;

    /** So many style sheets and scripts of a service are held, each as large as a skeleton may be; others come from the service itself. */
    private static final int MOST_ASSETS = 8;

    /** How long a shell that starts waits for services that it has not seen. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final ServiceList list;
    private final Fetch fetch;
    private final ObjectMapper json;
    private final ShellConfiguration configuration;
    private final Languages languages;
    private final Map<String, KnownService> known = new ConcurrentHashMap<>();
    private final Set<String> asking = ConcurrentHashMap.newKeySet();
    private final Set<String> passedOver = ConcurrentHashMap.newKeySet();
    private final Map<String, String> complaints = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private final long startedAt = System.nanoTime();

    Registry(
            Vertx vertx,
            ServiceList list,
            Fetch fetch,
            ObjectMapper json,
            ShellConfiguration configuration,
            Languages languages) {
        this.vertx = vertx;
        this.list = list;
        this.fetch = fetch;
        this.json = json;
        this.configuration = configuration;
        this.languages = languages;
    }

    /** A widget's skeleton as it was fetched last. */
    record Skeleton(String html, @Nullable String tag) {}

    /** Of which widget, in which language; of a service that has one language only, in none. */
    record Asked(String widget, @Nullable String language) {
        static Asked of(Manifest manifest, String widget, String language) {
            return new Asked(widget, manifest.speaks(language) ? language : null);
        }
    }

    /**
     * A service as it was seen last.
     *
     * @param assets by their addresses: what could be had of those in its manifest, and what is left of the manifest before
     */
    record KnownService(
            boolean up, Manifest manifest, Map<Asked, Skeleton> skeletons, Map<String, HeldAsset> assets, int rounds) {
        KnownService away() {
            return new KnownService(false, manifest, skeletons, assets, 0);
        }

        /** Whether a page that names it waits for no service. */
        boolean holds(Manifest.Asset asset) {
            HeldAsset held = assets.get(asset.href());
            return held != null && held.integrity().equals(asset.integrity());
        }

        /** A widget's skeleton, in this language if the service has it; null if it could not be had. */
        @Nullable
        Skeleton skeleton(String widget, String language) {
            return skeletons.get(Asked.of(manifest, widget, language));
        }
    }

    void start(@Observes StartupEvent started) {
        list.addresses().keySet().forEach(this::remembered);
        vertx.setPeriodic(0, configuration.every().toMillis(), timer -> round());
    }

    /** What is known of a service; nothing, if it has never been heard of. */
    Optional<KnownService> of(String service) {
        return Optional.ofNullable(known.get(service));
    }

    /** The style sheet or script at this address, if it is held. */
    @Nullable
    HeldAsset asset(String uri) {
        KnownService owner = known.get(Gateway.ownerOf(uri));
        return owner == null ? null : owner.assets().get(uri);
    }

    Set<String> listed() {
        return list.addresses().keySet();
    }

    /** Those that answered when they were asked last. */
    Set<String> up() {
        return known.entrySet().stream()
                .filter(service -> service.getValue().up())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the first page is as whole as it can be: each listed service has been seen, or has been waited for long enough. */
    boolean isReady() {
        return System.nanoTime() - startedAt > PATIENCE.toNanos()
                || listed().stream()
                        .allMatch(service -> of(service).map(KnownService::up).orElse(false));
    }

    /** To be told when a page may look different. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** A request that was passed through found the service away: its widgets are shown as missing from now on. */
    void foundAway(String service) {
        KnownService before = known.get(service);
        if (before != null && before.up()) {
            known.put(service, before.away());
            LOG.infof("%s is shown as missing", service);
            changed();
        }
    }

    private void round() {
        vertx.executeBlocking(() -> {
                    Set<String> before = listed();
                    list.refresh();
                    return !before.equals(listed());
                })
                .onSuccess(otherServices -> {
                    if (otherServices) {
                        known.keySet().retainAll(listed());
                        changed();
                    }
                    list.addresses().forEach(this::ask);
                });
    }

    private void ask(String service, URI address) {
        if (!asking.add(service)) {
            passedOver.add(service);
            return;
        }
        fetch.get(address, "/" + service + "/manifest", null, null, limitFor(service))
                .compose(answer -> answer.status() == 200
                        ? Future.succeededFuture(read(service, answer.body().toString()))
                        : Future.failedFuture("its manifest has the status " + answer.status()))
                .compose(manifest -> withItsParts(service, address, manifest))
                .onSuccess(now -> seen(service, now))
                .onFailure(failure -> {
                    complain(service, failure);
                    foundAway(service);
                })
                .onComplete(done -> {
                    asking.remove(service);
                    if (passedOver.remove(service)) {
                        ask(service, address);
                    }
                });
    }

    /** One that hangs is given half as long, so that it is soon seen when it is back. */
    private Duration limitFor(String service) {
        KnownService before = known.get(service);
        Duration limit = configuration.manifestLimit();
        return before != null && !before.up() ? limit.dividedBy(2) : limit;
    }

    private Future<KnownService> withItsParts(String service, URI address, Manifest manifest) {
        KnownService before = known.get(service);
        boolean compare = before == null
                || !before.up()
                || !before.manifest().equals(manifest)
                || before.rounds() >= ROUNDS_BETWEEN_COMPARISONS;
        Future<Map<Asked, Skeleton>> skeletons =
                skeletons(service, address, manifest, before == null ? Map.of() : before.skeletons(), compare);
        Future<Map<String, HeldAsset>> assets = assets(address, manifest, before == null ? Map.of() : before.assets());
        return Future.join(skeletons, assets)
                .map(done -> new KnownService(
                        true, manifest, skeletons.result(), assets.result(), compare ? 0 : before.rounds() + 1));
    }

    private Future<Map<Asked, Skeleton>> skeletons(
            String service, URI address, Manifest manifest, Map<Asked, Skeleton> held, boolean compare) {
        Map<Asked, Skeleton> now = new ConcurrentHashMap<>();
        List<Future<?>> all = new ArrayList<>();
        for (Manifest.WidgetEntry widget : manifest.widgets()) {
            for (Asked asked : inEachLanguage(manifest, widget)) {
                Skeleton old = held.get(asked);
                if (old != null && !compare) {
                    now.put(asked, old);
                } else {
                    all.add(skeleton(service, address, widget, asked.language(), old)
                            .onSuccess(fetched -> now.put(asked, fetched)));
                }
            }
        }
        return Future.join(new ArrayList<>(all)).otherwiseEmpty().map(done -> Map.copyOf(now));
    }

    /** Each is fetched once, for its hash says that it never changes. That of the manifest before stays while there is room: pages are on their way that name it. */
    private Future<Map<String, HeldAsset>> assets(URI address, Manifest manifest, Map<String, HeldAsset> held) {
        Map<String, Future<HeldAsset>> promised = new LinkedHashMap<>();
        Stream.concat(manifest.styles().stream(), manifest.scripts().stream())
                .limit(MOST_ASSETS)
                .forEach(asset -> promised.put(asset.href(), asset(address, asset, held.get(asset.href()))));
        return Future.join(new ArrayList<>(promised.values())).otherwiseEmpty().map(done -> {
            Map<String, HeldAsset> now = new LinkedHashMap<>();
            promised.forEach((href, fetched) -> {
                if (fetched.succeeded()) {
                    now.put(href, fetched.result());
                }
            });
            held.forEach((href, before) -> {
                if (now.size() < MOST_ASSETS && !promised.containsKey(href)) {
                    now.put(href, before);
                }
            });
            return Collections.unmodifiableMap(now);
        });
    }

    private Future<HeldAsset> asset(URI address, Manifest.Asset promised, @Nullable HeldAsset old) {
        if (old != null && old.integrity().equals(promised.integrity())) {
            return Future.succeededFuture(old);
        }
        return fetch.get(address, promised.href(), null, null, configuration.manifestLimit())
                .map(answer -> HeldAsset.of(promised, answer))
                .onSuccess(here -> complaints.remove(promised.href()))
                .onFailure(failure -> complain(promised.href(), failure));
    }

    private Set<Asked> inEachLanguage(Manifest manifest, Manifest.WidgetEntry widget) {
        return languages.offered().stream()
                .map(language -> Asked.of(manifest, widget.name(), language.tag()))
                .collect(Collectors.toSet());
    }

    private Future<Skeleton> skeleton(
            String service,
            URI address,
            Manifest.WidgetEntry widget,
            @Nullable String language,
            @Nullable Skeleton old) {
        String path = "/" + service + "/widgets/" + widget.name();
        return fetch.get(
                        address,
                        path,
                        language,
                        old == null ? null : old.tag(),
                        Duration.ofMillis(widget.timeLimitMillis()))
                .map(answer -> {
                    if (answer.status() == 304 && old != null) {
                        return old;
                    }
                    if (answer.status() != 200) {
                        throw new IllegalStateException("its status is " + answer.status());
                    }
                    return new Skeleton(
                            oneElement(
                                    service + "/" + widget.name(), answer.body().toString()),
                            answer.tag());
                })
                .onSuccess(here -> complaints.remove(path))
                .onFailure(failure -> complain(path, failure));
    }

    /** Once, not every second. */
    private void complain(String about, Throwable failure) {
        String complaint = String.valueOf(failure.getMessage());
        if (!complaint.equals(complaints.put(about, complaint))) {
            LOG.warnf("%s is missing: %s", about, complaint);
        }
    }

    /** As one whole element, whatever tags are left open or closed twice: a skeleton cannot spoil what stands beside it. */
    private static String oneElement(String widget, String html) {
        Document parsed = Jsoup.parseBodyFragment(html);
        Elements roots = parsed.outputSettings(new Document.OutputSettings().prettyPrint(false))
                .body()
                .children();
        if (roots.size() != 1 || !roots.first().attr("data-widget").equals(widget)) {
            throw new IllegalStateException("expected one root element with data-widget=\"" + widget
                    + "\", but it has: " + roots.eachAttr("data-widget"));
        }
        return roots.outerHtml();
    }

    private void seen(String service, KnownService now) {
        complaints.remove(service);
        KnownService before = known.put(service, now);
        if (before == null
                || before.up() != now.up()
                || !before.manifest().equals(now.manifest())
                || !before.skeletons().equals(now.skeletons())
                || !before.assets().equals(now.assets())) {
            LOG.infof(
                    "%s is here: %s",
                    service,
                    now.skeletons().keySet().stream()
                            .map(Asked::widget)
                            .distinct()
                            .sorted()
                            .toList());
            changed();
        }
    }

    private Manifest read(String service, String text) {
        try {
            Manifest manifest = parsed(text);
            KnownService before = known.get(service);
            Manifest checked = manifest.checked(service, refused -> {
                if (before == null) {
                    LOG.warnf("Left out of the manifest of %s: %s", service, refused);
                }
            });
            if (before == null || !before.manifest().equals(checked)) {
                remember(service, text);
            }
            return checked;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("its manifest is not of the contract's form: " + e.getOriginalMessage());
        }
    }

    private Manifest parsed(String text) throws JsonProcessingException {
        Manifest manifest = json.readValue(text, Manifest.class);
        if (manifest == null) {
            throw new IllegalArgumentException("expected a manifest, but it is null");
        }
        return manifest;
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    private void remember(String service, String manifest) {
        configuration
                .manifests()
                .ifPresent(folder -> vertx.executeBlocking(() -> {
                    Files.createDirectories(folder);
                    Path written = Files.writeString(folder.resolve(service + ".new"), manifest);
                    return Files.move(written, folder.resolve(service + ".json"), StandardCopyOption.REPLACE_EXISTING);
                }));
    }

    private void remembered(String service) {
        Optional<Path> file = configuration
                .manifests()
                .map(folder -> folder.resolve(service + ".json"))
                .filter(Files::isRegularFile);
        if (file.isPresent()) {
            try {
                Manifest manifest = parsed(Files.readString(file.get())).checked(service, refused -> {});
                known.put(service, new KnownService(false, manifest, Map.of(), Map.of(), 0));
            } catch (IOException | IllegalArgumentException e) {
                LOG.warnf("The manifest kept in %s cannot be read and is not used: %s", file.get(), e.getMessage());
            }
        }
    }
}
