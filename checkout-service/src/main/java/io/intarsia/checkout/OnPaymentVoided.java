package io.intarsia.checkout;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** The reserved amount was given back: the shopper is told. */
@Singleton
class OnPaymentVoided implements Reaction {
    private final Orders orders;

    OnPaymentVoided(Orders orders) {
        this.orders = orders;
    }

    @Override
    public String to() {
        return "payment.voided";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        orders.happened(event, Order::paymentVoided);
    }
}
