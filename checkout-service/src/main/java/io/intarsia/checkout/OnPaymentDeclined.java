package io.intarsia.checkout;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** A card was declined: the shopper is told, and may try another. */
@Singleton
class OnPaymentDeclined implements Reaction {
    private final Orders orders;

    OnPaymentDeclined(Orders orders) {
        this.orders = orders;
    }

    @Override
    public String to() {
        return "payment.declined";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        orders.happened(event, Order::paymentDeclined);
    }
}
