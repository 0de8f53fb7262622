package io.intarsia.eventlog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Inbox;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log has every event that was confirmed to its publisher, each once, whatever happens to the log meanwhile. */
@QuarkusTest
@WithTestResource(Infrastructure.class)
class MissesNothingTest {
    private static final int EVENTS = 300;

    @Inject
    OtherService others;

    @Inject
    Inbox inbox;

    @Inject
    EntityManager entities;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String username;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    private final Event[] events =
            Stream.generate(MissesNothingTest::event).limit(EVENTS).toArray(Event[]::new);

    @BeforeEach
    void forget() {
        QuarkusTransaction.requiringNew().run(() -> LoggedEvent.deleteAll());
    }

    @Test
    void events_that_come_while_the_database_is_away_are_logged_when_it_is_back() throws Exception {
        try (Connection kept = DriverManager.getConnection(url, username, password);
                Statement operator = kept.createStatement()) {
            others.publish(events[0]);
            takeAway(operator);
            try {
                others.publish(events);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> given().get("q/health/ready").statusCode() == 503);
            } finally {
                giveBack(operator);
            }
        }

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(logged())
                        .containsExactlyInAnyOrderElementsOf(
                                Stream.of(events).map(Event::id).toList()));
    }

    /** One that died after it wrote and before it acknowledged is delivered to another. */
    @Test
    void what_several_replicas_are_delivered_again_and_again_is_logged_once() {
        List<Event> deliveries =
                Stream.of(events, events, events).flatMap(Stream::of).toList();

        deliveries.parallelStream().forEach(inbox::receive);

        assertThat(logged())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(events).map(Event::id).toList());
    }

    /** Its owner may still not connect anew, and whoever is connected is thrown out, but for this connection. */
    private static void takeAway(Statement operator) throws SQLException {
        operator.execute("alter database " + database(operator) + " connection limit 0");
        operator.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and usename = current_user and pid <> pg_backend_pid()");
    }

    private static void giveBack(Statement operator) throws SQLException {
        operator.execute("alter database " + database(operator) + " connection limit -1");
    }

    private static String database(Statement operator) throws SQLException {
        try (ResultSet row = operator.executeQuery("select quote_ident(current_database())")) {
            row.next();
            return row.getString(1);
        }
    }

    private static Event event() {
        return new Event(
                UUID.randomUUID(),
                "order.placed",
                "checkout-service",
                TestShopper.fresh().id(),
                null,
                Instant.now());
    }

    @SuppressWarnings("unchecked")
    private List<UUID> logged() {
        return QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery("select id from logged_event", UUID.class)
                        .getResultList());
    }
}
