package io.intarsia.payment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The payment provider as this service sees it, and the only HTTP client in the house, but for the event log's reader of manifests. It never guesses: what was
 * not answered clearly is unknown, and may be asked again with the same key. Nobody calls this inside of a transaction.
 */
@Singleton
class Provider {
    private static final Logger LOG = Logger.getLogger(Provider.class);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ObjectMapper json = new ObjectMapper();
    private final URI url;
    private final Duration timeLimit;

    Provider(PaymentSettings settings) {
        this.url = settings.providerUrl();
        this.timeLimit = settings.providerTimeLimit();
    }

    /** What came of asking for a token. */
    sealed interface Tokenised permits Token, CardRefused, NotReached {}

    /**
     * What stands for a card from now on.
     *
     * @param brand as the provider names it, for example {@code visa}
     */
    record Token(String token, String brand, String last4) implements Tokenised {}

    /** The provider takes no such card. */
    record CardRefused() implements Tokenised {}

    /** The provider could not be asked; nothing has happened. */
    record NotReached() implements Tokenised {}

    /** What came of asking for an authorisation. */
    sealed interface Decision permits Authorised, Declined, Unknown {}

    record Authorised(String authorisationId) implements Decision {}

    /** @param code why, as the provider says it, for example {@code insufficient_funds} */
    record Declined(String code) implements Decision {}

    /** It may be authorised or not: ask again with the same key. */
    record Unknown() implements Decision {}

    /** What came of a capture or a void. */
    enum Settled {
        DONE,
        REFUSED,
        UNKNOWN
    }

    private record Answer(int status, JsonNode body) {
        String text(String member) {
            return body.path(member).asText("");
        }

        boolean isGood() {
            return status == 200;
        }

        /** The asker's fault, for good: the same request will never be answered otherwise. */
        boolean isRefusal() {
            return status >= 400 && status < 500 && status != 408 && status != 429 && !isInProgress();
        }

        private boolean isInProgress() {
            return text("code").equals("idempotency_key_in_use");
        }
    }

    /** Hands the card over for a token. Nothing is charged by it. */
    Tokenised tokenise(Card card) {
        Map<String, String> form = Map.of(
                "number", card.number(),
                "expiry", card.expiryForProvider(),
                "security_code", card.securityCode(),
                "name", card.name());
        Answer answer;
        try (ProviderBody body = new ProviderBody(encoded(form))) {
            answer = post("/v1/tokens", body, null);
        }
        if (answer != null && answer.isGood() && answer.text("last4").matches("\\d{4}")) {
            return new Token(answer.text("token"), answer.text("brand"), answer.text("last4"));
        }
        return answer != null && answer.isRefusal() ? new CardRefused() : new NotReached();
    }

    /**
     * Asks to authorise an attempt; the first time and any other time.
     *
     * @param key the idempotency key, the same for the same attempt
     * @param reference under which an accountant finds it on both sides
     * @param amount in minor units
     */
    Decision authorise(UUID key, UUID reference, String token, long amount, String currency) {
        Map<String, String> form = Map.of(
                "token",
                token,
                "amount",
                String.valueOf(amount),
                "currency",
                currency,
                "reference",
                reference.toString());
        Answer answer = post("/v1/authorisations", form, key);
        if (answer == null) {
            return new Unknown();
        }
        if (answer.isGood() && answer.text("status").equals("declined")) {
            return new Declined(answer.text("code"));
        }
        // Captured or voided has been authorised; who asks so late is told the same.
        if (answer.isGood() && !answer.text("id").isEmpty()) {
            return new Authorised(answer.text("id"));
        }
        if (answer.isRefusal() && answer.status() != 409) {
            LOG.errorf("The provider refuses the request itself: %d %s", answer.status(), answer.text("code"));
            return new Declined("request_refused");
        }
        return new Unknown();
    }

    /** Takes the whole of what was authorised. May be repeated. */
    Settled capture(String authorisationId, long amount) {
        return settled(move(authorisationId, "capture", Map.of("amount", String.valueOf(amount))));
    }

    /** Gives up what was authorised. May be repeated. */
    Settled giveUp(String authorisationId) {
        return settled(move(authorisationId, "void", Map.of()));
    }

    private @Nullable Answer move(String authorisationId, String verb, Map<String, String> form) {
        UUID key = UUID.nameUUIDFromBytes((verb + " " + authorisationId).getBytes(StandardCharsets.UTF_8));
        return post("/v1/authorisations/" + authorisationId + "/" + verb, form, key);
    }

    private static Settled settled(@Nullable Answer answer) {
        if (answer == null) {
            return Settled.UNKNOWN;
        }
        if (answer.isRefusal()) {
            LOG.warnf("The provider refuses: %d %s", answer.status(), answer.text("code"));
            return Settled.REFUSED;
        }
        return answer.isGood() ? Settled.DONE : Settled.UNKNOWN;
    }

    private @Nullable Answer post(String path, Map<String, String> form, @Nullable UUID key) {
        return post(path, BodyPublishers.ofString(encoded(form)), key);
    }

    private @Nullable Answer post(String path, BodyPublisher body, @Nullable UUID key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(timeLimit)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(body);
        if (key != null) {
            request.header("Idempotency-Key", key.toString());
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), read(response.body()));
        } catch (IOException e) {
            LOG.warnf("The provider has not answered %s: %s", path, e.getClass().getSimpleName());
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private JsonNode read(String body) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            return json.createObjectNode();
        }
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
