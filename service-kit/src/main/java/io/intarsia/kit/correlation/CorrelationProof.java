package io.intarsia.kit.correlation;

import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * The proof that a request comes from the browser that made the correlation ID: a compact JWS (ES256) with the public
 * key in its header, {@code sub} the ID, {@code aud} one service. The idea is DPoP's (RFC 9449); the form is in
 * {@code docs/widget-contract.md}.
 */
public final class CorrelationProof {
    /** The request header that carries it. */
    public static final String HEADER = "Correlation-Proof";

    static final String TYPE = "correlation-proof+jwt";
    static final Duration LONGEST_LIFE = Duration.ofSeconds(300);
    static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(60);

    private static final int LONGEST_FORM = 2048;
    private static final AlgorithmConstraints ONLY_ES256 =
            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
    private static final Set<String> PARTS_OF_THE_KEY = Set.of("kty", "crv", "x", "y");

    private CorrelationProof() {}

    /**
     * Checks signature, that the ID is the thumbprint of the key, ID, audience and time.
     *
     * @param jws compact form
     * @param id the ID that the request names
     * @param audience the service asked
     * @return until when the proof is good
     * @throws ProofRefused if anything is wrong; says what, without repeating the proof
     */
    public static Instant verify(String jws, CorrelationId id, String audience, Clock clock) throws ProofRefused {
        if (jws.length() > LONGEST_FORM) {
            throw new ProofRefused("longer than " + LONGEST_FORM + " characters");
        }
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmConstraints(ONLY_ES256);
            signature.setCompactSerialization(jws);
            if (!TYPE.equals(signature.getHeader("typ"))) {
                throw new ProofRefused("its type is not " + TYPE);
            }
            ECPublicKey key = keyOf(signature);
            signature.setKey(key);
            if (!signature.verifySignature()) {
                throw new ProofRefused("the signature does not fit the key");
            }
            if (!CorrelationId.of(key).equals(id)) {
                throw new ProofRefused("the key is not the one that the correlation ID was made from");
            }
            return checkClaims(JwtClaims.parse(signature.getPayload()), id, audience, clock.instant());
        } catch (JoseException | InvalidJwtException | MalformedClaimException | RuntimeException e) {
            throw new ProofRefused("it cannot be read as a signed proof");
        }
    }

    private static ECPublicKey keyOf(JsonWebSignature signature) throws JoseException, ProofRefused {
        Object raw = signature.getHeaders().getObjectHeaderValue("jwk");
        if (!(raw instanceof java.util.Map<?, ?> parts) || !parts.keySet().equals(PARTS_OF_THE_KEY)) {
            throw new ProofRefused("its key must have kty, crv, x and y, and nothing else");
        }
        PublicJsonWebKey key = signature.getHeaders().getPublicJwkHeaderValue("jwk", null);
        if (!(key instanceof EllipticCurveJsonWebKey curve) || !"P-256".equals(curve.getCurveName())) {
            throw new ProofRefused("its key is not on the curve P-256");
        }
        return curve.getECPublicKey();
    }

    private static Instant checkClaims(JwtClaims claims, CorrelationId id, String audience, Instant now)
            throws MalformedClaimException, ProofRefused {
        if (!id.toString().equals(claims.getSubject())) {
            throw new ProofRefused("it is for another correlation ID");
        }
        if (!List.of(audience).equals(claims.getAudience())) {
            throw new ProofRefused("it is not for " + audience);
        }
        NumericDate issued = claims.getIssuedAt();
        NumericDate expires = claims.getExpirationTime();
        if (issued == null || expires == null) {
            throw new ProofRefused("iat or exp is missing");
        }
        Instant from = Instant.ofEpochSecond(issued.getValue());
        Instant until = Instant.ofEpochSecond(expires.getValue());
        if (until.isAfter(from.plus(LONGEST_LIFE)) || from.isAfter(now.plus(CLOCK_DIFFERENCE))) {
            throw new ProofRefused("it is good for longer than " + LONGEST_LIFE.toSeconds() + " s, or from the future");
        }
        Instant goodUntil = until.plus(CLOCK_DIFFERENCE);
        if (!now.isBefore(goodUntil)) {
            throw new ProofRefused("it has expired");
        }
        return goodUntil;
    }
}
