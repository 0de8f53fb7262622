package io.intarsia.checkout;

import io.intarsia.kit.correlation.CorrelationId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** What ends by itself: orders that nobody completes, baskets that nobody comes back to, and in the end what is kept of orders. */
@Singleton
class Deadlines {
    private static final Logger LOG = Logger.getLogger(Deadlines.class);
    private static final int AT_ONCE = 100;

    private final Orders orders;
    private final Clock clock;
    private final CheckoutConfiguration configuration;

    Deadlines(Orders orders, Clock clock, CheckoutConfiguration configuration) {
        this.orders = orders;
        this.clock = clock;
        this.configuration = configuration;
    }

    @Scheduled(every = "${checkout.expiry-every}", concurrentExecution = ConcurrentExecution.SKIP)
    void cancelOverdue() {
        int found = AT_ONCE;
        while (found == AT_ONCE) {
            found = QuarkusTransaction.requiringNew().call(this::cancelSome);
        }
    }

    private int cancelSome() {
        List<UUID> overdue = orders.takeOverdue(AT_ONCE);
        overdue.forEach(this::cancel);
        return overdue.size();
    }

    private void cancel(UUID id) {
        MDC.put("correlationId", id.toString());
        try {
            orders.take(new CorrelationId(id));
        } finally {
            MDC.remove("correlationId");
        }
    }

    /** However long nobody has looked: what is due is found, by any number of replicas, each order by one. */
    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    void forgetOrders() {
        int found = AT_ONCE;
        while (found == AT_ONCE) {
            found = QuarkusTransaction.requiringNew().call(this::forgetSome);
        }
    }

    private int forgetSome() {
        List<UUID> old = orders.takeOld(AT_ONCE);
        old.forEach(this::forget);
        return old.size();
    }

    private void forget(UUID id) {
        MDC.put("correlationId", id.toString());
        try {
            orders.forget(orders.lock(id));
        } finally {
            MDC.remove("correlationId");
        }
    }

    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    void forgetBaskets() {
        int forgotten = QuarkusTransaction.requiringNew()
                .call(() -> orders.forgetBaskets(clock.instant().minus(configuration.keepBaskets())));
        if (forgotten > 0) {
            LOG.infof("%d baskets forgotten that nobody came back to", forgotten);
        }
    }
}
