package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A story that a test tells: events at seconds after noon. */
class Told {
    static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    static final CorrelationId CHECKOUT = CorrelationId.fromString("4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84");

    final List<LoggedEvent> events = new ArrayList<>();

    LoggedEvent event(double second, String type, String source, @Nullable LoggedEvent cause) {
        LoggedEvent event = new LoggedEvent();
        event.id = UUID.nameUUIDFromBytes((type + events.size()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        event.type = type;
        event.source = source;
        event.correlationId = CHECKOUT.value();
        event.causationId = cause == null ? null : cause.id;
        event.time = at(second);
        event.receivedAt = event.time;
        events.add(event);
        return event;
    }

    Story toldAt(double second, Participant... services) {
        return Story.of(CHECKOUT, events, Map.of(), List.of(), List.of(services), at(second));
    }

    static Instant at(double second) {
        return NOON.plusMillis(Math.round(second * 1000));
    }

    static Participant service(String name, List<String> reactsTo, Promise... promises) {
        return new Participant(name, true, "1", List.of(), reactsTo, List.of(promises));
    }

    static Promise promise(List<String> after, List<String> then, int seconds) {
        return new Promise(after, then, Duration.ofSeconds(seconds));
    }
}
