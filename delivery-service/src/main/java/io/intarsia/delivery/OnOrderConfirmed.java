package io.intarsia.delivery;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** The order is certain: what is reserved is scheduled. */
@Singleton
class OnOrderConfirmed implements Reaction {
    private final Deliveries deliveries;

    OnOrderConfirmed(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public String to() {
        return "order.confirmed";
    }

    @Override
    public void on(Event event) {
        deliveries.record(event.correlationId(), delivery -> delivery.confirmed(event.time()));
    }
}
