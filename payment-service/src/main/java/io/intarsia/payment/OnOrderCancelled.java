package io.intarsia.payment;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** The order is off, for ever: what is authorised, or later found to be, is voided. */
@Singleton
class OnOrderCancelled implements Reaction {
    private final Payments payments;

    OnOrderCancelled(Payments payments) {
        this.payments = payments;
    }

    @Override
    public String to() {
        return "order.cancelled";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        payments.change(event.correlationId(), payment -> payment.cancelled(event.time()));
    }
}
