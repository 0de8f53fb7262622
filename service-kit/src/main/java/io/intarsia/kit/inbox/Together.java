package io.intarsia.kit.inbox;

import io.intarsia.kit.event.Event;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes events that have piled up take effect several in one transaction, where their {@link Reaction#sharesTransaction reactions allow it}: most of what a single one costs is its transaction. The
 * checkouts are gone through in one order, so that no two such transactions wait for each other. What fails, or has come before, is left to the {@link Inbox}, one by one: here no attempt is counted.
 */
@Singleton
class Together {
    private static final Logger LOG = Logger.getLogger(Together.class);

    /** What fails is rolled back with its neighbours, and locks are held for as long as all of them take. */
    static final int MOST = 16;

    private static final Comparator<Arrived> BY_CHECKOUT = Comparator.comparing(
                    (Arrived one) -> one.event().correlationId().value())
            .thenComparing(one -> one.event().id());

    /**
     * Written once, and as done, though the reactions are still to come: what fails leaves nothing behind. So the end that is kept is early by what all of them take together.
     * One that another replica is writing at this moment is waited for, and is not new then.
     */
    private static final String KEEP = """
            insert into inbox (event_id, type, source, correlation_id, causation_id, time, state, next_attempt_at, ended_at, traceparent)
            select event_id, type, source, correlation_id, causation_id, time, 'done', now(), clock_timestamp(), traceparent
            from unnest(?, ?, ?, ?, ?, ?, ?) as event (event_id, type, source, correlation_id, causation_id, time, traceparent)
            on conflict (event_id) do nothing
            returning event_id""";

    private final EntityManager entities;
    private final Inbox inbox;

    Together(EntityManager entities, Inbox inbox) {
        this.entities = entities;
        this.inbox = inbox;
    }

    /** An event as it came, for the first time as far as the broker knows. */
    record Arrived(Event event, @Nullable String traceParent) {}

    /**
     * Takes in those that may share a transaction.
     *
     * @return the IDs of those that have taken effect and are kept; all others are to be {@link Inbox#receive received} by themselves
     */
    Set<UUID> receive(List<Arrived> arrived) {
        List<Arrived> sharing = arrived.stream()
                .filter(one -> inbox.mayShareTransaction(one.event()))
                .sorted(BY_CHECKOUT)
                .toList();
        if (sharing.size() < 2) {
            return Set.of();
        }
        try {
            List<Arrived> done = QuarkusTransaction.requiringNew().call(() -> takeEffect(sharing));
            done.forEach(one -> inbox.hasTakenEffect(one.event()));
            return done.stream().map(one -> one.event().id()).collect(Collectors.toSet());
        } catch (RuntimeException e) {
            LOG.debugf("%d events that came together are taken one by one: %s", sharing.size(), e);
            return Set.of();
        }
    }

    private List<Arrived> takeEffect(List<Arrived> sharing) {
        Set<UUID> kept = entities.unwrap(Session.class).doReturningWork(connection -> keep(connection, sharing));
        List<Arrived> fresh =
                sharing.stream().filter(one -> kept.remove(one.event().id())).toList();
        fresh.forEach(one -> inbox.react(one.event(), one.traceParent()));
        return fresh;
    }

    private static Set<UUID> keep(Connection connection, List<Arrived> arrived) throws SQLException {
        List<Event> events = arrived.stream().map(Arrived::event).toList();
        try (PreparedStatement insert = connection.prepareStatement(KEEP)) {
            insert.setArray(1, column(connection, "uuid", events, Event::id));
            insert.setArray(2, column(connection, "text", events, Event::type));
            insert.setArray(3, column(connection, "text", events, Event::source));
            insert.setArray(
                    4,
                    column(
                            connection,
                            "uuid",
                            events,
                            event -> event.correlationId().value()));
            insert.setArray(5, column(connection, "uuid", events, Event::causationId));
            insert.setArray(6, column(connection, "timestamptz", events, Event::time));
            insert.setArray(7, column(connection, "text", arrived, Arrived::traceParent));
            Set<UUID> kept = new HashSet<>();
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    kept.add(row.getObject(1, UUID.class));
                }
            }
            return kept;
        }
    }

    private static <T> Array column(
            Connection connection, String type, List<T> rows, Function<T, @Nullable Object> value) throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(value).toArray());
    }
}
