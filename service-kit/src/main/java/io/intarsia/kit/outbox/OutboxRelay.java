package io.intarsia.kit.outbox;

import io.agroal.api.AgroalDataSource;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Broker;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.trace.Span;
import io.intarsia.kit.trace.Trace;
import io.intarsia.kit.trace.Traces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Sends what the outbox holds, at least once, oldest first. Any number of replicas: each locks the rows that it sends, waits for the
 * broker's confirms for a bounded time, and deletes in the same transaction what was confirmed and routed. What nobody listens to stays.
 *
 * <p>Where there is more than a window, a second sender takes the next one while the first waits for its confirms and its commit, as another replica would.
 */
@Singleton
class OutboxRelay {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final Object WOKEN = new Object();
    private static final String CLAIM = """
            select id, type, correlation_id, causation_id, time, traceparent from outbox
            where next_attempt_at <= now()
            order by position limit ? for update skip locked""";
    private static final String DELETE = "delete from outbox where id = any(?)";
    private static final String POSTPONE = """
            update outbox set attempts = attempts + 1, problem = ?,
                next_attempt_at = now() + least(interval '1 second' * power(2, least(attempts, 10)), interval '30 seconds')
            where id = any(?)""";

    private final AgroalDataSource database;
    private final EventPublisher publisher;
    private final EventPublisher publisherOfSecond;
    private final Traces traces;
    private final Counter windows;
    private final Counter sent;
    private final String service;
    private final int window;
    private final long pollMillis;
    private final BlockingQueue<Object> wakeUps = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<Object> moreThanAWindow = new ArrayBlockingQueue<>(1);
    private final Thread thread = new Thread(this::run, "outbox-relay");
    private final Thread second = new Thread(this::help, "outbox-relay-second");
    private volatile boolean running = true;

    OutboxRelay(
            AgroalDataSource database,
            EventPublisher publisher,
            EventPublisher publisherOfSecond,
            Traces traces,
            MeterRegistry meters,
            @ConfigProperty(name = "quarkus.application.name") String service,
            @ConfigProperty(name = "intarsia.outbox.window", defaultValue = "200") int window,
            @ConfigProperty(name = "intarsia.outbox.poll-millis", defaultValue = "2000") long pollMillis) {
        this.database = database;
        this.publisher = publisher;
        this.publisherOfSecond = publisherOfSecond;
        this.traces = traces;
        this.windows = Counter.builder("intarsia.outbox.windows")
                .description("windows of events sent to the broker and confirmed, in whole or in part")
                .register(meters);
        this.sent = Counter.builder("intarsia.outbox.sent")
                .description("events that the broker has confirmed and routed")
                .register(meters);
        this.service = service;
        this.window = window;
        this.pollMillis = pollMillis;
        thread.setDaemon(true);
        second.setDaemon(true);
    }

    /** Says that there is something to send. Cheap, never blocks. */
    void wake() {
        wakeUps.offer(WOKEN);
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent started) {
        thread.start();
        second.start();
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        running = false;
        wake();
        moreThanAWindow.offer(WOKEN);
        thread.join(5_000);
        second.join(5_000);
        publisher.close();
        publisherOfSecond.close();
    }

    private void run() {
        boolean failing = false;
        while (running) {
            try {
                while (running && sendWindow(publisher) == window) {
                    continue;
                }
                if (failing) {
                    LOG.info("The outbox is being sent again");
                }
                failing = false;
            } catch (Exception e) {
                if (!failing) {
                    LOG.warnf("The outbox cannot be sent now; trying again every %d ms: %s", againAfterMillis(), e);
                }
                failing = true;
                publisher.close();
            }
            await(failing);
        }
    }

    /** What goes wrong here the first sender meets, too: it tells of it, and tries again. */
    private void help() {
        while (running) {
            try {
                moreThanAWindow.take();
                while (running && sendWindow(publisherOfSecond) == window) {
                    continue;
                }
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                LOG.debug("The second sender of the outbox stops until there is more than a window again", e);
                publisherOfSecond.close();
            }
        }
    }

