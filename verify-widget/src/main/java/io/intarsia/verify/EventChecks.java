package io.intarsia.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.intarsia.verify.Wire.Message;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Events are thin: which kind, of which checkout, and nothing else. */
final class EventChecks {
    private static final Set<String> HEADERS =
            Set.of("ce-specversion", "ce-id", "ce-type", "ce-source", "ce-subject", "ce-time");
    private static final String CAUSE = "ce-causationid";
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private final String service;
    private final List<String> published = new ArrayList<>();
    private final Report report;

    EventChecks(String service, JsonNode manifest, Report report) {
        this.service = service;
        this.report = report;
        manifest.path("publishes").forEach(type -> published.add(type.asText()));
    }

    void check(Wire wire) {
        if (!wire.isOpen()) {
            report.notChecked("events, because no broker was given: -Dbroker=amqp://user:password@host:5672");
            return;
        }
        check(wire.heard());
    }

    void check(List<Message> heard) {
        List<Message> own = heard.stream().filter(this::isOurs).toList();
        own.forEach(this::check);
        if (own.isEmpty() && !published.isEmpty()) {
            report.notChecked("the events %s, because none came while the service was checked", published);
        }
    }

    private boolean isOurs(Message message) {
        return service.equals(message.headers().get("ce-source")) || isDeclared(message.routingKey());
    }

    private boolean isDeclared(String type) {
        return published.stream()
                .anyMatch(pattern -> pattern.endsWith(".*") || pattern.endsWith(".#")
                        ? type.matches(Pattern.quote(pattern.substring(0, pattern.length() - 1))
                                + (pattern.endsWith("#") ? ".+" : "[^.]+"))
                        : pattern.equals(type));
    }

    private void check(Message event) {
        String type = event.routingKey();
        expect(event.bodyLength() == 0, type, "has a body of %d bytes, expected none", event.bodyLength());
        expect(isDeclared(type), type, "is not in the manifest's publishes, expected one of %s", published);
        Set<String> missing = new TreeSet<>(HEADERS);
        missing.removeAll(event.headers().keySet());
        expect(missing.isEmpty(), type, "has no header %s, expected those of the contract", missing);
        Set<String> more = new TreeSet<>(event.headers().keySet());
        more.removeAll(HEADERS);
        more.remove(CAUSE);
        expect(more.isEmpty(), type, "has more headers, %s, expected those of the contract only", more);
        if (missing.isEmpty()) {
            consistent(event, type);
        }
    }

    private void consistent(Message event, String type) {
        same(type, "ce-specversion", event.headers().get("ce-specversion"), "1.0");
        same(type, "ce-type", event.headers().get("ce-type"), type);
        same(type, "type", event.type(), type);
        same(type, "ce-source", event.headers().get("ce-source"), service);
        String subject = Objects.requireNonNull(event.headers().get("ce-subject"));
        expect(ID.matcher(subject).matches(), type, "has the ce-subject \"%s\", expected a correlation ID", subject);
        same(type, "correlation-id", event.correlationId(), subject);
        same(type, "message-id", event.messageId(), event.headers().get("ce-id"));
        expect(
                isTime(event.headers().get("ce-time")),
                type,
                "has the ce-time \"%s\", expected one of RFC 3339",
                event.headers().get("ce-time"));
    }

    private void same(String type, String name, @Nullable String found, @Nullable String expected) {
        expect(Objects.equals(found, expected), type, "has the %s \"%s\", expected \"%s\"", name, found, expected);
    }

    private static boolean isTime(@Nullable String time) {
        try {
            Instant.parse(String.valueOf(time));
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private void expect(boolean holds, String type, String sentence, Object... parts) {
        report.expect(holds, Chapter.EVENTS, "%s", "The event " + type + " " + sentence.formatted(parts) + ".");
    }
}
