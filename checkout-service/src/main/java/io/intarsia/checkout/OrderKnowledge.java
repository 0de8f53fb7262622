package io.intarsia.checkout;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.operator.Fact;
import io.intarsia.kit.operator.Facts;
import io.intarsia.kit.operator.Knowledge;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** What this service knows of a checkout, for the operator: nothing of what is bought or how to reach the shopper. */
@Singleton
class OrderKnowledge implements Knowledge {
    @Override
    public List<Fact> about(CorrelationId checkout) {
        return Order.<Order>findByIdOptional(checkout.value())
                .map(OrderKnowledge::of)
                .orElse(List.of());
    }

    private static List<Fact> of(Order order) {
        return Facts.none()
                .at("changed_at", order.changedAt)
                .at("sealed_at", order.sealedAt)
                .at("expires_at", order.expiresAt)
                .at("placed_at", order.placedAt)
                .at("authorised_at", order.authorisedAt)
                .at("declined_at", order.declinedAt)
                .at("reserved_at", order.reservedAt)
                .at("reservation_refused_at", order.reservationRefusedAt)
                .names("order_reservation", order.reservations)
                .names("refused_by", order.refusedBy == null ? Set.of() : Set.of(order.refusedBy))
                .at("secured_at", order.securedAt)
                .at("released_at", order.releasedAt)
                .at("expired_at", order.expiredAt)
                .at("confirmed_at", order.confirmedAt)
                .at("cancelled_at", order.cancelledAt)
                .word("cancelled_because", order.cancelledBecause)
                .at("captured_at", order.capturedAt)
                .at("capture_failed_at", order.captureFailedAt)
                .at("voided_at", order.voidedAt)
                .at("ended_at", order.endedAt)
                .known();
    }
}
