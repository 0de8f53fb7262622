package io.intarsia.delivery;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** The order is over, for ever: the place is given back, and what comes later is refused. */
@Singleton
class OnOrderCancelled implements Reaction {
    private final Deliveries deliveries;

    OnOrderCancelled(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public String to() {
        return "order.cancelled";
    }

    @Override
    public void on(Event event) {
        deliveries.record(event.correlationId(), delivery -> delivery.cancelled(event.time()));
    }
}
