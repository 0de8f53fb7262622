package io.intarsia.kit.event;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;

/** Where event IDs and the time come from, so that a test can set both. */
@Singleton
class Identifiers {
    @Produces
    @DefaultBean
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @DefaultBean
    @Singleton
    Supplier<UUID> eventIds() {
        return UUID::randomUUID;
    }
}
