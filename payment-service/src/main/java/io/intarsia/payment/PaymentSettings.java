package io.intarsia.payment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** What an operator can set of this service, under {@code payment.}. */
@ConfigMapping(prefix = "payment")
interface PaymentSettings {
    /** Where the payment provider answers, for example {@code http://127.0.0.1:8090}. */
    URI providerUrl();

    /** How long the provider may take to answer before the outcome counts as unknown and is asked again. */
    @WithDefault("PT4S")
    Duration providerTimeLimit();

    /** How long to wait before the provider is asked again; doubles with each time. */
    @WithDefault("PT1S")
    Duration askAgainAfter();

    /** The longest time between two of these. */
    @WithDefault("PT1M")
    Duration askAgainAtMostEvery();

    /** After this time an authorisation that nobody has confirmed is voided. */
    @WithDefault("PT24H")
    Duration voidUnconfirmedAfter();

    /** How often to look for what another process left undone at the provider. */
    @WithDefault("PT1S")
    Duration lookEvery();

    /** How often to look for authorisations that nobody has confirmed. */
    @WithDefault("PT1M")
    Duration lookForUnconfirmedEvery();

    /** How long after its opening a payment is kept that took no money. */
    @WithDefault("P30D")
    Duration keepAbandoned();

    /** The pause after asking so many times: {@link #askAgainAfter}, twice that, four times … */
    default Duration pauseAfter(int timesAsked) {
        Duration doubled = askAgainAfter().multipliedBy(1L << Math.min(Math.max(timesAsked - 1, 0), 20));
        return doubled.compareTo(askAgainAtMostEvery()) < 0 ? doubled : askAgainAtMostEvery();
    }

    /** How long one who asks the provider may take before another believes it dead. */
    default Duration lease() {
        return providerTimeLimit().plusSeconds(2);
    }
}
