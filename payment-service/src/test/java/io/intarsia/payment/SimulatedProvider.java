package io.intarsia.payment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.provider.ProviderSimulator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The provider simulator, on a port of its own and with a ledger that a test can read. */
public class SimulatedProvider implements QuarkusTestResourceLifecycleManager {
    private ProviderSimulator simulator;
    private Path ledger;
    private int port;

    @Override
    public Map<String, String> start() {
        try {
            ledger = Files.createTempDirectory("intarsia-provider-").resolve("ledger.ndjson");
            simulator = ProviderSimulator.start(0, ledger);
            port = URI.create(simulator.url()).getPort();
            // Less than the three seconds of the card that answers late, and more than a first request takes beside two
            // other modules' tests.
            return Map.of(
                    "payment.provider-url", simulator.url(),
                    "payment.provider-time-limit", "PT2.5S",
                    "payment.ask-again-after", "PT1S",
                    "payment.look-every", "1s",
                    "payment.void-unconfirmed-after", "PT3M",
                    "payment.look-for-unconfirmed-every", "1s");
        } catch (IOException e) {
            throw new UncheckedIOException("The provider simulator does not start: " + e.getMessage(), e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(SimulatedProvider.class));
    }

    @Override
    public void stop() {
        goAway();
    }

    void goAway() {
        simulator.close();
    }

    void comeBack() {
        try {
            simulator = ProviderSimulator.start(port, ledger);
        } catch (IOException e) {
            throw new UncheckedIOException("The provider simulator does not come back: " + e.getMessage(), e);
        }
    }

    /** How often the ledger tells this of a checkout: {@code authorised}, {@code declined}, {@code captured}, {@code capture_failed} or {@code voided}. */
    long count(String entry, CorrelationId id) {
        List<JsonNode> entries = entries();
        Set<String> ids = entries.stream()
                .filter(line -> line.path("reference").asText().equals(id.toString()))
                .map(line -> line.path("id").asText())
                .collect(Collectors.toSet());
        return entries.stream()
                .filter(line -> line.path("entry").asText().equals(entry)
                        && ids.contains(line.path("id").asText()))
                .count();
    }

    private List<JsonNode> entries() {
        ObjectMapper json = new ObjectMapper();
        try {
            return Files.readAllLines(ledger).stream()
                    .map(line -> read(json, line))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(ObjectMapper json, String line) {
        try {
            return json.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
