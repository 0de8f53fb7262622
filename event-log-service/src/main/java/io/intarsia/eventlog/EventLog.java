package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.widget.BadInput;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that was remembered: a page of the list at a time, or all of one checkout. */
@Singleton
class EventLog {
    static final int LINES_OF_A_PAGE = 200;

    /** How many newer events are counted; more are "more". */
    static final int MOST_WAITING = 1_000;

    private final EntityManager entities;
    private final Participants services;
    private final RefusedEvents refused;
    private final Clock clock;

    EventLog(EntityManager entities, Participants services, RefusedEvents refused, Clock clock) {
        this.entities = entities;
        this.services = services;
        this.refused = refused;
        this.clock = clock;
    }

    /** The page that was asked for; without a line if nobody could tell what was asked for. */
    @Transactional
    EventPage page(Search search) {
        if (!search.isReadable()) {
            return new EventPage(search, List.of(), null, false);
        }
        ListQuery query = ListQuery.of(search);
        LoggedEvent before = search.before() == null ? null : find(search.before());
        List<Line> found = new ArrayList<>(
                (before == null ? query : query.olderThan(before)).lines(entities, LINES_OF_A_PAGE + 1));
        String older = null;
        if (found.size() > LINES_OF_A_PAGE) {
            found.remove(LINES_OF_A_PAGE);
            older = found.get(LINES_OF_A_PAGE - 1).id();
        }
        return new EventPage(search, List.copyOf(found), older, false);
    }

    /** How many events that fit are newer than one, at most {@link #MOST_WAITING}; a search that nobody can read has none. */
    @Transactional
    int newerThan(Search search, UUID newest) {
        if (!search.isReadable()) {
            return 0;
        }
        LoggedEvent top = find(newest);
        if (top == null) {
            throw new BadInput("The parameter newest takes the ID of an event that is in the log");
        }
        return ListQuery.of(search).newerThan(top).count(entities, MOST_WAITING);
    }

    /** What was refused in the last day, the newest first, at most 20. */
    @Transactional
    List<RefusedLine> refusedLately() {
        Instant dayAgo = clock.instant().minus(1, ChronoUnit.DAYS);
        return refused.latest(20).stream()
                .filter(one -> one.receivedAt().isAfter(dayAgo))
                .map(RefusedLine::of)
                .toList();
    }

    /** All of one checkout. */
    @Transactional
    Story story(CorrelationId checkout) {
        return Story.of(
                checkout,
                LoggedEvent.list("correlationId", checkout.value()),
                repeats(checkout),
                refused.of(checkout.value()).stream().map(RefusedLine::of).toList(),
                services.all(),
                clock.instant());
    }

    private Map<UUID, Integer> repeats(CorrelationId checkout) {
        List<Object[]> rows = entities.createNativeQuery(
                        "select event_id, repeats from inbox where correlation_id = :id and repeats > 0")
                .setParameter("id", checkout.value())
                .getResultList();
        return rows.stream().collect(Collectors.toMap(row -> (UUID) row[0], row -> ((Number) row[1]).intValue()));
    }

    private static @Nullable LoggedEvent find(UUID id) {
        return LoggedEvent.find("id", id).firstResult();
    }
}
