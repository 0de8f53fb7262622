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

/** An event as it was published, and when it came here. It is never changed, and forgotten with its month ({@link LogMonths}). */
@Entity
@Table(name = "logged_event")
public class LoggedEvent extends PanacheEntityBase {
    private static final String REMEMBER = """
            insert into logged_event (id, type, source, correlation_id, causation_id, time, received_at, trace_id)
            values (:id, :type, :source, :correlationId, :causationId, :time, :receivedAt, cast(:traceId as text))
            on conflict do nothing""";

    @Id
    UUID id;

    String type;
    String source;
    UUID correlationId;

    @Nullable
    UUID causationId;

    Instant time;
    Instant receivedAt;

    @Nullable
    String traceId;

    /** Whether the type tells of a failure; the database finds out. */
    @Column(insertable = false, updatable = false)
    boolean problem;

    protected LoggedEvent() {}

    /**
     * Keeps an event, unless it is kept already: the log outlives the inbox's memory of what has arrived. Several replicas may try at once.
     *
     * @param traceId of the trace that it belongs to, if that is known
     * @return whether it is new here
     */
    static boolean remember(Event event, Instant receivedAt, @Nullable String traceId) {
        return getEntityManager()
                        .createNativeQuery(REMEMBER)
                        .setParameter("id", event.id())
                        .setParameter("type", event.type())
                        .setParameter("source", event.source())
                        .setParameter("correlationId", event.correlationId().value())
                        .setParameter("causationId", event.causationId())
                        .setParameter("time", event.time())
                        .setParameter("receivedAt", receivedAt)
                        .setParameter("traceId", traceId)
                        .executeUpdate()
                == 1;
    }

    CorrelationId checkout() {
        return new CorrelationId(correlationId);
    }
}
