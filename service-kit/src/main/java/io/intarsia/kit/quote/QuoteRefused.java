package io.intarsia.kit.quote;

/** A quote that cannot be accepted. The message says why, in words for a developer, and does not repeat the quote. */
public final class QuoteRefused extends Exception {
    private final Reason reason;

    /** Why a quote is refused. */
    public enum Reason {
        /** Not a compact JWS of the quote's form, or claims are missing or malformed. */
        MALFORMED,
        /** The issuer has no approved key. */
        UNKNOWN_ISSUER,
        /** The signature is not the issuer's. */
        WRONG_SIGNATURE,
        /** Sealed for another correlation ID. */
        OTHER_CHECKOUT,
        /** Its time is over. */
        EXPIRED
    }

    QuoteRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why, for the code that decides what the shopper sees. */
    public Reason reason() {
        return reason;
    }
}
