package io.intarsia.payment;

/** Quotes that are not paid. The message says why, in words for a developer, and repeats no quote. */
final class BillRefused extends Exception {
    private final Reason reason;

    /** Why, for what the shopper is told. */
    enum Reason {
        NOT_ACCEPTED,
        EXPIRED,
        OTHER_SUM
    }

    BillRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
