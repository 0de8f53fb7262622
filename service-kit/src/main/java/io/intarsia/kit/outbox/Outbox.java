package io.intarsia.kit.outbox;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Cause;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.event.EventTypes;
import io.intarsia.kit.trace.Trace;
import io.intarsia.kit.trace.Traces;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Writes events beside the change that they tell of: both are committed, or neither is. */
@Singleton
public class Outbox {
    private final EntityManager entities;
    private final TransactionSynchronizationRegistry transaction;
    private final OutboxRelay relay;
    private final EventTypes types;
    private final Traces traces;
    private final Clock clock;
    private final Supplier<UUID> eventIds;
    private final String service;

    Outbox(
            EntityManager entities,
            TransactionSynchronizationRegistry transaction,
            OutboxRelay relay,
            EventTypes types,
            Traces traces,
            Clock clock,
            Supplier<UUID> eventIds,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.entities = entities;
        this.transaction = transaction;
        this.relay = relay;
        this.types = types;
        this.traces = traces;
        this.clock = clock;
        this.eventIds = eventIds;
        this.service = service;
    }

    /**
     * Publishes an event when the current transaction commits: at least once, to everyone who is bound to its type.
     *
     * @param type declared in {@code intarsia.publishes}
     * @throws IllegalStateException outside a transaction
     * @throws IllegalArgumentException if the type is malformed or not declared
     */
    public void publish(String type, CorrelationId correlationId) {
        if (transaction.getTransactionStatus() != Status.STATUS_ACTIVE) {
            throw new IllegalStateException(
                    "An event is published in the transaction of the change that it tells of, but " + type
                            + " was published outside of one; annotate the caller with @Transactional");
        }
        types.checkPublished(type);
        Event event = new Event(eventIds.get(), type, service, correlationId, Cause.current(), clock.instant());
        entities.persist(new OutboxEvent(event, traceOf(event)));
        sendAfterCommit();
    }

    /** What is done later, on a thread of its own, belongs to the trace of the event that made it due. */
    private @Nullable String traceOf(Event event) {
        if (Trace.parent() != null || event.causationId() == null || !traces.areOn()) {
            return Trace.parent();
        }
        List<?> found = entities.createNativeQuery("select traceparent from inbox where event_id = :id")
                .setParameter("id", event.causationId())
                .getResultList();
        return found.isEmpty() ? null : (String) found.get(0);
    }

    /** Has the relay look as soon as the current transaction commits: an operator lets it send again what had to wait. */
    public void sendAfterCommit() {
        transaction.registerInterposedSynchronization(new WakeAfterCommit());
    }

    private class WakeAfterCommit implements Synchronization {
        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                relay.wake();
            }
        }
    }
}
