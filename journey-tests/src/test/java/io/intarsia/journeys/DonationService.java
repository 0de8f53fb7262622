package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.impl.driver.Driver;
import com.rabbitmq.client.Connection;
import io.intarsia.embedded.Folders;
import io.intarsia.launcher.BrokerLogin;
import io.intarsia.verify.Contract;
import io.intarsia.verify.Report;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The service of {@code src/test/node}, beside the running shop: as an operator adds it, by a key that is approved and a line in the list of services. Playwright
 * brings the Node that runs it.
 */
final class DonationService implements AutoCloseable {
    static final String NAME = "donation-service";

    private static final Path PROGRAM = Path.of("src", "test", "node", "donation-service.mjs");
    private static final Path FOLDER = Path.of("target", NAME);

    private final int port;
    private @Nullable Process process;

    private DonationService(int port) {
        this.port = port;
    }

    static DonationService joinsTheShop() throws Exception {
        Folders.delete(FOLDER);
        Files.createDirectories(FOLDER);
        approveItsKey();
        DonationService service = new DonationService(freePort());
        Runtime.getRuntime().addShutdownHook(new Thread(service::kill));
        try {
            service.start();
            ShopUnderTest.shop().list(NAME, service.address());
            return service;
        } catch (RuntimeException | IOException e) {
            service.close();
            throw e;
        }
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    /** Starts it, with the data that it has, and waits until it is ready. */
    void start() throws IOException {
        BrokerLogin broker = ShopUnderTest.shop().broker();
        ProcessBuilder builder = new ProcessBuilder(node(), PROGRAM.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", String.valueOf(port),
                        "RABBITMQ_HOST", broker.host(),
                        "RABBITMQ_PORT", String.valueOf(broker.port()),
                        "RABBITMQ_USERNAME", broker.username(),
                        "RABBITMQ_PASSWORD", broker.password(),
                        "INTARSIA_QUOTE_PRIVATE_KEY", privateKey().toString(),
                        "DONATION_DATA", FOLDER.toString()));
        Process started = builder.start();
        process = started;
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(started.isAlive())
                    .as("%s runs; its log is %s", NAME, log())
                    .isTrue();
            assertThat(health()).as("%s is ready; its log is %s", NAME, log()).isEqualTo(200);
        });
    }

    /** As {@code kill -9}. */
    void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** From now on it reserves nothing more. */
    void endsTheCollection() throws IOException {
        Files.writeString(FOLDER.resolve("closed"), "");
    }

    void collectsAgain() throws IOException {
        Files.deleteIfExists(FOLDER.resolve("closed"));
    }

    /** What `verify-widget` says of it. */
    Report checked(Map<String, String> fields) {
        BrokerLogin broker = ShopUnderTest.shop().broker();
        return Contract.of(URI.create(address() + "/" + NAME))
                .filling(fields)
                .withQuoteKey(approvedKey())
                .hearing(URI.create("amqp://%s:%s@%s:%d"
                        .formatted(broker.username(), broker.password(), broker.host(), broker.port())))
                .check();
    }

    /** What it keeps of one checkout, line by line. */
    List<String> journalOf(UUID checkout) throws IOException {
        return Files.readAllLines(FOLDER.resolve("donations.ndjson")).stream()
                .filter(line -> line.contains(checkout.toString()))
                .toList();
    }

    /** The shop is as it was before. */
    @Override
    public void close() throws Exception {
        ShopUnderTest.shop().unlist(NAME);
        kill();
        Files.deleteIfExists(approvedKey());
        try (Connection connection = ShopUnderTest.broker()) {
            connection.createChannel().queueDelete(NAME);
        }
    }

    private int health() throws InterruptedException {
        HttpRequest asked = HttpRequest.newBuilder(URI.create(address() + "/" + NAME + "/q/health/ready"))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(asked, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return -1;
        }
    }

    /** The Node that Playwright's driver runs on, so that none has to be installed. */
    private static String node() {
        return Driver.ensureDriverInstalled(Map.of(), false)
                .createProcessBuilder()
                .command()
                .get(0);
    }

    private static void approveItsKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        writePem(privateKey(), "PRIVATE KEY", pair.getPrivate().getEncoded());
        writePem(approvedKey(), "PUBLIC KEY", pair.getPublic().getEncoded());
    }

    private static void writePem(Path file, String label, byte[] encoded) throws IOException {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded);
        Files.writeString(file, "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
    }

    private static Path privateKey() {
        return FOLDER.resolve("private.pem");
    }

    private static Path approvedKey() {
        return ShopUnderTest.shop().approvedKeys().resolve(NAME + ".pem");
    }

    private static Path log() {
        return FOLDER.resolve("log");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
