package io.intarsia.payment;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.test.QuoteKeys;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Quotes as the other services seal them, and as they never would. */
@Singleton
class Quotes {
    static final String GOODS = "checkout-service";
    static final String DELIVERY = "delivery-service";

    private final PrivateKey goodsKey;
    private final PrivateKey deliveryKey;

    Quotes(@ConfigProperty(name = "intarsia.quote.approved-keys") Path approved) throws IOException {
        goodsKey = read(QuoteKeys.make(approved, GOODS));
        deliveryKey = read(QuoteKeys.make(approved, DELIVERY));
    }

    String goods(CorrelationId id, long amount) {
        return sealed(goodsKey, claims(GOODS, id, amount, "EUR", Duration.ofMinutes(15)));
    }

    String delivery(CorrelationId id, long amount) {
        return delivery(id, amount, "EUR");
    }

    String delivery(CorrelationId id, long amount, String currency) {
        return sealed(deliveryKey, claims(DELIVERY, id, amount, currency, Duration.ofMinutes(15)));
    }

    String goodsFor(Duration time, CorrelationId id, long amount) {
        return sealed(goodsKey, claims(GOODS, id, amount, "EUR", time));
    }

    String goodsSealedByDelivery(CorrelationId id, long amount) {
        return sealed(deliveryKey, claims(GOODS, id, amount, "EUR", Duration.ofMinutes(15)));
    }

    String ofUnknownIssuer(CorrelationId id, long amount) {
        return sealed(goodsKey, claims("stranger-service", id, amount, "EUR", Duration.ofMinutes(15)));
    }

    String unsigned(CorrelationId id, long amount) {
        String header = "{\"alg\":\"none\",\"typ\":\"quote+jwt\"}";
        return base64(header) + "." + base64(claims(GOODS, id, amount, "EUR", Duration.ofMinutes(15))) + ".";
    }

    private static String claims(String issuer, CorrelationId id, long amount, String currency, Duration time) {
        long now = Instant.now().getEpochSecond();
        return "{\"iss\":\"%s\",\"sub\":\"%s\",\"amount\":%d,\"currency\":\"%s\",\"iat\":%d,\"exp\":%d}"
                .formatted(issuer, id, amount, currency, now, now + time.toSeconds());
    }

    private static String sealed(PrivateKey key, String claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setHeader("typ", "quote+jwt");
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setPayload(claims);
        signature.setKey(key);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("The test's quote could not be sealed", e);
        }
    }

    private static PrivateKey read(Path pem) throws IOException {
        String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The test's key cannot be read", e);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
