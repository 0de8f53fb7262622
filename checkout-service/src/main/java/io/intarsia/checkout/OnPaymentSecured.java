package io.intarsia.checkout;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** Everyone who was paid has reserved: the order is confirmed, if those that it needs are among them. */
@Singleton
class OnPaymentSecured implements Reaction {
    private final Orders orders;

    OnPaymentSecured(Orders orders) {
        this.orders = orders;
    }

    @Override
    public String to() {
        return "payment.secured";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        orders.happened(event, Order::paymentSecured);
    }
}
