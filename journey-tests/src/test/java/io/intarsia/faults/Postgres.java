package io.intarsia.faults;

import io.intarsia.embedded.DatabaseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The installed PostgreSQL, on a folder of this run; every commit is on the disk before it is answered. */
final class Postgres {
    private static final String SUPERUSER = "postgres";

    private final int port;
    private final Program server;

    private Postgres(int port, Program server) {
        this.port = port;
        this.server = server;
    }

    static Postgres start(Path folder) throws IOException, InterruptedException {
        Path programs = programs();
        Path data = folder.resolve("postgres");
        Town.run(asNobody(
                folder,
                List.of(
                        programs.resolve("initdb").toString(),
                        "--pgdata=" + data,
                        "--username=" + SUPERUSER,
                        "--auth=trust",
                        "--encoding=UTF8",
                        "--locale=C")));
        int port = Town.freePort();
        List<String> command = asNobody(
                folder,
                List.of(
                        programs.resolve("postgres").toString(),
                        "-D" + data,
                        "-p" + port,
                        "-clisten_addresses=127.0.0.1",
                        "-cunix_socket_directories=" + folder,
                        "-cmax_connections=400",
                        "-cshared_buffers=256MB",
                        "-cmax_wal_size=2GB",
                        "-clogging_collector=off"));
        Postgres postgres = new Postgres(
                port,
                new Program("PostgreSQL", folder, command, Map.of("LC_ALL", "C"), folder.resolve("PostgreSQL.log")));
        postgres.start();
        return postgres;
    }

    /** The newest of those that Debian installs. */
    private static Path programs() throws IOException {
        Path all = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(all)) {
            try (Stream<Path> versions = Files.list(all)) {
                return versions.map(version -> version.resolve("bin"))
                        .filter(bin -> Files.exists(bin.resolve("initdb")))
                        .max(Comparator.naturalOrder())
                        .orElseThrow(Postgres::missing);
            }
        }
        throw missing();
    }

    private static IllegalStateException missing() {
        return new IllegalStateException(
                "The fault run needs PostgreSQL's programs in /usr/lib/postgresql/<version>/bin; on Debian: apt-get install postgresql");
    }

    /** PostgreSQL refuses to run as root. */
    private static List<String> asNobody(Path folder, List<String> command) throws IOException, InterruptedException {
        if (!System.getProperty("user.name").equals("root")) {
            return command;
        }
        Town.run(List.of("chown", "nobody", folder.toString()));
        List<String> complete =
                new ArrayList<>(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        complete.addAll(command);
        return complete;
    }

    Program process() {
        return server;
    }

    /** After a kill -9 the old server's children hold its memory for a moment, and the first starts fail. */
    void start() throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!answers()) {
            if (!server.alive()) {
                server.start();
            }
            if (System.nanoTime() > until) {
                throw new IOException("PostgreSQL does not start; its log is " + server.log());
            }
            Town.pause(100);
        }
    }

    boolean answers() {
        try (Connection connection = connect(SUPERUSER)) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    DatabaseServer server() {
        return new DatabaseServer("jdbc:postgresql://127.0.0.1:" + port + "/postgres", SUPERUSER, "");
    }

    /** As one who may read all that a service keeps, by the straight way. */
    Connection connect(String service) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + DatabaseServer.nameFor(service)
                        + "?connectTimeout=5&socketTimeout=120",
                SUPERUSER,
                "");
    }

    /** By a connection of its own, which costs PostgreSQL a process: not for what is asked again and again while something is measured. */
    long count(String service, String sql) throws SQLException {
        try (Connection connection = connect(service);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return number(statement);
        }
    }

    /** The number that is all of the answer. */
    static long number(PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
