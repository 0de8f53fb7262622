package io.intarsia.kit.quote;

import io.intarsia.kit.correlation.CorrelationId;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Seals a price: signs a quote with this service's own key, which all its replicas share. */
@Singleton
public class QuoteSeal {
    static final String TYPE = "quote+jwt";

    private final Clock clock;
    private final String service;
    private final Optional<Path> keyFile;
    private final Duration validFor;

    QuoteSeal(
            Clock clock,
            @ConfigProperty(name = "quarkus.application.name") String service,
            @ConfigProperty(name = "intarsia.quote.private-key") Optional<Path> keyFile,
            @ConfigProperty(name = "intarsia.quote.valid-for", defaultValue = "PT15M") Duration validFor) {
        this.clock = clock;
        this.service = service;
        this.keyFile = keyFile;
        this.validFor = validFor;
    }

    /**
     * Seals an amount for one checkout, to be paid within {@code intarsia.quote.valid-for}.
     *
     * @return a compact JWS (ES256) as described in {@code docs/widget-contract.md}
     * @throws IllegalStateException if this service has no private key
     */
    public String seal(CorrelationId id, Money amount) {
        return seal(id, amount, clock.instant().plus(validFor));
    }

    /**
     * Seals an amount for one checkout.
     *
     * @param expiresAt until when it may be paid, in whole seconds
     * @return a compact JWS (ES256) as described in {@code docs/widget-contract.md}
     * @throws IllegalStateException if this service has no private key
     */
    public String seal(CorrelationId id, Money amount, Instant expiresAt) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(service);
        claims.setSubject(id.toString());
        claims.setClaim("amount", amount.minorUnits());
        claims.setClaim("currency", amount.currencyCode());
        claims.setIssuedAt(NumericDate.fromSeconds(clock.instant().getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(expiresAt.getEpochSecond()));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setHeader("typ", TYPE);
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setPayload(claims.toJson());
        signature.setKey(privateKey());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("The quote cannot be signed with the key in " + keyFile.orElse(null), e);
        }
    }

    private PrivateKey privateKey() {
        return Keys.readPrivate(
                keyFile.orElseThrow(
                        () -> new IllegalStateException(
                                "A service that seals quotes needs a private key: set intarsia.quote.private-key to a PKCS#8 PEM file")));
    }
}
