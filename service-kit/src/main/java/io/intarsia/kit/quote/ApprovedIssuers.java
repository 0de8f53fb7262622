package io.intarsia.kit.quote;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.quote.QuoteRefused.Reason;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Currency;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

/**
 * The issuers whose quotes an operator has approved: a directory with {@code <issuer>.pem} each, read again when it changes. The file's name is the
 * issuer, so that no issuer can speak for another.
 */
@Singleton
public class ApprovedIssuers {
    private static final Pattern ISSUER = Pattern.compile("[a-z][a-z0-9-]{0,62}[a-z0-9]");
    private static final int LONGEST_FORM = 2048;
    private static final AlgorithmConstraints ONLY_ES256 =
            new AlgorithmConstraints(ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);

    private final Clock clock;
    private final Optional<Path> directory;

    ApprovedIssuers(Clock clock, @ConfigProperty(name = "intarsia.quote.approved-keys") Optional<Path> directory) {
        this.clock = clock;
        this.directory = directory;
    }

    /**
     * Checks form, issuer, signature, correlation ID and time of a quote.
     *
     * @param jws compact form, as {@link QuoteSeal} makes it
     * @throws QuoteRefused says why
     */
    public Quote verify(String jws, CorrelationId id) throws QuoteRefused {
        if (jws.length() > LONGEST_FORM) {
            throw new QuoteRefused(Reason.MALFORMED, "A quote has at most " + LONGEST_FORM + " characters");
        }
        Quote quote = readSigned(jws);
        if (!quote.correlationId().equals(id)) {
            throw new QuoteRefused(
                    Reason.OTHER_CHECKOUT, "The quote of " + quote.issuer() + " is for another checkout");
        }
        if (!clock.instant().isBefore(quote.expiresAt())) {
            throw new QuoteRefused(
                    Reason.EXPIRED, "The quote of " + quote.issuer() + " expired at " + quote.expiresAt());
        }
        return quote;
    }

    private Quote readSigned(String jws) throws QuoteRefused {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setAlgorithmConstraints(ONLY_ES256);
            signature.setCompactSerialization(jws);
            if (!QuoteSeal.TYPE.equals(signature.getHeader("typ"))) {
                throw new QuoteRefused(Reason.MALFORMED, "The type of a quote is " + QuoteSeal.TYPE);
            }
            JwtClaims claims = JwtClaims.parse(signature.getUnverifiedPayload());
            signature.setKey(keyOf(claims.getIssuer()));
            if (!signature.verifySignature()) {
                throw new QuoteRefused(
                        Reason.WRONG_SIGNATURE, "The quote is not signed by the key of " + claims.getIssuer());
            }
            return quoteOf(claims);
        } catch (JoseException | InvalidJwtException | MalformedClaimException | RuntimeException e) {
            throw new QuoteRefused(Reason.MALFORMED, "It cannot be read as a signed quote");
        }
    }

    private PublicKey keyOf(String issuer) throws QuoteRefused {
        if (issuer == null || !ISSUER.matcher(issuer).matches()) {
            throw new QuoteRefused(Reason.MALFORMED, "The issuer of a quote is the name of a service");
        }
        Path file = directory
                .orElseThrow(() -> new QuoteRefused(
                        Reason.UNKNOWN_ISSUER, "No directory of approved keys: set intarsia.quote.approved-keys"))
                .resolve(issuer + ".pem");
        if (!Files.isRegularFile(file)) {
            throw new QuoteRefused(Reason.UNKNOWN_ISSUER, "No approved key of " + issuer + ": expected " + file);
        }
        return Keys.readPublic(file);
    }

    private static Quote quoteOf(JwtClaims claims) throws MalformedClaimException, QuoteRefused {
        NumericDate expires = claims.getExpirationTime();
        if (!(claims.getClaimValue("amount") instanceof Long amount)
                || !(claims.getClaimValue("currency") instanceof String currency)
                || expires == null
                || claims.getSubject() == null) {
            throw new QuoteRefused(Reason.MALFORMED, "A quote has sub, amount (whole minor units), currency and exp");
        }
        return new Quote(
                claims.getIssuer(),
                CorrelationId.fromString(claims.getSubject()),
                new Money(amount, Currency.getInstance(currency)),
                Instant.ofEpochSecond(expires.getValue()));
    }
}
