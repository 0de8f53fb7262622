package io.intarsia.kit.test;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.correlation.CorrelationProof;
import io.intarsia.kit.event.Event;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** A shopper as a service sees one: a key pair, the correlation ID made from it, and proofs. */
public final class TestShopper {
    private final KeyPair keys;
    private final CorrelationId id;

    private TestShopper(KeyPair keys) {
        this.keys = keys;
        this.id = CorrelationId.of((ECPublicKey) keys.getPublic());
    }

    /** A shopper whom nobody has seen before. */
    public static TestShopper fresh() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new TestShopper(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has P-256", e);
        }
    }

    public CorrelationId id() {
        return id;
    }

    /** A proof for one service, good for five minutes from now. */
    public String proofFor(String service) {
        return proof(id, service, Instant.now());
    }

    /** A proof with a subject, audience and time of one's own choice, signed by this shopper's key. */
    public String proof(CorrelationId subject, String audience, Instant issuedAt) {
        return signed(keys, claims(subject, audience, issuedAt, issuedAt.plusSeconds(300)));
    }

    /** A proof with claims of one's own choice, signed by this shopper's key. */
    public String proof(JwtClaims claims) {
        return signed(keys, claims);
    }

    /** A request that carries this shopper's proof for a service. */
    public RequestSpecification asking(String service) {
        return RestAssured.given().header(CorrelationProof.HEADER, proofFor(service));
    }

    /** An event about this shopper's checkout, new and of now, as another service would have told it. */
    public Event event(String type) {
        return new Event(
                UUID.randomUUID(),
                type,
                "another-service",
                id,
                null,
                Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    /** Claims of a proof. */
    public static JwtClaims claims(CorrelationId subject, String audience, Instant issuedAt, Instant expiresAt) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(subject.toString());
        claims.setAudience(audience);
        claims.setIssuedAt(NumericDate.fromSeconds(issuedAt.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(expiresAt.getEpochSecond()));
        return claims;
    }

    private static String signed(KeyPair keys, JwtClaims claims) {
        try {
            EllipticCurveJsonWebKey key =
                    (EllipticCurveJsonWebKey) PublicJsonWebKey.Factory.newPublicJwk(keys.getPublic());
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            signature.setHeader("typ", "correlation-proof+jwt");
            signature.getHeaders().setObjectHeaderValue("jwk", key.toParams(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
            signature.setPayload(claims.toJson());
            signature.setKey(keys.getPrivate());
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("A proof could not be signed", e);
        }
    }
}
