package io.intarsia.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** The quote: what was shown, sealed. */
final class QuoteChecks {
    private static final long CLOCK_DIFFERENCE = 60;

    private final ObjectMapper json = new ObjectMapper();
    private final String service;
    private final @Nullable Path key;
    private final Report report;

    QuoteChecks(String service, @Nullable Path key, Report report) {
        this.service = service;
        this.key = key;
        this.report = report;
    }

    /** @param shown the widget that was sealed */
    void check(String quote, String id, Element shown) {
        JsonNode header = part(quote, 0);
        JsonNode payload = part(quote, 1);
        has(header, "alg", "ES256");
        has(header, "typ", "quote+jwt");
        has(payload, "iss", service);
        has(payload, "sub", id);
        amount(payload, shown);
        long now = Instant.now().getEpochSecond();
        expect(
                payload.path("iat").isIntegralNumber()
                        && Math.abs(payload.path("iat").asLong() - now) <= CLOCK_DIFFERENCE,
                "The quote has the iat %s, expected now in seconds.",
                payload.path("iat"));
        expect(
                payload.path("exp").isIntegralNumber() && payload.path("exp").asLong() > now,
                "The quote has the exp %s, expected a time to come, in seconds.",
                payload.path("exp"));
        signature(quote);
    }

    private void has(JsonNode part, String name, String expected) {
        expect(
                part.path(name).asText().equals(expected),
                "The quote has the %s \"%s\", expected %s.",
                name,
                part.path(name).asText(),
                name.equals("sub") ? "the correlation ID" : expected);
    }

    private void amount(JsonNode payload, Element shown) {
        Element amount = shown.selectFirst("[data-amount]");
        String sum = amount == null ? "0" : amount.attr("data-amount");
        expect(
                payload.path("amount").isIntegralNumber()
                        && payload.path("amount").asText().equals(sum),
                "The quote has the amount %s, expected %s minor units, as the widget shows.",
                payload.path("amount"),
                sum);
        String currency = payload.path("currency").asText();
        expect(
                amount == null ? MarkupChecks.isCurrency(currency) : currency.equals(amount.attr("data-currency")),
                "The quote has the currency \"%s\", expected %s.",
                currency,
                amount == null ? "one of ISO 4217" : amount.attr("data-currency") + ", as the widget shows");
    }

    private void signature(String quote) {
        if (key == null) {
            report.notChecked("the quote's signature, because no public key was given: -Dkey=…/%s.pem", service);
            return;
        }
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, "ES256"));
            jws.setCompactSerialization(quote);
            jws.setKey(publicKey(key));
            expect(jws.verifySignature(), "The quote's signature does not fit the key in %s.", key.getFileName());
        } catch (JoseException e) {
            expect(false, "The quote cannot be verified: %s", e.getMessage());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("Expected a public key (PEM, SubjectPublicKeyInfo) in " + key, e);
        }
    }

    private static PublicKey publicKey(Path pem) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    void sameAmount(String first, String second) {
        expect(
                part(first, 1).path("amount").equals(part(second, 1).path("amount")),
                "Sealed a second time, the quote has the amount %s, expected %s as before.",
                part(second, 1).path("amount"),
                part(first, 1).path("amount"));
    }

    /** Right in everything but that nobody has approved its issuer and its key. */
    String forged(String id) {
        try {
            long now = Instant.now().getEpochSecond();
            JsonWebSignature forged = new JsonWebSignature();
            forged.setAlgorithmHeaderValue("ES256");
            forged.setHeader("typ", "quote+jwt");
            forged.setPayload("""
                    {"iss":"verify-widget","sub":"%s","amount":100,"currency":"EUR","iat":%d,"exp":%d}""".formatted(id, now, now + 300));
            forged.setKey(EcJwkGenerator.generateJwk(EllipticCurves.P256).getPrivateKey());
            return forged.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("Every Java platform has P-256", e);
        }
    }

    private JsonNode part(String quote, int number) {
        String[] parts = quote.split("\\.");
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(parts.length == 3 ? parts[number] : "");
            return json.readTree(new String(decoded, StandardCharsets.UTF_8));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return json.missingNode();
        }
    }

    private void expect(boolean holds, String sentence, Object... parts) {
        report.expect(holds, Chapter.QUOTE, sentence, parts);
    }
}
