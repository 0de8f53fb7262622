package io.intarsia.kit.outbox;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Cause;
import io.intarsia.kit.event.Event;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Hands over at once what a service publishes. */
public class OutboxInMemory extends Outbox {
    private final String service;
    private final Supplier<UUID> ids;
    private final Clock clock;
    private final Consumer<Event> sent;

    @SuppressWarnings("NullAway")
    public OutboxInMemory(String service, Supplier<UUID> ids, Clock clock, Consumer<Event> sent) {
        super(null, null, null, null, null, clock, ids, service);
        this.service = service;
        this.ids = ids;
        this.clock = clock;
        this.sent = sent;
    }

    @Override
    public void publish(String type, CorrelationId correlationId) {
        sent.accept(new Event(ids.get(), type, service, correlationId, Cause.current(), clock.instant()));
    }
}
