package io.intarsia.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    /** Made once, since that takes longer than a test; each test leaves it stopped and whole. */
    @TempDir
    static Path shared;

    private static EmbeddedDatabase temporary;

    @TempDir
    Path folder;

    @BeforeAll
    static void startTemporary() throws IOException {
        temporary = EmbeddedDatabase.startTemporary();
    }

    @AfterAll
    static void stopTemporary() throws IOException {
        temporary.close();
    }

    @Test
    void a_service_gets_a_database_and_a_user_of_its_own() throws Exception {
        DatabaseLogin login = temporary.server().createFor("event-log-service", "first");
        execute(login, "CREATE TABLE remembered (event text)");

        DatabaseLogin again = temporary.server().createFor("event-log-service", "second");

        assertThat(again.username()).isEqualTo("event_log");
        execute(again, "INSERT INTO remembered VALUES ('order.placed')");
        assertThatThrownBy(() -> execute(login, "SELECT 1")).hasMessageContaining("password authentication failed");
    }

    @Test
    void no_service_can_open_the_database_of_another() throws Exception {
        DatabaseLogin payment = temporary.server().createFor("payment-service", "secret");
        DatabaseLogin delivery = temporary.server().createFor("delivery-service", "secret");
        DatabaseLogin intruder = new DatabaseLogin(payment.url(), delivery.username(), delivery.password());

        assertThatThrownBy(() -> execute(intruder, "SELECT 1")).hasMessageContaining("permission denied");
    }

    @Test
    void one_who_may_create_databases_and_users_need_not_be_superuser() throws Exception {
        DatabaseServer root = temporary.server();
        execute(
                new DatabaseLogin(root.url(), root.username(), root.password()),
                "CREATE ROLE operator LOGIN CREATEDB CREATEROLE PASSWORD 'secret'");
        DatabaseServer operator = new DatabaseServer(root.url(), "operator", "secret");

        operator.createFor("checkout-service", "first");
        DatabaseLogin login = operator.createFor("checkout-service", "second");

        execute(login, "CREATE TABLE attempts (id int)");
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
        Path data = shared.resolve("postgres");
        DatabaseLogin login;
        try (AnotherProcess starter = AnotherProcess.start("database", data)) {
            login = loginOf(starter);
            execute(login, "CREATE TABLE bought (id int)");
            execute(login, "INSERT INTO bought VALUES (42)");
            starter.kill();
        }
        ProcessHandle orphan = EmbeddedDatabase.processOf(data).orElseThrow();
        orphan.destroyForcibly();

        try (EmbeddedDatabase database = start(data)) {
            DatabaseLogin now = database.server().createFor("payment-service", "secret");
            assertThat(first(now, "SELECT id FROM bought")).isEqualTo(42);
        }
    }

    @Test
    void a_server_that_survived_its_starter_is_replaced_by_the_next_start() throws Exception {
        Path data = shared.resolve("postgres");
        try (AnotherProcess starter = AnotherProcess.start("database", data)) {
            execute(loginOf(starter), "CREATE TABLE kept (id int)");
            starter.kill();
        }
        ProcessHandle orphan = EmbeddedDatabase.processOf(data).orElseThrow();
        assertThat(orphan.isAlive()).isTrue();

        try (EmbeddedDatabase database = start(data)) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !orphan.isAlive());
            DatabaseLogin now = database.server().createFor("payment-service", "secret");
            assertThat(first(now, "SELECT count(*)::int FROM kept")).isZero();
        }
    }

    @Test
    void a_process_file_whose_number_belongs_to_another_process_by_now_is_not_believed() throws Exception {
        Path data = shared.resolve("postgres");
        start(data).close();
        String stale = ProcessHandle.current().pid() + "\n" + data.resolve("data")
                + "\n1000000000\n5432\n\n127.0.0.1\n\nready\n";
        Files.writeString(data.resolve("data/postmaster.pid"), stale);

        try (EmbeddedDatabase database = start(data)) {
            assertThat(database.process()).isPresent();
        }
    }

    @Test
    void root_without_user_namespaces_runs_it_as_nobody() throws Exception {
        assumeTrue(ROOT, "only root needs another user");
        Path data = Files.createDirectories(folder.resolve("postgres"));
        openToAll(folder);
        ProcessBuilder builder = AnotherProcess.builder("database", data);
        builder.environment().put("PATH", withBroken("unshare") + ":" + System.getenv("PATH"));

        try (AnotherProcess starter = AnotherProcess.start(builder)) {
            execute(loginOf(starter), "CREATE TABLE kept (id int)");
            assertThat(EmbeddedDatabase.processOf(data)
                            .orElseThrow()
                            .info()
                            .user()
                            .orElseThrow())
                    .isEqualTo("nobody");
        }

        try (EmbeddedDatabase database = start(data)) {
            assertThat(first(
                            database.server().createFor("payment-service", "secret"), "SELECT count(*)::int FROM kept"))
                    .isZero();
        }
    }

    @Test
    void root_that_has_no_way_is_told_what_was_tried_and_what_to_do() throws Exception {
        assumeTrue(ROOT, "only root needs another user");
        ProcessBuilder builder = AnotherProcess.builder("database", folder.resolve("postgres"));
        builder.environment().put("PATH", withBroken("unshare", "setpriv") + ":" + System.getenv("PATH"));
        Path said = folder.resolve("said");

        int exit = builder.redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();

        assertThat(exit).isNotZero();
        assertThat(Files.readString(said))
                .contains(
                        "PostgreSQL does not run as root",
                        "`unshare -U` (exit code 1: refused here)",
                        "`setpriv` as nobody (exit code 1: refused here)")
                .contains("start as another user than root, allow user namespaces, or use an installed PostgreSQL");
    }

    @Test
    void where_it_cannot_start_the_message_is_the_servers_own() throws Exception {
        Path data = shared.resolve("postgres");
        start(data).close();
        Path control = data.resolve("data/global/pg_control");
        Files.move(control, data.resolve("aside"));

        try {
            assertThatThrownBy(() -> start(data))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("pg_control")
                    .hasMessageContaining(data.toString());
        } finally {
            Files.move(data.resolve("aside"), control);
        }
    }

    /** With the software that all tests share: unpacking it takes longer than a test. */
    static EmbeddedDatabase start(Path data) throws IOException {
        Path software =
                Path.of(System.getProperty("java.io.tmpdir"), "intarsia-software-" + System.getProperty("user.name"));
        return EmbeddedDatabase.start(data, 0, software);
    }

    private Path withBroken(String... programs) throws IOException {
        Path broken = Files.createDirectories(folder.resolve("broken"));
        for (String program : programs) {
            openToAll(Files.writeString(broken.resolve(program), "#!/bin/sh\necho refused here\nexit 1\n"));
        }
        return broken;
    }

    private static void openToAll(Path path) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static DatabaseLogin loginOf(AnotherProcess starter) throws SQLException {
        return new DatabaseServer(starter.said("url"), starter.said("username"), starter.said("password"))
                .createFor("payment-service", "secret");
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