    private void await(boolean failing) {
        try {
            if (failing) {
                TimeUnit.MILLISECONDS.sleep(againAfterMillis());
            } else {
                wakeUps.poll(pollMillis, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            running = false;
        }
    }

    private long againAfterMillis() {
        return Math.min(pollMillis, 1_000);
    }

    /** Sends at most one window of events and returns how many rows it found. */
    private int sendWindow(EventPublisher publisher) throws Exception {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                int found = sendWindow(connection, publisher);
                connection.commit();
                return found;
            } catch (Exception e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private int sendWindow(Connection connection, EventPublisher publisher) throws Exception {
        Map<UUID, Span> spans = new HashMap<>();
        List<Event> rows = claim(connection, spans);
        if (rows.isEmpty()) {
            return 0;
        }
        if (rows.size() == window) {
            moreThanAWindow.offer(WOKEN);
        }
        EventPublisher.Outcome outcome = publish(publisher, rows, spans);
        windows.increment();
        sent.increment(outcome.routed().size());
        if (!outcome.routed().isEmpty()) {
            try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
                delete.setArray(
                        1, connection.createArrayOf("uuid", outcome.routed().toArray()));
                delete.executeUpdate();
            }
        }
        postpone(connection, outcome.unroutable(), "nobody listens to this type");
        postpone(connection, outcome.unconfirmed(), "the broker has not confirmed it");
        return rows.size();
    }

    private EventPublisher.Outcome publish(EventPublisher publisher, List<Event> rows, Map<UUID, Span> spans)
            throws Exception {
        Map<UUID, String> parents = new HashMap<>();
        spans.forEach((event, span) -> parents.put(event, span.asParent()));
        try {
            EventPublisher.Outcome outcome = publisher.publish(Broker.EXCHANGE, Event::type, rows, parents);
            fail(spans, outcome.unroutable(), "unroutable");
            fail(spans, outcome.unconfirmed(), "unconfirmed");
            return outcome;
        } catch (Exception e) {
            fail(spans, spans.keySet(), e.getClass().getName());
            throw e;
        } finally {
            spans.values().forEach(Span::end);
        }
    }

    private static void fail(Map<UUID, Span> spans, Collection<UUID> events, String kind) {
        for (UUID event : events) {
            Span span = spans.get(event);
            if (span != null) {
                span.failed(kind);
            }
        }
    }

    private static void postpone(Connection connection, List<UUID> events, String problem) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        LOG.warnf("%d events stay in the outbox: %s", events.size(), problem);
        try (PreparedStatement postpone = connection.prepareStatement(POSTPONE)) {
            postpone.setString(1, problem);
            postpone.setArray(2, connection.createArrayOf("uuid", events.toArray()));
            postpone.executeUpdate();
        }
    }

    private List<Event> claim(Connection connection, Map<UUID, Span> spans) throws SQLException {
        try (Statement bound = connection.createStatement()) {
            bound.execute("set local idle_in_transaction_session_timeout = '20s'");
        }
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setInt(1, window);
            try (ResultSet found = claim.executeQuery()) {
                List<Event> rows = new ArrayList<>();
                while (found.next()) {
                    Event event = read(found);
                    rows.add(event);
                    String parent = Trace.read(found.getString(6));
                    if (parent != null) {
                        spans.put(event.id(), traces.sending(event, parent));
                    }
                }
                return rows;
            }
        }
    }

    private Event read(ResultSet row) throws SQLException {
        return new Event(
                row.getObject(1, UUID.class),
                row.getString(2),
                service,
                new CorrelationId(row.getObject(3, UUID.class)),
                row.getObject(4, UUID.class),
                row.getObject(5, OffsetDateTime.class).toInstant());
    }
}
