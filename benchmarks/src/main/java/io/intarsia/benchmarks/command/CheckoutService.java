package io.intarsia.benchmarks.command;

import io.intarsia.benchmarks.ProcessorTime;
import io.intarsia.embedded.DatabaseLogin;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The service's own artifact, started as its image starts it. There is no broker: what it costs to send the events is measured by itself, and what is not sent waits in the
 * outbox, of which the relay looks at one row in a second.
 */
final class CheckoutService implements AutoCloseable {
    private static final String NAME = "checkout-service";
    private static final Pattern VERSION = Pattern.compile("data-version=\"(\\d+)\"");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int port;
    private final Process process;

    private CheckoutService(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    static CheckoutService start(Path project, Path work, DatabaseLogin login) throws Exception {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:MaxRAMPercentage=60",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-jar",
                        "quarkus-run.jar")
                .directory(project.resolve(NAME).resolve("target/quarkus-app").toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve(NAME + ".log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", String.valueOf(port),
                        "QUARKUS_DATASOURCE_JDBC_URL", login.url(),
                        "QUARKUS_DATASOURCE_USERNAME", login.username(),
                        "QUARKUS_DATASOURCE_PASSWORD", login.password(),
                        "RABBITMQ_HOST", "127.0.0.1",
                        // Nobody listens there.
                        "RABBITMQ_PORT", "1",
                        "INTARSIA_QUOTE_PRIVATE_KEY", quoteKey(work).toString()));
        builder.environment()
                .putAll(Map.of(
                        "INTARSIA_OUTBOX_WINDOW", "1",
                        "INTARSIA_OPERATOR_PASSWORD", "nobody-logs-in",
                        "INTARSIA_SESSION_KEY", "nobody-logs-in-so-it-matters-not",
                        "CHECKOUT_EXPIRES_AFTER", "PT12H",
                        // All shoppers come from one address.
                        "INTARSIA_LIMITS_SEAL_BY_CLIENT", "0",
                        "INTARSIA_LIMITS_NEW_CHECKOUTS_BY_CLIENT", "0"));
        CheckoutService service = new CheckoutService(port, builder.start());
        service.awaitStart(work);
        return service;
    }

    int port() {
        return port;
    }

    ProcessHandle process() {
        return process.toHandle();
    }

    double processorSeconds() {
        return ProcessorTime.secondsOf(process.toHandle());
    }

    /** Fills in an order and seals it, as the page does. */
    void seal(UUID id, String proof, String sku) throws IOException, InterruptedException {
        String path = "/" + NAME + "/checkouts/" + id + "/widgets/";
        String summary = post(path + "summary", proof, "sku=" + sku + "&quantity=2", "");
        post(path + "contact", proof, "email=zoe%40example.org", "");
        Matcher version = VERSION.matcher(summary);
        if (!version.find()) {
            throw new IOException("Expected the order's version in " + summary);
        }
        post(path + "summary/seal", proof, "", version.group(1));
    }

    String post(String path, String proof, String form, String version) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Correlation-Proof", proof)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (!version.isEmpty()) {
            request.header("If-Match", '"' + version + '"');
        }
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(path + " was answered with " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private void awaitStart(Path work) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > until) {
                close();
                throw new IOException(NAME + " does not start; its log is in " + work);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/" + NAME + "/manifest")
                            .toURL()
                            .openConnection();
            connection.setReadTimeout(5_000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static Path quoteKey(Path work) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        String key = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        return Files.writeString(
                work.resolve("quote-key.pem"), "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
