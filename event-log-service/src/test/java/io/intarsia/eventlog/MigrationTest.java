package io.intarsia.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.embedded.DatabaseLogin;
import io.intarsia.embedded.DatabaseServer;
import io.intarsia.embedded.EmbeddedDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** A log of an older version is taken over as it is. */
class MigrationTest {
    private static final String EVENT =
            "insert into logged_event (id, type, source, correlation_id, time, received_at) values ('%s', '%s', 'checkout-service', '%1$s', %s, now())";

    @Test
    void every_event_of_the_time_before_the_months_is_kept_in_its_month() throws Exception {
        try (EmbeddedDatabase server = EmbeddedDatabase.startTemporary()) {
            DatabaseLogin login = server.server().createFor("event-log-service", "secret");
            migrate(login, "2");
            try (Connection connection = new DatabaseServer(login.url(), login.username(), login.password()).connect();
                    Statement statement = connection.createStatement()) {
                statement.execute(EVENT.formatted("00000000-0000-8000-8000-000000000001", "order.placed", "now()"));
                statement.execute(EVENT.formatted(
                        "00000000-0000-8000-8000-000000000002", "order.cancelled", "now() - interval '200 days'"));
                statement.execute(EVENT.formatted(
                        "00000000-0000-8000-8000-000000000003", "order.placed", "timestamptz '1970-01-01 00:00:00Z'"));
                statement.execute(
                        "insert into late_event (service, event_id) select 'gift-service', id from logged_event");

                migrate(login, "latest");

                assertThat(
                                found(
                                        statement,
                                        "select right(cast(id as text), 1) || ' ' || type || ' ' || problem from logged_event order by 1"))
                        .containsExactly("1 order.placed false", "2 order.cancelled true", "3 order.placed false");
                assertThat(found(statement, "select right(cast(id as text), 1) from logged_event_odd"))
                        .containsExactly("3");
                assertThat(
                                found(
                                        statement,
                                        "select count(*) from late_event join logged_event e on e.id = event_id and e.time = late_event.time"))
                        .containsExactly("3");
            }
        }
    }

    private static void migrate(DatabaseLogin login, String target) {
        Flyway.configure()
                .dataSource(login.url(), login.username(), login.password())
                .outOfOrder(true)
                .target(target)
                .load()
                .migrate();
    }

    private static List<String> found(Statement statement, String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
