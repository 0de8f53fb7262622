package io.intarsia.kit.quote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.quote.QuoteRefused.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuoteTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final CorrelationId ID = CorrelationId.fromString("4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84");

    @TempDir
    Path directory;

    private Path privateKey;
    private ApprovedIssuers approved;

    @BeforeEach
    void an_issuer_with_an_approved_key() throws Exception {
        KeyPair keys = newKeys();
        privateKey = pem("lamp-service.private", "PRIVATE KEY", keys.getPrivate());
        pem("lamp-service.pem", "PUBLIC KEY", keys.getPublic());
        approved = new ApprovedIssuers(CLOCK, Optional.of(directory));
    }

    @Test
    void what_was_sealed_is_read_back() throws Exception {
        Quote quote = approved.verify(seal("lamp-service", 1290), ID);

        assertThat(quote).isEqualTo(new Quote("lamp-service", ID, Money.of(1290, "EUR"), NOW.plusSeconds(900)));
    }

    @Test
    void a_quote_for_another_checkout_is_refused() {
        CorrelationId other = CorrelationId.fromString("5f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84");
        refused(Reason.OTHER_CHECKOUT, seal("lamp-service", 1290), other, approved);
    }

    @Test
    void an_expired_quote_is_refused() {
        ApprovedIssuers later =
                new ApprovedIssuers(Clock.fixed(NOW.plusSeconds(900), ZoneOffset.UTC), Optional.of(directory));
        refused(Reason.EXPIRED, seal("lamp-service", 1290), ID, later);
    }

    @Test
    void an_issuer_without_an_approved_key_is_refused() {
        refused(Reason.UNKNOWN_ISSUER, seal("desk-service", 1290), ID, approved);
    }

    @Test
    void an_issuer_that_signs_as_another_is_refused() throws Exception {
        pem("desk-service.pem", "PUBLIC KEY", newKeys().getPublic());
        refused(Reason.WRONG_SIGNATURE, seal("desk-service", 1290), ID, approved);
    }

    @Test
    void an_issuer_that_is_a_path_is_refused() {
        refused(Reason.MALFORMED, seal("../lamp-service", 1290), ID, approved);
    }

    @Test
    void a_changed_amount_is_refused() {
        String[] parts = seal("lamp-service", 1290).split("\\.");
        String changed =
                new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8).replace("1290", "1");
        String forged = parts[0] + "." + base64(changed) + "." + parts[2];
        refused(Reason.WRONG_SIGNATURE, forged, ID, approved);
    }

    @Test
    void an_unsigned_quote_is_refused() {
        String unsigned = base64("{\"alg\":\"none\",\"typ\":\"quote+jwt\"}") + "."
                + seal("lamp-service", 1290).split("\\.")[1] + ".";
        refused(Reason.MALFORMED, unsigned, ID, approved);
    }

    /** Whoever takes the algorithm from the quote would verify this one, by the public key that everybody may know. */
    @Test
    void a_quote_that_is_signed_by_the_public_key_as_a_password_is_refused() throws Exception {
        String signed = base64("{\"alg\":\"HS256\",\"typ\":\"quote+jwt\"}") + "."
                + seal("lamp-service", 1).split("\\.")[1];
        for (byte[] password : new byte[][] {
            Files.readAllBytes(directory.resolve("lamp-service.pem")),
            Keys.readPublic(directory.resolve("lamp-service.pem")).getEncoded()
        }) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(password, "HmacSHA256"));
            byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            refused(
                    Reason.MALFORMED,
                    signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature),
                    ID,
                    approved);
        }
    }

    @Test
    void noise_is_refused_and_never_an_error() {
        for (String noise : new String[] {"", "..", "a.b.c", "e30.e30.e30", "x".repeat(5000)}) {
            refused(Reason.MALFORMED, noise, ID, approved);
        }
    }

    @Test
    void a_key_that_an_operator_approves_later_is_found() throws Exception {
        KeyPair keys = newKeys();
        privateKey = pem("vase.private", "PRIVATE KEY", keys.getPrivate());
        String sealed = seal("vase-service", 500);
        refused(Reason.UNKNOWN_ISSUER, sealed, ID, approved);

        pem("vase-service.pem", "PUBLIC KEY", keys.getPublic());

        assertThat(approved.verify(sealed, ID).amount()).isEqualTo(Money.of(500, "EUR"));
    }

    @Test
    void amounts_are_never_negative_and_never_overflow() {
        assertThatThrownBy(() -> Money.of(-1, "EUR")).hasMessageContaining("-1");
        assertThatThrownBy(() -> Money.of(Long.MAX_VALUE, "EUR").plus(Money.of(1, "EUR")))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Money.of(1, "EUR").plus(Money.of(1, "SEK"))).hasMessageContaining("SEK");
    }

    private String seal(String issuer, long amount) {
        return new QuoteSeal(CLOCK, issuer, Optional.of(privateKey), Duration.ofSeconds(900))
                .seal(ID, Money.of(amount, "EUR"));
    }

    private static void refused(Reason reason, String jws, CorrelationId id, ApprovedIssuers approved) {
        assertThatThrownBy(() -> approved.verify(jws, id))
                .isInstanceOfSatisfying(
                        QuoteRefused.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private Path pem(String name, String label, Key key) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return Files.writeString(
                directory.resolve(name), "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }

    private static KeyPair newKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
