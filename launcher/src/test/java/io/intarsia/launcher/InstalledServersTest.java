package io.intarsia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intarsia.embedded.DatabaseServer;
import io.intarsia.embedded.EmbeddedBroker;
import io.intarsia.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledServersTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>(System.getenv());

    @BeforeEach
    void build() throws IOException {
        FakeProject.in(folder, "delivery-service", "ui-shell");
    }

    @Test
    void servers_that_the_environment_names_are_used_and_none_is_started() throws Exception {
        try (EmbeddedDatabase installedDatabase = EmbeddedDatabase.startTemporary();
                EmbeddedBroker installedBroker = EmbeddedBroker.startTemporary()) {
            DatabaseServer server = installedDatabase.server();
            environment.put("INTARSIA_POSTGRES_URL", server.url());
            environment.put("INTARSIA_POSTGRES_USERNAME", server.username());
            environment.put("INTARSIA_POSTGRES_PASSWORD", server.password());
            environment.put("RABBITMQ_HOST", installedBroker.host());
            environment.put("RABBITMQ_PORT", String.valueOf(installedBroker.port()));
            environment.put("RABBITMQ_USERNAME", installedBroker.username());
            environment.put("RABBITMQ_PASSWORD", installedBroker.password());

            try (Shop shop = Shop.start(options())) {
                assertThat(shop.database("delivery-service").url())
                        .isEqualTo("jdbc:postgresql://127.0.0.1:" + installedDatabase.port() + "/delivery");
                assertThat(shop.broker().port()).isEqualTo(installedBroker.port());
            }
            assertThat(folder.resolve(".intarsia/postgres")).doesNotExist();
            assertThat(folder.resolve(".intarsia/broker")).doesNotExist();
        }
    }

    @Test
    void a_database_that_does_not_answer_is_said_with_the_variables_to_check() throws Exception {
        environment.put("INTARSIA_POSTGRES_URL", "jdbc:postgresql://127.0.0.1:" + portNobodyListensAt() + "/postgres");

        assertThatThrownBy(() -> Shop.start(options()))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith(
                        "The PostgreSQL of INTARSIA_POSTGRES_URL (" + environment.get("INTARSIA_POSTGRES_URL")
                                + ") cannot be used; check it, and INTARSIA_POSTGRES_USERNAME and _PASSWORD: ")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void a_broker_that_does_not_answer_is_said_with_the_variables_to_check() throws Exception {
        int port = portNobodyListensAt();
        environment.put("RABBITMQ_HOST", "127.0.0.1");
        environment.put("RABBITMQ_PORT", String.valueOf(port));

        assertThatThrownBy(() -> Shop.start(options()))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith("The broker of RABBITMQ_HOST and RABBITMQ_PORT (127.0.0.1:" + port
                        + ") does not answer; start it, or unset them");
    }

    @Test
    void reset_is_refused_where_it_would_forget_nothing() {
        environment.put("INTARSIA_POSTGRES_URL", "jdbc:postgresql://127.0.0.1:5432/postgres");

        assertThatThrownBy(() -> Shop.start(options().withReset(true)))
                .hasMessageStartingWith(
                        "-Dreset does not forget what is in an installed PostgreSQL (jdbc:postgresql://127.0.0.1:5432/postgres)");
    }

    private ShopOptions options() {
        return ShopOptions.of(folder)
                .withPort(0)
                .withEnvironment(environment)
                .withOutput(new PrintStream(OutputStream.nullOutputStream()));
    }

    private static int portNobodyListensAt() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
