package io.intarsia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intarsia.embedded.EmbeddedBroker;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another program takes a port between the time when the launcher chose it and the time when the process listens. */
class TakenPortTest {
    @TempDir
    Path folder;

    private EmbeddedBroker broker;

    @BeforeEach
    void a_built_project() throws IOException {
        broker = EmbeddedBroker.startTemporary();
        FakeProject.in(folder, "event-log-service", "payment-service", "provider-simulator", "ui-shell");
    }

    @AfterEach
    void close() throws IOException {
        broker.close();
    }

    @Test
    void each_process_finds_another_port_and_the_others_are_told() throws Exception {
        ShopOptions options = options();
        for (String name : List.of("event-log-service", "payment-service", "provider-simulator", "ui-shell")) {
            options = options.withSetting(name, "FAKE_PORT_TAKEN", times(name, 2));
        }

        try (Shop shop = Shop.start(options)) {
            assertThat(shop.services()).hasSize(4).allMatch(shop::running);
            assertThat(read(shop.address("payment-service") + "/environment"))
                    .contains("PAYMENT_PROVIDER_URL=" + shop.address("provider-simulator"))
                    .contains("INTARSIA_MANIFESTS=" + shop.url() + "/manifests");
            assertThat(read(shop.url() + "/q/health/ready").lines())
                    .containsExactly(
                            "event-log-service=" + shop.address("event-log-service"),
                            "payment-service=" + shop.address("payment-service"));
        }
    }

    @Test
    void after_three_ports_it_gives_up() throws Exception {
        ShopOptions options = options().withSetting("payment-service", "FAKE_PORT_TAKEN", times("payment-service", 3));

        assertThatThrownBy(() -> Shop.start(options))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("payment-service ended with exit code 1 while it was starting")
                .hasMessageContaining("Address already in use");
    }

    @Test
    void a_service_whose_port_was_taken_while_it_was_stopped_comes_back_at_another() throws Exception {
        try (Shop shop = Shop.start(options())) {
            String before = shop.address("payment-service");
            shop.stop("payment-service");
            try (ServerSocket taken =
                    new ServerSocket(URI.create(before).getPort(), 1, InetAddress.getLoopbackAddress())) {
                shop.start("payment-service");
            }

            assertThat(shop.address("payment-service")).isNotEqualTo(before);
            assertThat(read(shop.address("payment-service"))).isEqualTo("ready");
            assertThat(read(shop.url() + "/q/health/ready"))
                    .contains("payment-service=" + shop.address("payment-service"));
        }
    }

    private ShopOptions options() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("RABBITMQ_HOST", broker.host());
        environment.put("RABBITMQ_PORT", String.valueOf(broker.port()));
        return ShopOptions.of(folder)
                .withPort(0)
                .withOutput(new PrintStream(PrintStream.nullOutputStream()))
                .withEnvironment(environment);
    }

    private String times(String name, int times) throws IOException {
        return Files.writeString(folder.resolve(name + ".taken"), "once more\n".repeat(times))
                .toString();
    }

    private static String read(String url) throws IOException {
        return new String(URI.create(url).toURL().openStream().readAllBytes());
    }
}
