package io.intarsia.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderSimulatorTest {
    private static final String APPROVED = "4242 4242 4242 4242";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private Path ledger;
    private ProviderSimulator provider;

    @BeforeEach
    void start() throws IOException {
        ledger = folder.resolve("new/ledger.ndjson");
        provider = ProviderSimulator.start(0, ledger);
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void it_says_that_it_is_there() throws Exception {
        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "4242424242424242,visa,4242",
        "5555555555554444,mastercard,4444",
        "2223003122003222,mastercard,3222",
        "378282246310005,amex,0005",
        "6011111111111117,discover,1117",
        "3056930009020004,diners,0004",
        "3566002020360505,jcb,0505",
        "6200000000000005,unionpay,0005"
    })
    void a_token_tells_brand_and_last_four(String number, String brand, String last4) throws Exception {
        Map<String, String> token = body(tokenise(number, number.startsWith("37") ? "1234" : "123"));

        assertThat(token).containsEntry("brand", brand).containsEntry("last4", last4);
        assertThat(outcome(number)).isEqualTo("authorised ");
    }

    @Test
    void neither_number_nor_code_nor_name_is_kept() throws Exception {
        tokenise(APPROVED, "987");

        assertThat(Files.readString(ledger))
                .doesNotContain("42424242")
                .doesNotContain("987\"")
                .doesNotContain("Ada");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4242424242424241", "42424242", "4242-4242-4242-4242", "x"})
    void a_number_that_cannot_be_one_is_refused(String number) throws Exception {
        HttpResponse<String> refused = tokenise(number, "123");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("incorrect_number").doesNotContain(number + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "4000000000000002,declined card_declined",
        "4000000000009995,declined insufficient_funds",
        "4000000000000069,declined expired_card",
        "4000000000000044,authorised ''",
        "4000000000003055,authorised ''"
    })
    void the_number_decides_what_happens(String number, String outcome) throws Exception {
        assertThat(outcome(number)).isEqualTo(outcome.replace("''", ""));
    }

    @Test
    void the_same_key_gets_the_same_answer_even_after_a_restart() throws Exception {
        String token = token(APPROVED);
        String first = authorise("key", token, 1290).body();

        assertThat(authorise("key", token, 1290).body()).isEqualTo(first);
        restart();
        assertThat(authorise("key", token, 1290).body()).isEqualTo(first);
        assertThat(entries("authorised")).hasSize(1);
    }

    @Test
    void the_same_key_with_another_amount_is_refused() throws Exception {
        String token = token(APPROVED);
        authorise("key", token, 1290);

        HttpResponse<String> other = authorise("key", token, 1);

        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains("idempotency_key_reused");
    }

    @Test
    void a_key_in_progress_is_to_be_asked_again() throws Exception {
        String token = token("4000000000000044");
        List<CompletableFuture<HttpResponse<String>>> both = IntStream.range(0, 2)
                .mapToObj(i -> HTTP.sendAsync(authorisation("key", token, 1290).build(), BodyHandlers.ofString()))
                .toList();

        List<Integer> statuses =
                both.stream().map(answer -> answer.join().statusCode()).sorted().toList();

        assertThat(statuses).containsExactly(200, 409);
        assertThat(authorise("key", token, 1290).body()).contains("\"authorised\"");
        assertThat(entries("authorised")).hasSize(1);
    }

    @Test
    void an_answer_that_comes_too_late_is_a_charge_all_the_same() throws Exception {
        String token = token("4000000000000119");
        HttpRequest impatient = authorisation("key", token, 1290)
                .timeout(Duration.ofMillis(300))
                .build();

        assertThatThrownBy(() -> HTTP.send(impatient, BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);

        assertThat(entries("authorised")).hasSize(1);
        assertThat(authorise("key", token, 1290).body()).contains("\"authorised\"");
        assertThat(entries("authorised")).hasSize(1);
    }

    @Test
    void a_broken_connection_may_be_a_charge() throws Exception {
        String token = token("4000000000000127");

        assertThatThrownBy(() -> authorise("key", token, 1290)).isInstanceOf(IOException.class);

        assertThat(entries("authorised")).hasSize(1);
        restart();
        assertThat(authorise("key", token, 1290).body()).contains("\"authorised\"");
        assertThat(entries("authorised")).hasSize(1);
    }

    @Test
    void a_broken_connection_may_be_no_charge() throws Exception {
        String token = token("4000000000000259");

        assertThatThrownBy(() -> authorise("key", token, 1290)).isInstanceOf(IOException.class);
        restart();

        assertThat(authorise("key", token, 1290).body()).contains("\"declined\"");
        assertThat(entries("authorised")).isEmpty();
    }

    @Test
    void a_server_error_may_be_asked_again() throws Exception {
        String token = token("4000000000000341");

        assertThat(authorise("key", token, 1290).statusCode()).isEqualTo(500);
        assertThat(authorise("key", token, 1290).body()).contains("\"authorised\"");
    }

    @Test
    void a_capture_takes_once_what_was_authorised() throws Exception {
        String id = authorised(APPROVED);

        assertThat(move(id, "capture", 1289).statusCode()).isEqualTo(400);
        assertThat(move(id, "capture", 1290).body()).contains("\"captured\"");
        restart();
        assertThat(move(id, "capture", 1290).statusCode()).isEqualTo(200);
        assertThat(move(id, "void", 0).statusCode()).isEqualTo(409);
        assertThat(entries("captured")).hasSize(1);
    }

    @Test
    void a_void_is_for_ever() throws Exception {
        String id = authorised(APPROVED);

        assertThat(move(id, "void", 0).body()).contains("\"voided\"");
        restart();
        assertThat(move(id, "void", 0).statusCode()).isEqualTo(200);
        assertThat(move(id, "capture", 1290).statusCode()).isEqualTo(409);
        assertThat(entries("voided")).hasSize(1);
    }

    @Test
    void a_capture_may_fail_and_stays_failed() throws Exception {
        String id = authorised("4000000000003055");

        assertThat(move(id, "capture", 1290).statusCode()).isEqualTo(402);
        assertThat(move(id, "capture", 1290).body()).contains("capture_refused");
        assertThat(entries("capture_failed")).hasSize(1);
    }

    @Test
    void what_was_never_authorised_can_be_neither_captured_nor_voided() throws Exception {
        String declined = authorised("4000000000000002");

        assertThat(move(declined, "capture", 1290).statusCode()).isEqualTo(409);
        assertThat(move(declined, "void", 0).statusCode()).isEqualTo(409);
        assertThat(move("auth_unknown", "void", 0).statusCode()).isEqualTo(404);
    }

    @Test
    void a_torn_last_line_is_dropped_and_the_rest_stays() throws Exception {
        String id = authorised(APPROVED);
        provider.close();
        Files.writeString(ledger, "{\"at\":\"2026-11-24T", StandardOpenOption.APPEND);

        provider = ProviderSimulator.start(0, ledger);

        assertThat(move(id, "void", 0).statusCode()).isEqualTo(200);
        restart();
        assertThat(entries("voided")).hasSize(1);
    }

    @Test
    void a_ledger_with_a_line_that_is_no_entry_is_refused_with_its_number() throws Exception {
        Path spoiled = Files.writeString(folder.resolve("spoiled"), "{\"entry\":\"voided\"}\n");

        assertThatThrownBy(() -> ProviderSimulator.start(0, spoiled)).hasMessageContaining("line 1");
    }

    @Test
    void two_simulators_do_not_share_a_ledger() {
        assertThatThrownBy(() -> ProviderSimulator.start(0, ledger)).hasMessageContaining("another simulator");
    }

    private void restart() throws IOException {
        provider.close();
        provider = ProviderSimulator.start(0, ledger);
    }

    private String outcome(String number) throws Exception {
        Map<String, String> answer = body(authorise(UUID.randomUUID().toString(), token(number), 1290));
        return answer.get("status") + " " + answer.get("code");
    }

    private String authorised(String number) throws Exception {
        return String.valueOf(body(authorise("key", token(number), 1290)).get("id"));
    }

    private String token(String number) throws Exception {
        return String.valueOf(
                body(tokenise(number, number.startsWith("37") ? "1234" : "123")).get("token"));
    }

    private HttpResponse<String> tokenise(String number, String code) throws Exception {
        Map<String, String> card =
                Map.of("number", number, "expiry", "12/30", "security_code", code, "name", "Ada Lovelace");
        return HTTP.send(post("/v1/tokens", card).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> authorise(String key, String token, long amount) throws Exception {
        return HTTP.send(authorisation(key, token, amount).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder authorisation(String key, String token, long amount) {
        Map<String, String> form =
                Map.of("token", token, "amount", String.valueOf(amount), "currency", "EUR", "reference", "order-1");
        return post("/v1/authorisations", form).header("Idempotency-Key", key);
    }

    private HttpResponse<String> move(String id, String verb, long amount) throws Exception {
        Map<String, String> form = Map.of("amount", String.valueOf(amount));
        return HTTP.send(post("/v1/authorisations/" + id + "/" + verb, form).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder post(String path, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(URI.create(provider.url() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(provider.url() + path)).build(), BodyHandlers.ofString());
    }

    private List<String> entries(String kind) throws Exception {
        return get("/v1/ledger")
                .body()
                .lines()
                .filter(line -> line.contains("\"entry\":\"" + kind + "\""))
                .toList();
    }

    private static Map<String, String> body(HttpResponse<String> answer) {
        return Json.read(answer.body());
    }
}
