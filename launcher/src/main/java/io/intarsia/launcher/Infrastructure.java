package io.intarsia.launcher;

import io.intarsia.embedded.DatabaseLogin;
import io.intarsia.embedded.DatabaseServer;
import io.intarsia.embedded.EmbeddedBroker;
import io.intarsia.embedded.EmbeddedDatabase;
import io.intarsia.embedded.SecretFile;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** PostgreSQL and the broker: installed ones where the environment names them, embedded ones otherwise. */
final class Infrastructure implements AutoCloseable {
    private final DataFolder data;
    private final Map<String, String> environment;
    private final Guarded guard;
    private volatile @Nullable EmbeddedDatabase embeddedDatabase;
    private volatile @Nullable EmbeddedBroker embeddedBroker;
    private volatile @Nullable DatabaseServer databases;
    private volatile @Nullable BrokerLogin broker;
    private final Object databaseLock = new Object();
    private final Object brokerLock = new Object();
    private volatile boolean closed;

    Infrastructure(DataFolder data, Map<String, String> environment, Guarded guard) {
        this.data = data;
        this.environment = environment;
        this.guard = guard;
    }

    static boolean installedDatabase(Map<String, String> environment) {
        return set(environment, "INTARSIA_POSTGRES_URL").isPresent();
    }

    static boolean installedBroker(Map<String, String> environment) {
        return set(environment, "RABBITMQ_HOST").isPresent();
    }

    void startDatabase() {
        synchronized (databaseLock) {
            refuseIfClosed();
            databases = installedDatabase(environment) ? installedDatabase() : embeddedDatabase();
        }
    }

    void startBroker() {
        synchronized (brokerLock) {
            refuseIfClosed();
            broker = installedBroker(environment) ? installedBroker() : embeddedBroker();
        }
    }

    /** Makes sure that the service has its database, and its queue where it cannot declare all of it itself. */
    DatabaseLogin prepareFor(String service) {
        EmbeddedBroker declaring = embeddedBroker;
        if (declaring != null) {
            declaring.declareQueue(service);
        }
        DatabaseServer server = databases;
        if (server == null) {
            throw new IllegalStateException(
                    "The database of " + service + " was asked for before PostgreSQL was started");
        }
        try {
            return server.createFor(service, data.databasePassword(service));
        } catch (SQLException e) {
            throw CannotStart.with(
                    data.path(),
                    "The database of " + service + " cannot be made at " + server.url() + " as user "
                            + server.username(),
                    e);
        }
    }

    BrokerLogin broker() {
        BrokerLogin login = broker;
        if (login == null) {
            throw new IllegalStateException("The broker was asked for before it was started");
        }
        return login;
    }

    /** What is bound to what, if the broker is the embedded one. */
    Optional<Set<EmbeddedBroker.Bound>> bindings() {
        return Optional.ofNullable(embeddedBroker).map(EmbeddedBroker::bindings);
    }

    /** The embedded PostgreSQL's process, if there is one. */
    Optional<ProcessHandle> databaseProcess() {
        return Optional.ofNullable(embeddedDatabase).flatMap(EmbeddedDatabase::process);
    }

    /** Waits for what is just being started, to end that, too. */
    @Override
    public void close() {
        closed = true;
        synchronized (brokerLock) {
            closeQuietly(embeddedBroker);
        }
        synchronized (databaseLock) {
            closeQuietly(embeddedDatabase);
        }
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new CannotStart("Nothing can be started: the shop is ending.");
        }
    }

    private DatabaseServer embeddedDatabase() {
        guard.databaseStarting();
        try {
            EmbeddedDatabase started = EmbeddedDatabase.start(data.postgres(), 0);
            embeddedDatabase = started;
            guard.databaseStarted();
            return started.server();
        } catch (IOException e) {
            throw CannotStart.with(data.path(), "PostgreSQL does not start", e);
        }
    }

    private BrokerLogin embeddedBroker() {
        try {
            EmbeddedBroker started = EmbeddedBroker.start(data.broker(), 0);
            embeddedBroker = started;
            SecretFile.write(
                    data.brokerUrl(),
                    "amqp://%s:%s@%s:%d\n"
                            .formatted(started.username(), started.password(), started.host(), started.port()));
            return new BrokerLogin(started.host(), started.port(), started.username(), started.password());
        } catch (IOException e) {
            throw CannotStart.with(data.path(), "The broker does not start", e);
        }
    }

    private DatabaseServer installedDatabase() {
        String url = environment.get("INTARSIA_POSTGRES_URL");
        try {
            DatabaseServer server = new DatabaseServer(
                    url,
                    set(environment, "INTARSIA_POSTGRES_USERNAME").orElse("postgres"),
                    environment.getOrDefault("INTARSIA_POSTGRES_PASSWORD", ""));
            server.connect().close();
            return server;
        } catch (IllegalArgumentException | SQLException e) {
            throw CannotStart.with(
                    data.path(),
                    "The PostgreSQL of INTARSIA_POSTGRES_URL (" + url
                            + ") cannot be used; check it, and INTARSIA_POSTGRES_USERNAME and _PASSWORD",
                    e);
        }
    }

    private BrokerLogin installedBroker() {
        String host = environment.get("RABBITMQ_HOST");
        String port = set(environment, "RABBITMQ_PORT").orElse("5672");
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, Integer.parseInt(port)), 5_000);
            return new BrokerLogin(
                    host,
                    Integer.parseInt(port),
                    set(environment, "RABBITMQ_USERNAME").orElse("guest"),
                    set(environment, "RABBITMQ_PASSWORD").orElse("guest"));
        } catch (IOException | IllegalArgumentException e) {
            throw CannotStart.with(
                    data.path(),
                    "The broker of RABBITMQ_HOST and RABBITMQ_PORT (" + host + ":" + port
                            + ") does not answer; start it, or unset them",
                    e);
        }
    }

    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    /** What cannot be closed is ended by the guard. */
    private static void closeQuietly(@Nullable AutoCloseable server) {
        if (server == null) {
            return;
        }
        try {
            server.close();
        } catch (Exception e) {
            System.err.println("A server could not be closed: " + e.getMessage());
        }
    }
}
