package io.intarsia.eventlog;

import io.intarsia.kit.inbox.Refusals;
import io.intarsia.kit.inbox.Refused;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Who has sent more than an event may carry, or what is no event: it is not remembered here, and told loudly under the name of who sent it. */
@Singleton
class RefusedEvents implements Refusals {
    private static final Logger LOG = Logger.getLogger(RefusedEvents.class);
    private static final String KEEP = """
            insert into refused_event (id, received_at, source, sent_by, type, correlation_id, reason)
            values (:id, :receivedAt, :source, :sentBy, :type, :correlationId, :reason)
            on conflict do nothing""";
    private static final String LATEST = """
            select received_at, source, sent_by, type, correlation_id, reason from refused_event
            order by received_at desc, id limit :most""";
    private static final String OF = """
            select received_at, source, sent_by, type, correlation_id, reason from refused_event
            where correlation_id = :correlationId order by received_at desc, id limit 200""";

    private final EntityManager entities;
    private final Clock clock;

    RefusedEvents(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    @Override
    public void refuse(Refused message) {
        if (QuarkusTransaction.requiringNew().call(() -> keep(message))) {
            LOG.errorf(
                    "Refused a message of %s%s: %s; not in the log: %s of checkout %s",
                    source(message),
                    message.user() == null ? "" : " (sent by " + message.user() + ")",
                    message.reason(),
                    Objects.requireNonNullElse(message.type(), "no type"),
                    message.correlationId() == null ? "unknown" : message.correlationId());
        }
    }

    /** The newest first. */
    List<RefusedEvent> latest(int most) {
        return found(entities.createNativeQuery(LATEST).setParameter("most", most));
    }

    /** Those of one checkout, the newest first. */
    List<RefusedEvent> of(UUID correlationId) {
        return found(entities.createNativeQuery(OF).setParameter("correlationId", correlationId));
    }

    private boolean keep(Refused message) {
        Instant now = clock.instant();
        return entities.createNativeQuery(KEEP)
                        .setParameter("id", idOf(message, now))
                        .setParameter("receivedAt", now)
                        .setParameter("source", source(message))
                        .setParameter("sentBy", message.user())
                        .setParameter("type", message.type())
                        .setParameter(
                                "correlationId",
                                message.correlationId() == null
                                        ? null
                                        : message.correlationId().value())
                        .setParameter("reason", message.reason())
                        .executeUpdate()
                == 1;
    }

    /** A message without an ID of its own is known by what can be said of it, and by the day, so that a mistake that goes on is told again tomorrow. */
    private static UUID idOf(Refused message, Instant now) {
        Object own = message.eventId() == null ? LocalDate.ofInstant(now, ZoneOffset.UTC) : message.eventId();
        String told = Stream.of(
                        own,
                        message.publisher(),
                        message.user(),
                        message.type(),
                        message.correlationId(),
                        message.reason())
                .map(String::valueOf)
                .collect(Collectors.joining("\n"));
        return UUID.nameUUIDFromBytes(told.getBytes(StandardCharsets.UTF_8));
    }

    private static String source(Refused message) {
        return Objects.requireNonNullElse(message.publisher(), "unknown");
    }

    @SuppressWarnings("unchecked")
    private static List<RefusedEvent> found(Query query) {
        List<Object[]> rows = query.getResultList();
        return rows.stream()
                .map(row -> new RefusedEvent(
                        (Instant) row[0],
                        (String) row[1],
                        (@Nullable String) row[2],
                        (@Nullable String) row[3],
                        (@Nullable UUID) row[4],
                        (String) row[5]))
                .toList();
    }
}
