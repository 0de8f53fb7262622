package io.intarsia.delivery;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** Our own quote was paid: the place is made firm, or the reservation is refused. */
@Singleton
class OnPaymentAuthorised implements Reaction {
    private final Deliveries deliveries;

    OnPaymentAuthorised(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public String to() {
        return "payment.authorised.delivery-service";
    }

    @Override
    public void on(Event event) {
        deliveries.record(event.correlationId(), delivery -> delivery.paid(event.time()));
    }
}
