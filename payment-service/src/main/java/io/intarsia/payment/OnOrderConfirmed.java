package io.intarsia.payment;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** The order is on: what was authorised is captured. */
@Singleton
class OnOrderConfirmed implements Reaction {
    private final Payments payments;

    OnOrderConfirmed(Payments payments) {
        this.payments = payments;
    }

    @Override
    public String to() {
        return "order.confirmed";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        payments.change(event.correlationId(), payment -> payment.confirmed(event.time()));
    }
}
