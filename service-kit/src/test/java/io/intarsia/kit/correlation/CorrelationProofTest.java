package io.intarsia.kit.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CorrelationProofTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private KeyPair keys;
    private CorrelationId id;
    private Map<String, Object> claims;

    @BeforeEach
    void a_good_proof() throws Exception {
        keys = newKeys("secp256r1");
        id = CorrelationId.of((ECPublicKey) keys.getPublic());
        claims = new HashMap<>(Map.of(
                "sub",
                id.toString(),
                "aud",
                "lamp-service",
                "iat",
                NOW.getEpochSecond(),
                "exp",
                NOW.getEpochSecond() + 300));
    }

    @Test
    void a_proof_for_this_service_and_id_is_good_until_it_expires() throws Exception {
        assertThat(CorrelationProof.verify(signed("ES256"), id, "lamp-service", CLOCK))
                .isEqualTo(NOW.plusSeconds(360));
    }

    @Test
    void a_proof_for_another_service_is_refused() {
        refused("not for table-service", () -> CorrelationProof.verify(signed("ES256"), id, "table-service", CLOCK));
    }

    @Test
    void a_proof_for_several_services_is_refused() {
        claims.put("aud", java.util.List.of("lamp-service", "table-service"));
        refused("not for lamp-service", () -> CorrelationProof.verify(signed("ES256"), id, "lamp-service", CLOCK));
    }

    @Test
    void a_proof_of_another_key_is_refused() throws Exception {
        CorrelationId other =
                CorrelationId.of((ECPublicKey) newKeys("secp256r1").getPublic());
        claims.put("sub", other.toString());
        refused("the key is not the one", () -> CorrelationProof.verify(signed("ES256"), other, "lamp-service", CLOCK));
    }

    @Test
    void a_proof_for_another_id_is_refused() {
        claims.put("sub", "4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84");
        refused("another correlation ID", () -> CorrelationProof.verify(signed("ES256"), id, "lamp-service", CLOCK));
    }

    @Test
    void a_proof_that_has_expired_is_refused() {
        Clock later = Clock.fixed(NOW.plusSeconds(361), ZoneOffset.UTC);
        refused("expired", () -> CorrelationProof.verify(signed("ES256"), id, "lamp-service", later));
    }

    @Test
    void a_proof_that_is_good_for_more_than_five_minutes_is_refused() {
        claims.put("exp", NOW.getEpochSecond() + 301);
        refused("longer than 300 s", () -> CorrelationProof.verify(signed("ES256"), id, "lamp-service", CLOCK));
    }

    @Test
    void a_proof_from_the_future_is_refused() {
        claims.put("iat", NOW.getEpochSecond() + 61);
        refused("from the future", () -> CorrelationProof.verify(signed("ES256"), id, "lamp-service", CLOCK));
    }

    @Test
    void a_proof_without_times_is_refused() {
        claims.remove("exp");
        refused("missing", () -> CorrelationProof.verify(signed("ES256"), id, "lamp-service", CLOCK));
    }

    @Test
    void a_changed_payload_is_refused() {
        String[] parts = signed("ES256").split("\\.");
        String changed = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("lamp-service", "desk-service");
        String forged = parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(changed.getBytes(StandardCharsets.UTF_8)) + "."
                + parts[2];
        refused("does not fit", () -> CorrelationProof.verify(forged, id, "desk-service", CLOCK));
    }

    @Test
    void no_algorithm_but_es256_is_taken() {
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        "{\"alg\":\"none\",\"typ\":\"correlation-proof+jwt\"}".getBytes(StandardCharsets.UTF_8));
        String unsigned = header + "." + signed("ES256").split("\\.")[1] + ".";
        refused("", () -> CorrelationProof.verify(unsigned, id, "lamp-service", CLOCK));

        JsonWebSignature hmac = new JsonWebSignature();
        hmac.setAlgorithmHeaderValue("HS256");
        hmac.setHeader("typ", "correlation-proof+jwt");
        hmac.setPayload(org.jose4j.json.JsonUtil.toJson(claims));
        hmac.setKey(new HmacKey(new byte[32]));
        refused("", () -> CorrelationProof.verify(hmac.getCompactSerialization(), id, "lamp-service", CLOCK));
    }

    @Test
    void a_key_with_its_private_part_is_refused() throws Exception {
        JsonWebSignature signature = unsigned("ES256");
        PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(keys.getPublic());
        key.setPrivateKey(keys.getPrivate());
        signature.getHeaders().setObjectHeaderValue("jwk", key.toParams(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE));
        refused(
                "nothing else",
                () -> CorrelationProof.verify(signature.getCompactSerialization(), id, "lamp-service", CLOCK));
    }

    @Test
    void another_type_of_token_is_refused() {
        JsonWebSignature signature = unsigned("ES256");
        signature.setHeader("typ", "quote+jwt");
        refused("type", () -> CorrelationProof.verify(signature.getCompactSerialization(), id, "lamp-service", CLOCK));
    }

    @Test
    void noise_is_refused_and_never_an_error() {
        for (String noise : new String[] {
            "", ".", "..", "a.b.c", "e30.e30.e30", "\0", "x".repeat(3000), "....", "[]", "null.null.null"
        }) {
            refused("", () -> CorrelationProof.verify(noise, id, "lamp-service", CLOCK));
        }
    }

    private static void refused(String reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable verification) {
        assertThatThrownBy(verification).isInstanceOf(ProofRefused.class).hasMessageContaining(reason);
    }

    private JsonWebSignature unsigned(String algorithm) {
        try {
            EllipticCurveJsonWebKey key =
                    (EllipticCurveJsonWebKey) PublicJsonWebKey.Factory.newPublicJwk(keys.getPublic());
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmHeaderValue(algorithm);
            signature.setHeader("typ", "correlation-proof+jwt");
            signature.getHeaders().setObjectHeaderValue("jwk", key.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
            signature.setPayload(org.jose4j.json.JsonUtil.toJson(claims));
            signature.setKey(keys.getPrivate());
            return signature;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String signed(String algorithm) {
        try {
            return unsigned(algorithm).getCompactSerialization();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }
}
