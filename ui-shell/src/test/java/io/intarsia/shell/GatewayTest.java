package io.intarsia.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Neighbourhood.class)
class GatewayTest extends Town {
    @Inject
    Room room;

    private SmallService acme;

    @BeforeEach
    void listOneService() throws Exception {
        acme = service("acme-service");
        acme.answer("/acme-service/echo", exchange -> {
            exchange.getResponseHeaders().add("X-Own", "mine");
            exchange.getResponseHeaders().add("Set-Cookie", "a=1; Path=/acme-service");
            exchange.getResponseHeaders().add("Set-Cookie", "b=2; Path=/acme-service");
            exchange.getResponseHeaders().add("HX-Trigger", "acme-service:changed");
            SmallService.text(exchange, 422, "as it is");
        });
        listed(acme);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void method_path_query_headers_and_body_arrive_unchanged(String method) throws Exception {
        Buffer body = method.equals("GET") ? Buffer.buffer() : Buffer.buffer("city=K%C3%B6ln&x=%2F..%2F");
        ask(
                HttpMethod.valueOf(method),
                "/acme-service/echo?q=a%20b&r=..%2F&r=%25",
                Map.of(
                        "Correlation-Proof", "abc.def.ghi",
                        "If-Match", "\"7\"",
                        "Cookie", "operator=x",
                        "HX-Request", "true",
                        "Content-Type", "application/x-www-form-urlencoded"),
                body);

        SmallService.Request arrived = acme.requests.get(0);
        assertThat(arrived.method()).isEqualTo(method);
        assertThat(arrived.uri()).isEqualTo("/acme-service/echo?q=a%20b&r=..%2F&r=%25");
        assertThat(arrived.headers().getFirst("Correlation-Proof")).isEqualTo("abc.def.ghi");
        assertThat(arrived.headers().getFirst("If-Match")).isEqualTo("\"7\"");
        assertThat(arrived.headers().getFirst("Cookie")).isEqualTo("operator=x");
        assertThat(arrived.headers().getFirst("HX-Request")).isEqualTo("true");
        assertThat(arrived.body()).isEqualTo(body.getBytes());
    }

    @Test
    void status_headers_and_body_come_back_unchanged() throws Exception {
        Answer answer = ask(HttpMethod.POST, "/acme-service/echo", Map.of(), Buffer.buffer("a=b"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.header("X-Own")).isEqualTo("mine");
        assertThat(answer.header("HX-Trigger")).isEqualTo("acme-service:changed");
        assertThat(answer.headers().getAll("Set-Cookie"))
                .containsExactly("a=1; Path=/acme-service", "b=2; Path=/acme-service");
        assertThat(answer.text()).isEqualTo("as it is");
        assertThat(answer.header("Content-Security-Policy"))
                .as("the service's own to set")
                .isNull();
    }

    @Test
    void a_redirect_is_the_browsers_to_follow() throws Exception {
        acme.answer("/acme-service/old", exchange -> {
            exchange.getResponseHeaders().add("Location", "/acme-service/new");
            SmallService.text(exchange, 303, "");
        });

        Answer answer = get("/acme-service/old");

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/acme-service/new");
    }

    @Test
    void an_answer_without_a_body_has_none() throws Exception {
        acme.answer("/acme-service/saved", exchange -> SmallService.text(exchange, 204, ""));

        Answer answer = ask(HttpMethod.POST, "/acme-service/saved", Map.of(), Buffer.buffer("a=b"));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body().length()).isZero();
    }

    @Test
    void the_service_is_told_who_asks_whatever_the_client_says() throws Exception {
        Map<String, String> claimed = new HashMap<>();
        claimed.put("X-Forwarded-For", "10.9.9.9");
        claimed.put("X-Forwarded-Host", "evil.example");
        claimed.put("X-Forwarded-Proto", "gopher");
        claimed.put("X-Forwarded-Port", "1");
        claimed.put("X-Forwarded-Prefix", "/evil");
        claimed.put("X-Real-IP", "10.9.9.9");
        claimed.put("X-Forwarded-Ssl", "on");
        claimed.put("Forwarded", "for=10.9.9.9;host=evil.example");
        get("/acme-service/echo", claimed);

        var headers = acme.requests.get(0).headers();
        assertThat(headers.get("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(headers.get("X-Forwarded-Host")).containsExactly(shell.getAuthority());
        assertThat(headers.get("X-Forwarded-Proto")).containsExactly("http");
        assertThat(headers)
                .doesNotContainKeys(
                        "X-forwarded-port", "X-forwarded-prefix", "X-forwarded-ssl", "X-real-ip", "Forwarded");
    }

    @Test
    void headers_of_one_hop_go_no_further() throws Exception {
        acme.answer("/acme-service/hop", exchange -> {
            exchange.getResponseHeaders().add("Keep-Alive", "timeout=77");
            exchange.getResponseHeaders().add("Proxy-Authenticate", "Basic");
            SmallService.text(exchange, 200, "here");
        });
        Answer answer = get(
                "/acme-service/hop",
                Map.of(
                        "Keep-Alive", "timeout=99",
                        "TE", "trailers",
                        "Proxy-Authorization", "Basic eDp5",
                        "Connection", "keep-alive, X-This-Hop",
                        "X-This-Hop", "only"));

        assertThat(acme.requests.get(0).headers())
                .doesNotContainKeys("Keep-alive", "Te", "Proxy-authorization", "X-this-hop");
        assertThat(answer.text()).isEqualTo("here");
        assertThat(answer.headers().names()).doesNotContain("Keep-Alive", "Proxy-Authenticate");
    }

    @Test
    void a_path_with_a_parent_segment_is_refused() throws Exception {
        assertRefused("/acme-service/../checkout");
        assertRefused("/acme-service/a/../../other-service/b");
        assertRefused("/acme-service/echo/..");
    }

    @Test
    void a_path_with_an_encoded_parent_segment_is_refused() throws Exception {
        assertRefused("/acme-service/%2e%2e/checkout");
        assertRefused("/acme-service/.%2E/checkout");
    }

    @Test
    void a_path_with_a_dot_segment_is_refused() throws Exception {
        assertRefused("/acme-service/./echo");
        assertRefused("/acme-service/%2e/echo");
    }

    @Test
    void a_path_with_an_encoded_slash_is_refused() throws Exception {
        assertRefused("/acme-service/a%2fb");
        assertRefused("/acme-service/..%2F..%2Fq");
        assertRefused("/acme-service%2fecho");
    }

    @Test
    void a_path_with_a_backslash_is_refused() throws Exception {
        assertRefused("/acme-service/..\\checkout");
        assertRefused("/acme-service/..%5ccheckout");
        assertRefused("/acme-service/a%5Cb");
    }

    @Test
    void a_path_that_is_encoded_twice_is_refused() throws Exception {
        assertRefused("/acme-service/%252e%252e/checkout");
        assertRefused("/acme-service/a%252fb");
    }

    @Test
    void a_path_that_encodes_what_needs_no_encoding_is_refused() throws Exception {
        assertRefused("/acme-service/%71/metrics");
        assertRefused("/acme-service/q/%6detrics");
        assertRefused("/%61cme-service/echo");
    }

    @Test
    void a_path_that_is_encoded_wrongly_is_refused() throws Exception {
        assertRefused("/acme-service/%zz");
        assertRefused("/acme-service/echo%");
    }

    @Test
    void what_has_to_be_encoded_is_passed_on() throws Exception {
        get("/acme-service/K%C3%B6ln/%7BcorrelationId%7D/a+b");

        assertThat(acme.requests.get(0).uri()).isEqualTo("/acme-service/K%C3%B6ln/%7BcorrelationId%7D/a+b");
    }

    @Test
    void a_path_with_an_empty_segment_is_refused() throws Exception {
        assertRefused("/acme-service//echo");
        assertRefused("//acme-service/echo");
    }

    @Test
    void a_path_with_parameters_is_refused() throws Exception {
        assertRefused("/acme-service/..;/checkout");
        assertRefused("/acme-service/echo;a=b");
        assertRefused("/acme-service/operator%3Ba=b/queues");
        assertRefused("/acme-service/q%3b/metrics");
    }

    @Test
    void a_path_with_control_characters_is_refused() throws Exception {
        assertRefused("/acme-service/echo%00.css");
        assertRefused("/acme-service/echo%0d%0aX-Evil:%201");
        assertRefused("/acme-service/echo%1f");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/acme-service/q/health", "/acme-service/q/health/ready", "/acme-service/q/health/live"})
    void the_health_of_a_service_is_for_everybody(String path) throws Exception {
        acme.answer(path, exchange -> SmallService.text(exchange, 200, "UP"));

        assertThat(get(path).text()).isEqualTo("UP");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/acme-service/q",
                "/acme-service/q/",
                "/acme-service/q/metrics",
                "/acme-service/q/dev-ui",
                "/acme-service/q/health-ui",
                "/acme-service/q/healthy"
            })
    void the_rest_of_a_services_management_is_for_nobody(String path) throws Exception {
        assertThat(get(path).status()).isEqualTo(404);
        assertThat(acme.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q", "/q/metrics", "/q/dev-ui"})
    void the_shells_own_management_is_its_health_only(String path) throws Exception {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/other-service/echo",
                "/acme-servic/echo",
                "/acme-service2/echo",
                "/Acme-Service/echo",
                "/acme-service"
            })
    void a_path_of_no_listed_service_is_the_page_for_what_is_not_there(String path) throws Exception {
        Answer answer = get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("This page does not exist");
        assertThat(acme.requests).isEmpty();
    }

    @Test
    void a_dead_service_is_said_so_at_once() throws Exception {
        acme.stop();
        long asked = System.nanoTime();
        Answer answer = get("/acme-service/echo");

        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofMillis(1_500));
        assertUnavailable(answer);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 60_000})
    void what_was_sent_to_a_dead_service_is_answered_too(int size) throws Exception {
        acme.stop();

        assertUnavailable(ask(HttpMethod.POST, "/acme-service/echo", Map.of(), Buffer.buffer(new byte[size])));
    }

    @Test
    void a_service_that_is_back_is_reached_at_once() throws Exception {
        acme.stop();
        assertUnavailable(get("/acme-service/echo"));

        acme.startAgain();
        assertThat(get("/acme-service/echo").status()).isEqualTo(422);
    }

    @Test
    void a_service_that_hangs_is_given_up_after_the_limit() throws Exception {
        acme.hangsAt("/acme-service/slow");

        Answer answer = get("/acme-service/slow");

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void a_service_that_hangs_does_not_hold_up_another() throws Exception {
        SmallService other = service("other-service");
        list(acme, other);
        awaitPassed("other-service");
        acme.hangsAt("/acme-service/slow");
        for (int i = 0; i < 100; i++) {
            client.request(HttpMethod.GET, shell.getPort(), shell.getHost(), "/acme-service/slow")
                    .compose(request -> request.send());
        }

        long asked = System.nanoTime();
        assertThat(get("/other-service/manifest").status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofMillis(1_500));
    }

    @Test
    void a_megabyte_comes_back_whole() throws Exception {
        byte[] megabyte = new byte[1_048_576];
        new Random(7).nextBytes(megabyte);
        acme.answer("/acme-service/picture", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(megabyte);
            }
        });

        assertThat(get("/acme-service/picture").body().getBytes()).isEqualTo(megabyte);
    }

    @Test
    void an_answer_is_passed_on_while_it_is_still_being_written() throws Exception {
        CountDownLatch firstHalfArrived = new CountDownLatch(1);
        acme.answer("/acme-service/stream", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            body.write("first".getBytes());
            body.flush();
            awaitQuietly(firstHalfArrived);
            body.write(" second".getBytes());
            exchange.close();
        });
        Buffer received = Buffer.buffer();
        CountDownLatch done = new CountDownLatch(1);
        client.request(HttpMethod.GET, shell.getPort(), shell.getHost(), "/acme-service/stream")
                .onSuccess(request -> request.send()
                        .onSuccess(response -> response.handler(part -> {
                                    received.appendBuffer(part);
                                    firstHalfArrived.countDown();
                                })
                                .endHandler(end -> done.countDown())));

        assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(received.toString()).isEqualTo("first second");
        assertThat(firstHalfArrived.getCount()).isZero();
    }

