package io.intarsia.delivery;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.operator.Fact;
import io.intarsia.kit.operator.Facts;
import io.intarsia.kit.operator.Knowledge;
import jakarta.inject.Singleton;
import java.util.List;

/** What this service knows of a checkout, for the operator: nothing of the recipient, the address or the choice. */
@Singleton
class DeliveryKnowledge implements Knowledge {
    private final Deliveries deliveries;

    DeliveryKnowledge(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public List<Fact> about(CorrelationId checkout) {
        return deliveries.find(checkout).map(DeliveryKnowledge::of).orElse(List.of());
    }

    private static List<Fact> of(Delivery delivery) {
        return Facts.none()
                .word("state", delivery.state())
                .at("sealed_at", delivery.sealedAt)
                .at("hold_until", delivery.holdUntil)
                .at("paid_at", delivery.paidAt)
                .at("reserved_at", delivery.reservedAt)
                .at("refused_at", delivery.refusedAt)
                .at("confirmed_at", delivery.confirmedAt)
                .at("captured_at", delivery.capturedAt)
                .at("cancelled_at", delivery.cancelledAt)
                .at("released_at", delivery.releasedAt)
                .at("scheduled_at", delivery.scheduledAt)
                .at("dispatched_at", delivery.dispatchedAt)
                .at("forgotten_at", delivery.forgottenAt)
                .known();
    }
}
