package io.intarsia.kit.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.verify.Contract;
import io.intarsia.verify.Report;
import io.restassured.RestAssured;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/**
 * The running service keeps {@code docs/widget-contract.md}, its quotes and its events included. A service's {@code ContractTest} extends it, with the annotations
 * of the service's other tests, and has nothing else to say unless a form takes something that cannot be guessed.
 */
public abstract class WidgetContract {
    /** What to type where a field does not say what fits it, by {@code field} or {@code widget:field}. */
    protected Map<String, String> fields() {
        return Map.of();
    }

    @Test
    void the_service_keeps_the_widget_contract() {
        Config config = ConfigProvider.getConfig();
        String service = config.getValue("quarkus.application.name", String.class);
        Report report = Contract.of(URI.create("http://localhost:" + RestAssured.port + "/" + service))
                .filling(fields())
                .withQuoteKey(Path.of(config.getValue("intarsia.quote.approved-keys", String.class), service + ".pem"))
                .hearing(broker(config))
                .check();
        System.out.println(report);
        assertThat(report.faults()).isEmpty();
    }

    private static URI broker(Config config) {
        return URI.create("amqp://%s:%s@%s:%s"
                .formatted(
                        value(config, "rabbitmq-username", "guest"),
                        value(config, "rabbitmq-password", "guest"),
                        value(config, "rabbitmq-host", "localhost"),
                        value(config, "rabbitmq-port", "5672")));
    }

    private static String value(Config config, String name, String otherwise) {
        return config.getOptionalValue(name, String.class).orElse(otherwise);
    }
}