    @Test
    void a_body_that_is_too_large_reaches_nobody() throws Exception {
        Answer answer = ask(HttpMethod.POST, "/acme-service/echo", Map.of(), Buffer.buffer(new byte[100_000]));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(acme.requests).isEmpty();
    }

    @Test
    void a_body_that_does_not_say_how_large_it_is_is_refused_when_it_is_too_large() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(shell.resolve("/acme-service/echo"))
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[100_000])))
                .build();

        HttpResponse<String> answer =
                java.net.http.HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("at most 65536 bytes");
        assertThat(acme.requests).isEmpty();
    }

    @Test
    void those_who_send_slowly_hold_up_nobody() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket(shell.getHost(), shell.getPort());
                slow.add(socket);
                socket.getOutputStream()
                        .write("POST /acme-service/echo HTTP/1.1\r\nHost: shop\r\nContent-Length: 9\r\n\r\na"
                                .getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(get("/acme-service/echo").status()).isEqualTo(422);
            assertThat(acme.requests).hasSize(1);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void who_sends_too_slowly_is_told_so_and_takes_no_more_room() throws Exception {
        try (Socket slow = new Socket(shell.getHost(), shell.getPort())) {
            slow.setSoTimeout(8_000);
            slow.getOutputStream()
                    .write("POST /acme-service/echo HTTP/1.1\r\nHost: shop\r\nContent-Length: 9\r\n\r\na"
                            .getBytes(StandardCharsets.US_ASCII));

            String answer = new String(slow.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 408").contains("\"status\":408", "within 2 seconds");
        }
        assertThat(acme.requests.stream().map(SmallService.Request::uri)).doesNotContain("/acme-service/echo");
    }

    /** A client has a sixteenth of the room: here, 16 of the largest bodies. */
    @Test
    void bodies_that_are_on_their_way_take_no_more_room_than_there_is() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                slow.add(nearlySent(65_535));
            }
            eventually(() -> assertThat(room.taken()).isEqualTo(16 * 65_535));

            Answer answer = ask(HttpMethod.POST, "/acme-service/echo", Map.of(), Buffer.buffer(new byte[1_000]));

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(answer.text()).contains("Too much is on its way");
            assertThat(acme.requests).isEmpty();
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        eventually(() -> assertThat(room.taken()).isZero());
        assertThat(ask(HttpMethod.POST, "/acme-service/echo", Map.of(), Buffer.buffer(new byte[1_000]))
                        .status())
                .isEqualTo(422);
        eventually(() -> assertThat(room.taken()).isZero());
    }

    private Socket nearlySent(int bytes) throws Exception {
        Socket socket = new Socket(shell.getHost(), shell.getPort());
        socket.getOutputStream()
                .write(("POST /acme-service/echo HTTP/1.1\r\nHost: shop\r\nContent-Length: " + (bytes + 1) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(new byte[bytes]);
        return socket;
    }

    /** What comes behind ten thousand questions is not heard until their answers are read. */
    @Test
    void who_reads_no_answers_is_not_heard_any_more() throws Exception {
        try (Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4_096);
            deaf.setSoTimeout(8_000);
            deaf.connect(new InetSocketAddress(shell.getHost(), shell.getPort()));
            String questions = "GET /checkout HTTP/1.1\r\nHost: shop\r\n\r\n".repeat(10_000);
            String last = "GET /acme-service/echo HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n";
            deaf.getOutputStream().write((questions + last).getBytes(StandardCharsets.US_ASCII));

            for (int i = 0; i < 500; i++) {
                assertThat(get("/checkout").status()).isEqualTo(200);
            }
            assertThat(acme.requests).isEmpty();

            String answers = new String(deaf.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers).endsWith("as it is");
            assertThat(acme.requests).hasSize(1);
        }
    }

    @Test
    void http_2_is_not_begun_without_tls() throws Exception {
        assertThat(firstLine("GET /checkout HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n"))
                .isEqualTo("HTTP/1.1 200 OK");
        assertThat(firstLine("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                .as("refused, or just closed")
                .isIn("HTTP/2.0 400 Bad Request", "null");
    }

    private String firstLine(String request) throws Exception {
        try (Socket socket = new Socket(shell.getHost(), shell.getPort())) {
            socket.setSoTimeout(8_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStreamReader answer = new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1);
            return String.valueOf(new BufferedReader(answer).readLine());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host: a\r\nHost: b\r\n", "Host: a\"<b>@c/../\r\n"})
    void a_request_names_one_host(String hosts) throws Exception {
        for (String path : List.of("/acme-service/echo", "/checkout")) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\n" + hosts + "Connection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json", "names its host, once");
        }
        assertThat(acme.requests).isEmpty();
    }

    private String raw(String request) throws Exception {
        try (Socket socket = new Socket(shell.getHost(), shell.getPort())) {
            socket.setSoTimeout(8_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private void assertRefused(String path) throws Exception {
        Answer answer = get(path);
        assertThat(answer.status()).as(path).isEqualTo(400);
        assertThat(acme.requests).as(path).isEmpty();
    }

    private static void assertUnavailable(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.text()).contains("\"status\":503", "acme-service");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
