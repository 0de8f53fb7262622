package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.quarkus.qute.TemplateData;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The checkouts in which something that was promised has not happened. */
@Singleton
class StuckCheckouts {
    private static final int SHOWN = 50;

    private final EntityManager entities;
    private final Participants services;
    private final Clock clock;

    StuckCheckouts(EntityManager entities, Participants services, Clock clock) {
        this.entities = entities;
        this.services = services;
        this.clock = clock;
    }

    /**
     * What is shown of them.
     *
     * @param count of all
     * @param shown those that are stuck longest, at most 50
     */
    @TemplateData
    public record Stuck(long count, List<One> shown) {
        public boolean isMore() {
            return count > shown.size();
        }

        /** Of those that are shown, the ones with this number. */
        Stuck fitting(Search search) {
            if (search.number().isEmpty() || !search.numberIsReadable()) {
                return this;
            }
            List<One> fitting = shown.stream()
                    .filter(one -> one.checkout().startsWith(search.number().toLowerCase(Locale.ROOT)))
                    .toList();
            return new Stuck(fitting.size(), fitting);
        }
    }

    /** A checkout, and what it has waited for longest. */
    @TemplateData
    public record One(CorrelationId id, MissingLine missing) {
        public String checkout() {
            return id.toString();
        }

        public String orderNumber() {
            return id.shortForm();
        }
    }

    @Transactional
    Stuck all() {
        List<?> ids = entities.createNativeQuery(
                        "select correlation_id from watched_checkout where stuck_since is not null order by stuck_since limit "
                                + SHOWN)
                .getResultList();
        if (ids.isEmpty()) {
            return new Stuck(0, List.of());
        }
        long count = ((Number) entities.createNativeQuery(
                                "select count(*) from watched_checkout where stuck_since is not null")
                        .getSingleResult())
                .longValue();
        Map<UUID, List<LoggedEvent>> events = LoggedEvent.<LoggedEvent>list("correlationId in ?1", ids).stream()
                .collect(Collectors.groupingBy(event -> event.correlationId));
        Instant now = clock.instant();
        List<One> shown = ids.stream()
                .flatMap(id -> Awaited.in(events.getOrDefault(id, List.of()), services.all()).stream()
                        .filter(awaited -> awaited.isOverdue(now))
                        .findFirst()
                        .map(awaited ->
                                new One(new CorrelationId((UUID) id), MissingLine.of(awaited, services.all(), now)))
                        .stream())
                .toList();
        return new Stuck(count, shown);
    }
}
