package io.intarsia.checkout;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** The money is there: the shopper is told. */
@Singleton
class OnPaymentCaptured implements Reaction {
    private final Orders orders;

    OnPaymentCaptured(Orders orders) {
        this.orders = orders;
    }

    @Override
    public String to() {
        return "payment.captured";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        orders.happened(event, Order::paymentCaptured);
    }
}
