package io.intarsia.kit.outbox;

import io.intarsia.kit.event.Event;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the outbox; the relay reads and deletes it by JDBC, so this is only how it is written. */
@Entity
@Table(name = "outbox")
class OutboxEvent {
    @Id
    UUID id;

    String type;
    UUID correlationId;

    @Nullable
    UUID causationId;

    Instant time;

    @Nullable
    String traceparent;

    protected OutboxEvent() {}

    OutboxEvent(Event event, @Nullable String traceparent) {
        id = event.id();
        type = event.type();
        correlationId = event.correlationId().value();
        causationId = event.causationId();
        time = event.time();
        this.traceparent = traceparent;
    }
}
