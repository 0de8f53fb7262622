package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Event;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the checkouts that are stuck. Each event only notes that its checkout is to be looked at; looking is done here, any number of replicas, each claiming some. A checkout of which
 * something is awaited is looked at again when that is due, one that is stuck now and then, and one that waits for nothing is forgotten.
 */
@Singleton
class Watch {
    private static final Logger LOG = Logger.getLogger(Watch.class);
    private static final int AT_ONCE = 100;

    private static final String CLAIM = """
            select correlation_id from watched_checkout where look_at <= now()
            order by look_at limit %d for update skip locked""".formatted(AT_ONCE);

    private final EntityManager entities;
    private final Participants services;
    private final Clock clock;
    private boolean failing;

    Watch(EntityManager entities, Participants services, Clock clock) {
        this.entities = entities;
        this.services = services;
        this.clock = clock;
    }

    /** Notes, in the event's own transaction, that its checkout is to be looked at. */
    void lookAt(Event event) {
        if (event.correlationId().equals(CorrelationId.NOBODYS)) {
            return;
        }
        entities.createNativeQuery("""
                        insert into watched_checkout (correlation_id, look_at) values (:id, now())
                        on conflict (correlation_id) do update set look_at = excluded.look_at""")
                .setParameter("id", event.correlationId().value())
                .executeUpdate();
    }

    @Scheduled(every = "${event-log.watch-every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        try {
            while (QuarkusTransaction.requiringNew().call(this::lookAtSome) == AT_ONCE) {
                continue;
            }
            failing = false;
        } catch (QuarkusTransactionException e) {
            if (!failing) {
                LOG.warnf("Stuck checkouts cannot be looked for now; trying again: %s", e.getCause());
            }
            failing = true;
        }
    }

    private int lookAtSome() {
        List<?> due = entities.createNativeQuery(CLAIM).getResultList();
        if (due.isEmpty()) {
            return 0;
        }
        Map<UUID, List<LoggedEvent>> events = LoggedEvent.<LoggedEvent>list("correlationId in ?1", due).stream()
                .collect(Collectors.groupingBy(event -> event.correlationId));
        Instant now = clock.instant();
        for (Object id : due) {
            note((UUID) id, Awaited.in(events.getOrDefault(id, List.of()), services.all()), now);
        }
        return due.size();
    }

    private void note(UUID checkout, List<Awaited> awaited, Instant now) {
        if (awaited.isEmpty()) {
            entities.createNativeQuery("delete from watched_checkout where correlation_id = :id")
                    .setParameter("id", checkout)
                    .executeUpdate();
            return;
        }
        Optional<Instant> overdueSince = awaited.stream()
                .filter(one -> one.isOverdue(now))
                .map(Awaited::dueAt)
                .min(Instant::compareTo);
        Optional<Instant> nextDue = awaited.stream()
                .filter(one -> !one.isOverdue(now))
                .map(Awaited::dueAt)
                .min(Instant::compareTo);
        write(checkout, overdueSince.orElse(null), nextDue.orElse(null));
    }

    /** Retention and other promises end what no event ends, so one that is stuck is looked at again all the same. */
    private void write(UUID checkout, @Nullable Instant stuckSince, @Nullable Instant nextDue) {
        entities.createNativeQuery("""
                        update watched_checkout set stuck_since = :since,
                            look_at = least(coalesce(cast(:next as timestamptz), 'infinity'), now() + interval '10 minutes')
                        where correlation_id = :id""")
                .setParameter("since", stuckSince)
                .setParameter("next", nextDue)
                .setParameter("id", checkout)
                .executeUpdate();
    }
}
