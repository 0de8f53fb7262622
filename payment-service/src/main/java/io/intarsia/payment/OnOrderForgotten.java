package io.intarsia.payment;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** Nobody needs the order any more: what is known of cards and amounts is deleted. */
@Singleton
class OnOrderForgotten implements Reaction {
    private final Payments payments;

    OnOrderForgotten(Payments payments) {
        this.payments = payments;
    }

    @Override
    public String to() {
        return "order.forgotten";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        payments.change(event.correlationId(), payment -> payment.forgotten(event.time()));
    }
}
