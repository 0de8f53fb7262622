package io.intarsia.kit.test;

import io.intarsia.embedded.DatabaseLogin;
import io.intarsia.embedded.DatabaseServer;
import io.intarsia.embedded.EmbeddedBroker;
import io.intarsia.embedded.EmbeddedDatabase;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL and a real AMQP broker for the tests of one service, and a key for its quotes: annotate a {@code @QuarkusTest} with
 * {@code @WithTestResource(Infrastructure.class)}. With {@code RABBITMQ_HOST} or {@code INTARSIA_POSTGRES_URL} in the environment, an installed one is used instead
 * of an embedded one. The service's name is that of the module's folder, or the init argument {@code service}.
 */
public class Infrastructure implements QuarkusTestResourceLifecycleManager {
    private static @Nullable EmbeddedDatabase database;
    private static @Nullable EmbeddedBroker broker;

    private String service = "";

    @Override
    public void init(Map<String, String> arguments) {
        service = arguments.getOrDefault(
                "service", Path.of("").toAbsolutePath().getFileName().toString());
    }

    @Override
    public Map<String, String> start() {
        try {
            Map<String, String> configuration = new HashMap<>();
            configuration.putAll(databaseFor(service));
            configuration.putAll(brokerFor(service));
            configuration.put("quarkus.http.test-port", "0");
            configuration.put("intarsia.operator-password", "operator-of-the-tests");
            configuration.put("intarsia.session-key", "a-session-key-for-the-tests-of-a-service");
            // One service alone: nobody else is there to listen, not even the event log, and that is no fault.
            configuration.put("quarkus.log.category.\"io.intarsia.kit.outbox.OutboxRelay\".level", "ERROR");
            Path keys = Files.createTempDirectory("intarsia-keys-");
            configuration.put(
                    "intarsia.quote.private-key", QuoteKeys.make(keys, service).toString());
            configuration.put("intarsia.quote.approved-keys", keys.toString());
            return configuration;
        } catch (IOException e) {
            throw new UncheckedIOException("The tests' database and broker do not start: " + e.getMessage(), e);
        } catch (SQLException e) {
            throw new IllegalStateException("The tests' database cannot be prepared: " + e.getMessage(), e);
        }
    }

    private static synchronized Map<String, String> databaseFor(String service) throws IOException, SQLException {
        String installed = System.getenv("INTARSIA_POSTGRES_URL");
        DatabaseServer server = installed == null
                ? embeddedDatabase().server()
                : new DatabaseServer(
                        installed,
                        System.getenv("INTARSIA_POSTGRES_USERNAME"),
                        System.getenv("INTARSIA_POSTGRES_PASSWORD"));
        DatabaseLogin login = server.createFor("test-" + service, "test");
        return Map.of(
                "quarkus.datasource.jdbc.url", login.url(),
                "quarkus.datasource.username", login.username(),
                "quarkus.datasource.password", login.password());
    }

    /** Nothing to say about an installed RabbitMQ: its environment variables are the services' own. */
    private static synchronized Map<String, String> brokerFor(String service) throws IOException {
        if (System.getenv("RABBITMQ_HOST") != null) {
            return Map.of();
        }
        EmbeddedBroker started = embeddedBroker();
        started.declareQueue(service);
        return Map.of(
                "rabbitmq-host", started.host(),
                "rabbitmq-port", String.valueOf(started.port()),
                "rabbitmq-username", started.username(),
                "rabbitmq-password", started.password());
    }

    /** One for a whole test run: it is slow to start, and every service has a database of its own in it. */
    private static EmbeddedDatabase embeddedDatabase() throws IOException {
        if (database == null) {
            database = EmbeddedDatabase.startTemporary();
            stopAtTheEnd(database);
        }
        return database;
    }

    private static EmbeddedBroker embeddedBroker() throws IOException {
        if (broker == null) {
            broker = EmbeddedBroker.startTemporary();
            stopAtTheEnd(broker);
        }
        return broker;
    }

    private static void stopAtTheEnd(AutoCloseable started) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started), "infrastructure-stop"));
    }

    private static void stop(AutoCloseable started) {
        try {
            started.close();
        } catch (Exception e) {
            System.err.println("The tests' database or broker did not stop: " + e);
        }
    }

    @Override
    public void stop() {}
}
