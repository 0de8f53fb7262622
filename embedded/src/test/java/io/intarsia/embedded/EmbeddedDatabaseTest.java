package io.intarsia.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
    @TempDir
    Path folder;

    @Test
    void a_service_gets_a_database_and_a_user_of_its_own() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.startTemporary()) {
            DatabaseLogin login = database.server().createFor("event-log-service", "first");
            execute(login, "CREATE TABLE remembered (event text)");

            DatabaseLogin again = database.server().createFor("event-log-service", "second");

            assertThat(again.username()).isEqualTo("event_log");
            execute(again, "INSERT INTO remembered VALUES ('order.placed')");
            assertThatThrownBy(() -> execute(login, "SELECT 1")).hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void no_service_can_open_the_database_of_another() throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.startTemporary()) {
            DatabaseLogin payment = database.server().createFor("payment-service", "secret");
            DatabaseLogin delivery = database.server().createFor("delivery-service", "secret");
            DatabaseLogin intruder = new DatabaseLogin(payment.url(), delivery.username(), delivery.password());

            assertThatThrownBy(() -> execute(intruder, "SELECT 1")).hasMessageContaining("permission denied");
        }
    }

    @Test
    void a_temporary_database_leaves_no_process_and_no_file() throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.startTemporary();
        ProcessHandle server = database.process().orElseThrow();
        Path log = database.log();

        database.close();

        assertThat(server.isAlive()).isFalse();
        assertThat(log.getParent()).doesNotExist();
    }

    @Test
    void rows_are_there_after_the_starter_and_the_server_were_killed() throws Exception {
        Path data = folder.resolve("postgres");
        DatabaseLogin login;
        try (AnotherProcess starter = AnotherProcess.start("database", data)) {
            login = loginOf(starter);
            execute(login, "CREATE TABLE kept (id int)");
            execute(login, "INSERT INTO kept VALUES (42)");
            starter.kill();
        }
        ProcessHandle orphan = serverOf(data);
        orphan.destroyForcibly();

        try (EmbeddedDatabase database = EmbeddedDatabase.start(data, 0)) {
            DatabaseLogin now = database.server().createFor("payment-service", "secret");
            assertThat(first(now, "SELECT id FROM kept")).isEqualTo(42);
        }
    }

    @Test
    void a_server_that_survived_its_starter_is_replaced_by_the_next_start() throws Exception {
        Path data = folder.resolve("postgres");
        try (AnotherProcess starter = AnotherProcess.start("database", data)) {
            execute(loginOf(starter), "CREATE TABLE kept (id int)");
            starter.kill();
        }
        ProcessHandle orphan = serverOf(data);
        assertThat(orphan.isAlive()).isTrue();

        try (EmbeddedDatabase database = EmbeddedDatabase.start(data, 0)) {
            Awaitility.await().until(() -> !orphan.isAlive());
            DatabaseLogin now = database.server().createFor("payment-service", "secret");
            assertThat(first(now, "SELECT count(*)::int FROM kept")).isZero();
        }
    }

    @Test
    void a_process_file_whose_number_belongs_to_another_process_by_now_is_not_believed() throws Exception {
        Path data = folder.resolve("postgres");
        EmbeddedDatabase.start(data, 0).close();
        String stale = ProcessHandle.current().pid() + "\n" + data.resolve("data") + "\n1000000000\n5432\n\n127.0.0.1\n\nready\n";
        Files.writeString(EmbeddedDatabase.processFile(data), stale);

        try (EmbeddedDatabase database = EmbeddedDatabase.start(data, 0)) {
            assertThat(database.process()).isPresent();
        }
    }

    @Test
    void where_it_cannot_start_the_message_is_the_servers_own() throws Exception {
        Path data = folder.resolve("postgres");
        EmbeddedDatabase.start(data, 0).close();
        Files.delete(data.resolve("data/global/pg_control"));

        assertThatThrownBy(() -> EmbeddedDatabase.start(data, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("pg_control")
                .hasMessageContaining(data.toString());
    }

    private static DatabaseLogin loginOf(AnotherProcess starter) throws SQLException {
        return new DatabaseServer(starter.said("url"), starter.said("username"), starter.said("password"))
                .createFor("payment-service", "secret");
    }

    private static ProcessHandle serverOf(Path data) throws IOException {
        String pid = Files.readAllLines(EmbeddedDatabase.processFile(data)).get(0);
        return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    }

    private static Connection connect(DatabaseLogin login) throws SQLException {
        return new DatabaseServer(login.url(), login.username(), login.password()).connect();
    }

    private static void execute(DatabaseLogin login, String sql) throws SQLException {
        try (Connection connection = connect(login);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int first(DatabaseLogin login, String sql) throws SQLException {
        try (Connection connection = connect(login);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
