package io.intarsia.verify;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** A key as a browser makes it, the correlation ID that is its thumbprint, and proofs, good and bad. */
public final class Shopper {
    private static final long LIFE = 300;

    private final EllipticCurveJsonWebKey key;
    private final String id;

    public Shopper() {
        try {
            key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            id = idOf(key);
        } catch (JoseException e) {
            throw new IllegalStateException("Every Java platform has P-256", e);
        }
    }

    public String id() {
        return id;
    }

    /** Of the contract's form. */
    public String proofFor(String service) {
        long now = Instant.now().getEpochSecond();
        return proof(id, now, now + LIFE, service);
    }

    /** With a subject, times and audiences of one's own choice. */
    String proof(String subject, long issuedAt, long expiresAt, String... audiences) {
        return signed(claims(subject, issuedAt, expiresAt, audiences), "ES256", "correlation-proof+jwt", Map.of());
    }

    /** Right but for its header. */
    String proofWithHeader(String service, String algorithm, String type, Map<String, Object> moreOfTheKey) {
        long now = Instant.now().getEpochSecond();
        return signed(claims(id, now, now + LIFE, service), algorithm, type, moreOfTheKey);
    }

    private static String claims(String subject, long issuedAt, long expiresAt, String... audiences) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(subject);
        claims.setAudience(audiences);
        claims.setIssuedAt(NumericDate.fromSeconds(issuedAt));
        claims.setExpirationTime(NumericDate.fromSeconds(expiresAt));
        return claims.toJson();
    }

    private String signed(String claims, String algorithm, String type, Map<String, Object> moreOfTheKey) {
        try {
            Map<String, Object> jwk = new HashMap<>(key.toParams(OutputControlLevel.PUBLIC_ONLY));
            jwk.putAll(moreOfTheKey);
            JsonWebSignature proof = new JsonWebSignature();
            proof.setAlgorithmHeaderValue(algorithm);
            proof.setHeader("typ", type);
            proof.getHeaders().setObjectHeaderValue("jwk", jwk);
            proof.setPayload(claims);
            if (algorithm.equals("none")) {
                proof.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
            } else {
                proof.setKey(key.getPrivateKey());
            }
            return proof.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("A proof could not be signed", e);
        }
    }

    /** A UUID of version 8 whose free bits are the first 122 of the key's RFC 7638 thumbprint. */
    private static String idOf(PublicJsonWebKey key) throws JoseException {
        BigInteger bits = new BigInteger(1, key.calculateThumbprint("SHA-256")).shiftRight(256 - 122);
        long first48 = bits.shiftRight(74).longValue();
        long next12 = bits.shiftRight(62).longValue() & 0xFFF;
        long last62 = bits.longValue() & 0x3FFF_FFFF_FFFF_FFFFL;
        return new UUID(first48 << 16 | 0x8000L | next12, 0x8000_0000_0000_0000L | last62).toString();
    }
}
