package io.intarsia.payment;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jboss.logging.Logger;

/** What ends by itself: payments that nobody comes back to, and of which no event may ever tell. */
@Singleton
class Deadlines {
    private static final Logger LOG = Logger.getLogger(Deadlines.class);

    private final Payments payments;
    private final PaymentSettings settings;
    private final Clock clock;

    Deadlines(Payments payments, PaymentSettings settings, Clock clock) {
        this.payments = payments;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forgetAbandoned() {
        int forgotten = payments.forgetAbandoned(clock.instant().minus(settings.keepAbandoned()));
        if (forgotten > 0) {
            LOG.infof("%d payments deleted that came to nothing", forgotten);
        }
    }
}
