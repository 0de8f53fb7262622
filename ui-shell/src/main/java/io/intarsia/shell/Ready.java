package io.intarsia.shell;

import jakarta.inject.Singleton;
import java.util.TreeSet;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the first page is as whole as it can be; says which services are on it. */
@Readiness
@Singleton
class Ready implements HealthCheck {
    private final Registry registry;

    Ready(Registry registry) {
        this.registry = registry;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("services seen")
                .status(registry.isReady())
                .withData("on the page", String.join(" ", new TreeSet<>(registry.up())))
                .build();
    }
}
