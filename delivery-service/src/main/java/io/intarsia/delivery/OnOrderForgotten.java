package io.intarsia.delivery;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** Nobody needs the order any more: recipient, address and choice are deleted. */
@Singleton
class OnOrderForgotten implements Reaction {
    private final Deliveries deliveries;

    OnOrderForgotten(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public String to() {
        return "order.forgotten";
    }

    @Override
    public void on(Event event) {
        deliveries.record(event.correlationId(), delivery -> delivery.forgotten(event.time()));
    }
}
