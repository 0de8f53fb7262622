package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Event;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event as it was published, and when it came here. It is never changed. */
@Entity
@Table(name = "logged_event")
public class LoggedEvent extends PanacheEntityBase {
    @Id
    UUID id;

    String type;
    String source;
    UUID correlationId;

    @Nullable
    UUID causationId;

    Instant time;
    Instant receivedAt;

    /** Whether a word of its type tells of a failure; the database sees to it. */
    @Column(insertable = false, updatable = false)
    boolean problem;

    protected LoggedEvent() {}

    private LoggedEvent(Event event, Instant receivedAt) {
        this.id = event.id();
        this.type = event.type();
        this.source = event.source();
        this.correlationId = event.correlationId().value();
        this.causationId = event.causationId();
        this.time = event.time();
        this.receivedAt = receivedAt;
    }

    /**
     * Keeps an event, unless it is kept already: the log outlives the inbox's memory of what has arrived.
     *
     * @return whether it is new here
     */
    static boolean remember(Event event, Instant receivedAt) {
        if (findByIdOptional(event.id()).isPresent()) {
            return false;
        }
        new LoggedEvent(event, receivedAt).persistAndFlush();
        return true;
    }

    CorrelationId checkout() {
        return new CorrelationId(correlationId);
    }
}
