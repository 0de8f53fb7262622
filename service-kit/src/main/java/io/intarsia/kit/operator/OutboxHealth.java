package io.intarsia.kit.operator;

import io.intarsia.kit.operator.Standing.Backlog;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** An outbox that cannot be sent makes a service degraded, not down: it goes on taking orders, and what it has to tell is kept. */
@Readiness
@Singleton
class OutboxHealth implements HealthCheck {
    private final HeldStanding standing;
    private final Duration degradedAfter;

    OutboxHealth(
            HeldStanding standing,
            @ConfigProperty(name = "intarsia.outbox.degraded-after", defaultValue = "30s") Duration degradedAfter) {
        this.standing = standing;
        this.degradedAfter = degradedAfter;
    }

    @Override
    public HealthCheckResponse call() {
        Backlog unsent = standing.now().unsent();
        long oldest = unsent.oldestSeconds() == null ? 0 : unsent.oldestSeconds();
        return HealthCheckResponse.named("outbox")
                .up()
                .withData("state", oldest > degradedAfter.toSeconds() ? "degraded" : "well")
                .withData("unsent", unsent.size())
                .withData("oldestSeconds", oldest)
                .build();
    }
}
