package io.intarsia.provider;

import java.util.Map;

/** What happens when a card is to be authorised; {@code docs/test-cards.md} has the table of the numbers. */
enum Behaviour {
    APPROVE(""),
    DECLINE("card_declined"),
    INSUFFICIENT_FUNDS("insufficient_funds"),
    EXPIRED("expired_card"),

    /** Authorises, after three seconds. */
    SLOW(""),

    /** Authorises at once and answers after half a minute; asked again, it answers at once. */
    CHARGED_ANSWERED_LATE(""),

    /** Authorises and breaks the connection without an answer; asked again, it answers. */
    CHARGED_NOT_ANSWERED(""),

    /** Breaks the connection without having authorised; asked again, it declines. */
    NOT_CHARGED_NOT_ANSWERED("card_declined"),

    /** Answers with a server error, once, without having authorised; asked again, it authorises. */
    BROKEN_ONCE(""),

    /** Authorises, and refuses the capture. */
    CAPTURE_FAILS("capture_refused");

    private static final Map<String, Behaviour> BY_NUMBER = Map.of(
            "4000000000000002", DECLINE,
            "4000000000009995", INSUFFICIENT_FUNDS,
            "4000000000000069", EXPIRED,
            "4000000000000044", SLOW,
            "4000000000000119", CHARGED_ANSWERED_LATE,
            "4000000000000127", CHARGED_NOT_ANSWERED,
            "4000000000000259", NOT_CHARGED_NOT_ANSWERED,
            "4000000000000341", BROKEN_ONCE,
            "4000000000003055", CAPTURE_FAILS);

    private final String refusal;

    Behaviour(String refusal) {
        this.refusal = refusal;
    }

    static Behaviour of(String number) {
        return BY_NUMBER.getOrDefault(number, APPROVE);
    }

    boolean declines() {
        return !refusal.isEmpty() && this != CAPTURE_FAILS;
    }

    boolean failsTheFirstTime() {
        return this == NOT_CHARGED_NOT_ANSWERED || this == BROKEN_ONCE;
    }

    /** Why it declines or refuses the capture, in the API's words; empty if it does neither. */
    String refusal() {
        return refusal;
    }
}
