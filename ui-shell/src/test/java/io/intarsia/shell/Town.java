package io.intarsia.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the shell share: its services, which every test starts anew, and a client that sends a request exactly as it is written. */
abstract class Town {
    /** Nobody listens there. */
    static final String NOWHERE = "http://127.0.0.1:1";

    @Inject
    Vertx vertx;

    @Inject
    ShellConfiguration configuration;

    @TestHTTPResource("/")
    URI shell;

    private final List<SmallService> started = new ArrayList<>();
    HttpClient client;

    record Answer(int status, io.vertx.core.MultiMap headers, Buffer body) {
        String header(String name) {
            return headers.get(name);
        }

        String text() {
            return body.toString();
        }
    }

    @BeforeEach
    void openClient() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(200));
    }

    @AfterEach
    void leaveNothingBehind() throws Exception {
        started.forEach(SmallService::stop);
        writeList("");
        eventually(() -> {
            if (page("/checkout").selectFirst("main [data-widget], [data-unknown]") != null) {
                throw new AssertionError("the services of this test are still on the page");
            }
        });
        client.close();
    }

    SmallService service(String name) {
        SmallService service = new SmallService(name);
        started.add(service);
        return service;
    }

    void list(SmallService... services) throws IOException {
        writeList(Stream.of(services)
                .map(service -> service.name + "=" + service.address())
                .collect(Collectors.joining("\n")));
    }

    /** In one step, so that the shell never reads half a list. */
    void writeList(String lines) throws IOException {
        Path list = configuration.services();
        Path next = list.resolveSibling("next.properties");
        Files.writeString(next, lines);
        Files.move(next, list, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Lists the services and waits until the page has heard of them all. */
    void listed(SmallService... services) throws IOException {
        list(services);
        for (SmallService service : services) {
            awaitPassed(service.name);
        }
    }

    void awaitPassed(String service) {
        eventually(() -> {
            if (get("/" + service + "/manifest").status() != 200) {
                throw new AssertionError(service + " cannot be reached through the shell");
            }
        });
    }

    static void eventually(ThrowingRunnable fact) {
        await().pollInterval(Duration.ofMillis(20)).untilAsserted(fact);
    }

    Document page(String path) throws Exception {
        Answer answer = get(path);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return Jsoup.parse(answer.text());
    }

    /** The widgets and fallbacks of a region, in their order. */
    List<String> widgets(String path, String region) throws Exception {
        return page(path).select("[data-region=" + region + "] [data-widget]").eachAttr("data-widget");
    }

    Answer get(String uri) throws Exception {
        return ask(HttpMethod.GET, uri, Map.of(), Buffer.buffer());
    }

    Answer get(String uri, Map<String, String> headers) throws Exception {
        return ask(HttpMethod.GET, uri, headers, Buffer.buffer());
    }

    Answer ask(HttpMethod method, String uri, Map<String, String> headers, Buffer body) throws Exception {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost(shell.getHost())
                .setPort(shell.getPort())
                .setURI(uri);
        headers.forEach(options::putHeader);
        // The whole chain is made on the event loop: from here, the body might be over before anyone listens to it.
        return client.request(options)
                .compose(request -> request.send(body)
                        .compose(response -> response.body()
                                .map(bytes -> new Answer(response.statusCode(), response.headers(), bytes))))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }
}
