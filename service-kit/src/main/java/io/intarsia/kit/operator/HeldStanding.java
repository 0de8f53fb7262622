package io.intarsia.kit.operator;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How the outbox and the inbox stand, held for a second: who asks for many numbers has the database asked once, and strangers who ask for the service's health cannot keep it busy. */
@Singleton
class HeldStanding {
    private static final long HELD = TimeUnit.SECONDS.toNanos(1);

    private final Gauges gauges;
    private @Nullable Standing held;
    private long readAt;

    HeldStanding(Gauges gauges) {
        this.gauges = gauges;
    }

    synchronized Standing now() {
        Standing known = held;
        if (known == null || System.nanoTime() - readAt > HELD) {
            known = QuarkusTransaction.requiringNew().call(gauges::standing);
            held = known;
            readAt = System.nanoTime();
        }
        return known;
    }
}
