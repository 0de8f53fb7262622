package io.intarsia.eventlog;

import io.intarsia.kit.widget.BadInput;
import io.quarkus.qute.TemplateData;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which events the operator asks for: those that fit all that is said. Everything is kept as it was typed, so that it can be shown again; empty means any.
 *
 * @param type how the event's type begins
 * @param service who published it
 * @param number an order number (the first eight digits of a correlation ID) or a whole correlation ID
 * @param from the earliest time, in UTC, as a browser writes it ({@code 2026-11-24T15:00})
 * @param to the time before which it happened, the same
 * @param problems only what tells of a failure
 * @param before the event that ended the newer page, or null for the newest page
 */
@TemplateData
public record Search(
        String type,
        String service,
        String number,
        String from,
        String to,
        boolean problems,
        @Nullable UUID before) {
    private static final Pattern TYPE = Pattern.compile("[a-z0-9.-]{0,100}");
    private static final Pattern SHORT_FORM = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern WHOLE =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    static final Search EVERYTHING = new Search("", "", "", "", "", false, null);

    /**
     * Reads what the page sends.
     *
     * @throws BadInput if {@code before} is something else than an ID: people do not type it
     */
    static Search of(
            @Nullable String type,
            @Nullable String service,
            @Nullable String number,
            @Nullable String from,
            @Nullable String to,
            @Nullable String problems,
            @Nullable String before) {
        return new Search(
                lowerCase(text(type)),
                lowerCase(text(service)),
                text(number).replaceFirst("^#", ""),
                text(from),
                text(to),
                !text(problems).isEmpty(),
                eventOf(text(before)));
    }

    public boolean typeIsReadable() {
        return TYPE.matcher(type).matches();
    }

    public boolean serviceIsReadable() {
        return TYPE.matcher(service).matches();
    }

    public boolean numberIsReadable() {
        return number.isEmpty()
                || SHORT_FORM.matcher(lowerCase(number)).matches()
                || WHOLE.matcher(lowerCase(number)).matches();
    }

    public boolean fromIsReadable() {
        return from.isEmpty() || timeOf(from) != null;
    }

    public boolean toIsReadable() {
        return to.isEmpty() || timeOf(to) != null;
    }

    public boolean isReadable() {
        return typeIsReadable() && serviceIsReadable() && numberIsReadable() && fromIsReadable() && toIsReadable();
    }

    /** Whether other events than those that are shown may be there. */
    public boolean isNarrowed() {
        return !equals(EVERYTHING);
    }

    /** Only the newest page gains lines. */
    public boolean isNewest() {
        return before == null;
    }

    /** What is asked for, without the page, as the query of an address. */
    public String query() {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("type", type);
        said.put("service", service);
        said.put("number", number);
        said.put("from", from);
        said.put("to", to);
        said.put("problems", problems ? "only" : "");
        return said.entrySet().stream()
                .filter(parameter -> !parameter.getValue().isEmpty())
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** The same, ready to be followed by another parameter. */
    public String queryAnd() {
        return query().isEmpty() ? "" : query() + "&";
    }

    @Nullable
    Instant earliest() {
        return timeOf(from);
    }

    @Nullable
    Instant end() {
        return timeOf(to);
    }

    /** The smallest correlation ID that fits the number. */
    UUID firstFitting() {
        return fitting("0000-0000-0000-000000000000");
    }

    /** The largest correlation ID that fits the number. */
    UUID lastFitting() {
        return fitting("ffff-ffff-ffff-ffffffffffff");
    }

    private UUID fitting(String rest) {
        String digits = lowerCase(number);
        return UUID.fromString(WHOLE.matcher(digits).matches() ? digits : digits + "-" + rest);
    }

    private static @Nullable Instant timeOf(String written) {
        try {
            LocalDateTime time = LocalDateTime.parse(written);
            return time.getYear() < 1 || time.getYear() > 9999 ? null : time.toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable UUID eventOf(String written) {
        if (written.isEmpty()) {
            return null;
        }
        if (!WHOLE.matcher(written).matches()) {
            throw new BadInput("The parameter before takes the ID of an event, or nothing for the newest page");
        }
        return UUID.fromString(written);
    }

    private static String text(@Nullable String sent) {
        return sent == null ? "" : sent.strip();
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
