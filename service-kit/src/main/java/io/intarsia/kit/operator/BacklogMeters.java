package io.intarsia.kit.operator;

import io.intarsia.kit.operator.Standing.Backlog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;

/** What is in the outbox and the inbox, for Prometheus. */
@Singleton
class BacklogMeters {
    private final HeldStanding standing;
    private final MeterRegistry meters;

    BacklogMeters(HeldStanding standing, MeterRegistry meters) {
        this.standing = standing;
        this.meters = meters;
    }

    void register(@Observes StartupEvent starting) {
        gauge(
                "intarsia.outbox.events",
                "events that are not sent yet",
                now -> now.unsent().size());
        gauge("intarsia.outbox.oldest.seconds", "the age of the oldest of them", now -> age(now.unsent()));
        gauge("intarsia.outbox.unroutable", "events of them that were sent in vain", Standing::unroutable);
        for (String state : List.of("received", "waiting", "parked")) {
            gauge(
                    "intarsia.inbox.events",
                    "events that are not done",
                    state,
                    now -> now.inbox(state).size());
            gauge(
                    "intarsia.inbox.oldest.seconds",
                    "the age of the oldest of them",
                    state,
                    now -> age(now.inbox(state)));
        }
    }

    private void gauge(String name, String description, Function<Standing, Long> reading) {
        Gauge.builder(name, () -> reading.apply(standing.now()))
                .description(description)
                .register(meters);
    }

    private void gauge(String name, String description, String state, Function<Standing, Long> reading) {
        Gauge.builder(name, () -> reading.apply(standing.now()))
                .description(description)
                .tag("state", state)
                .register(meters);
    }

    private static long age(Backlog backlog) {
        return backlog.oldestSeconds() == null ? 0 : backlog.oldestSeconds();
    }
}
