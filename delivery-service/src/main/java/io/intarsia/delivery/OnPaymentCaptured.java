package io.intarsia.delivery;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** The money is there: what is scheduled may leave. */
@Singleton
class OnPaymentCaptured implements Reaction {
    private final Deliveries deliveries;

    OnPaymentCaptured(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public String to() {
        return "payment.captured";
    }

    @Override
    public void on(Event event) {
        deliveries.record(event.correlationId(), delivery -> delivery.captured(event.time()));
    }
}
