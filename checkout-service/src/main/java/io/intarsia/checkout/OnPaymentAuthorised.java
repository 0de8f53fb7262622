package io.intarsia.checkout;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** What this service sealed was paid: it reserves. */
@Singleton
class OnPaymentAuthorised implements Reaction {
    private final Orders orders;

    OnPaymentAuthorised(Orders orders) {
        this.orders = orders;
    }

    @Override
    public String to() {
        return "payment.authorised.checkout-service";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        orders.happened(event, Order::paymentAuthorised);
    }
}
