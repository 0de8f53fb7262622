package io.intarsia.payment;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** A few threads for what is to be done at the provider, outside of requests and transactions. */
@Singleton
class Errands {
    private static final Logger LOG = Logger.getLogger(Errands.class);
    private static final int THREADS = 4;
    private static final int WAITING = 16;

    /** What finds no place is dropped: each errand is looked for again every second. */
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Errands::daemon,
            new ThreadPoolExecutor.DiscardPolicy());

    /** @param next does one errand and says whether there was one */
    void runAll(BooleanSupplier next) {
        threads.execute(() -> {
            try {
                while (next.getAsBoolean()) {
                    continue;
                }
            } catch (RuntimeException e) {
                LOG.warnf("An errand at the provider failed and will be done again: %s", e);
            }
        });
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
            threads.shutdownNow();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "errand");
        thread.setDaemon(true);
        return thread;
    }
}
