package io.intarsia.kit.inbox;

import io.intarsia.kit.event.Event;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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

    private static final String INSERT = """
            insert into inbox (event_id, type, source, correlation_id, causation_id, time, state, next_attempt_at, traceparent)
            values (?, ?, ?, ?, ?, ?, 'received', now(), ?) on conflict (event_id) do nothing""";

    private static final String DONE =
            "update inbox set state = 'done', ended_at = clock_timestamp() where event_id = any (?)";

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
        List<Arrived> fresh = withConnection(connection -> insert(connection, sharing));
        fresh.forEach(one -> inbox.react(one.event(), one.traceParent()));
        // What the reactions have changed is written first, and then that they have.
        entities.flush();
        return withConnection(connection -> done(connection, fresh));
    }

    /** One that another replica is writing at this moment is waited for, and is not new then. */
    private static List<Arrived> insert(Connection connection, List<Arrived> sharing) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Arrived one : sharing) {
                Event event = one.event();
                insert.setObject(1, event.id());
                insert.setString(2, event.type());
                insert.setString(3, event.source());
                insert.setObject(4, event.correlationId().value());
                insert.setObject(5, event.causationId());
                insert.setObject(6, event.time().atOffset(ZoneOffset.UTC));
                insert.setString(7, one.traceParent());
                insert.addBatch();
            }
            int[] inserted = insert.executeBatch();
            List<Arrived> fresh = new ArrayList<>();
            for (int i = 0; i < inserted.length; i++) {
                if (inserted[i] == 1) {
                    fresh.add(sharing.get(i));
                }
            }
            return fresh;
        }
    }

    private static List<Arrived> done(Connection connection, List<Arrived> fresh) throws SQLException {
        try (PreparedStatement done = connection.prepareStatement(DONE)) {
            Object[] ids = fresh.stream().map(one -> one.event().id()).toArray();
            done.setArray(1, connection.createArrayOf("uuid", ids));
            done.executeUpdate();
            return fresh;
        }
    }

    private interface Work {
        List<Arrived> with(Connection connection) throws SQLException;
    }

    private List<Arrived> withConnection(Work work) {
        return entities.unwrap(Session.class).doReturningWork(work::with);
    }
}
