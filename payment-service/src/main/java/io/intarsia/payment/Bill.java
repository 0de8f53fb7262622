package io.intarsia.payment;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.quote.ApprovedIssuers;
import io.intarsia.kit.quote.Money;
import io.intarsia.kit.quote.Quote;
import io.intarsia.kit.quote.QuoteRefused;
import java.util.ArrayList;
import java.util.List;

/** What is to be paid: one verified quote of each issuer, and their sum. */
record Bill(List<AcceptedQuote> quotes, Money total) {
    private static final int MOST_QUOTES = 20;

    /**
     * Verifies quotes and adds them up.
     *
     * @param sealed compact JWS each
     * @param shown the sum that the shopper saw
     * @throws BillRefused if a quote cannot be accepted, or they do not fit each other or the sum shown
     */
    static Bill of(List<String> sealed, Money shown, CorrelationId id, ApprovedIssuers issuers) throws BillRefused {
        if (sealed.isEmpty() || sealed.size() > MOST_QUOTES) {
            throw new BillRefused(
                    BillRefused.Reason.NOT_ACCEPTED,
                    "Expected 1 to " + MOST_QUOTES + " quotes, but there were " + sealed.size());
        }
        List<Quote> quotes = new ArrayList<>();
        for (String jws : sealed) {
            quotes.add(verified(jws, id, issuers));
        }
        if (quotes.stream().map(Quote::issuer).distinct().count() < quotes.size()) {
            throw new BillRefused(
                    BillRefused.Reason.NOT_ACCEPTED, "Expected one quote of each issuer, but one has several");
        }
        Money total = sum(quotes);
        if (!total.equals(shown)) {
            throw new BillRefused(BillRefused.Reason.OTHER_SUM, "The quotes sum up to another amount than was shown");
        }
        return new Bill(quotes.stream().map(AcceptedQuote::of).toList(), total);
    }

    private static Quote verified(String jws, CorrelationId id, ApprovedIssuers issuers) throws BillRefused {
        try {
            return issuers.verify(jws, id);
        } catch (QuoteRefused refused) {
            boolean expired = refused.reason() == QuoteRefused.Reason.EXPIRED;
            throw new BillRefused(
                    expired ? BillRefused.Reason.EXPIRED : BillRefused.Reason.NOT_ACCEPTED,
                    String.valueOf(refused.getMessage()));
        }
    }

    private static Money sum(List<Quote> quotes) throws BillRefused {
        try {
            return quotes.stream().map(Quote::amount).reduce(Money::plus).orElseThrow();
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new BillRefused(BillRefused.Reason.NOT_ACCEPTED, "The quotes cannot be added up: " + e.getMessage());
        }
    }
}
