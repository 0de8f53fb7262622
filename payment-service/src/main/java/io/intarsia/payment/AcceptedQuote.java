package io.intarsia.payment;

import io.intarsia.kit.quote.Quote;
import jakarta.persistence.Embeddable;
import java.time.Instant;

/**
 * A quote that was verified, kept so that a declined card can be followed by another.
 *
 * @param amount in minor units
 * @param currency ISO 4217
 */
@Embeddable
record AcceptedQuote(String issuer, long amount, String currency, Instant expiresAt) {
    static AcceptedQuote of(Quote quote) {
        return new AcceptedQuote(
                quote.issuer(), quote.amount().minorUnits(), quote.amount().currencyCode(), quote.expiresAt());
    }
}
