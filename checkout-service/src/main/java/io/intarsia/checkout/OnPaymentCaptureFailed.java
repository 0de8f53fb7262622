package io.intarsia.checkout;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** The money could not be taken: the shopper is told. */
@Singleton
class OnPaymentCaptureFailed implements Reaction {
    private final Orders orders;

    OnPaymentCaptureFailed(Orders orders) {
        this.orders = orders;
    }

    @Override
    public String to() {
        return "payment.capture-failed";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        orders.happened(event, Order::captureFailed);
    }
}
