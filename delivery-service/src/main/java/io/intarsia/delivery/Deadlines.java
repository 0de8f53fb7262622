package io.intarsia.delivery;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Ends holds and dispatches deliveries when their time has come, one delivery a transaction, so that any number of replicas share the work; and deletes what nobody comes back to.
 */
@Singleton
class Deadlines {
    private static final String HOLD_ENDED = """
            select correlation_id from delivery where place_taken and paid_at is null and hold_until <= :until
            order by hold_until limit 1 for update skip locked""";
    private static final String TO_DISPATCH = """
            select correlation_id from delivery
            where scheduled_at is not null and dispatched_at is null and cancelled_at is null and captured_at <= :until
            order by captured_at limit 1 for update skip locked""";
    private static final Logger LOG = Logger.getLogger(Deadlines.class);

    private final EntityManager entities;
    private final Deliveries deliveries;
    private final DeliverySettings settings;
    private final Clock clock;

    Deadlines(EntityManager entities, Deliveries deliveries, DeliverySettings settings, Clock clock) {
        this.entities = entities;
        this.deliveries = deliveries;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(every = "${delivery.look-every:2s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void endHolds() {
        followAll(HOLD_ENDED, Duration.ZERO);
    }

    @Scheduled(every = "${delivery.look-every:2s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void dispatch() {
        followAll(TO_DISPATCH, settings.dispatchAfter());
    }

    /** No event tells of a checkout that somebody has left: so an address that was typed into it ends by this clock. */
    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forgetAbandoned() {
        int forgotten = QuarkusTransaction.requiringNew()
                .call(() -> deliveries.forgetAbandoned(clock.instant().minus(settings.keepAbandoned())));
        if (forgotten > 0) {
            LOG.infof("%d deliveries deleted that nobody came back to", forgotten);
        }
    }

    private void followAll(String query, Duration after) {
        Instant until = clock.instant().minus(after);
        boolean found = true;
        while (found) {
            found = QuarkusTransaction.requiringNew().call(() -> followNext(query, until));
        }
    }

    private boolean followNext(String query, Instant until) {
        List<?> next =
                entities.createNativeQuery(query).setParameter("until", until).getResultList();
        next.forEach(id -> {
            MDC.put("correlationId", id.toString());
            deliveries.follow(entities.find(Delivery.class, id));
            MDC.remove("correlationId");
        });
        return !next.isEmpty();
    }
}
