package io.intarsia.payment;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.operator.Fact;
import io.intarsia.kit.operator.Facts;
import io.intarsia.kit.operator.Knowledge;
import jakarta.inject.Singleton;
import java.util.List;

/** What this service knows of a checkout, for the operator: nothing of the card, the amount or why a card was declined. */
@Singleton
class PaymentKnowledge implements Knowledge {
    private final Attempts attempts;

    PaymentKnowledge(Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    public List<Fact> about(CorrelationId checkout) {
        return Payment.<Payment>findByIdOptional(checkout.value()).map(this::of).orElse(List.of());
    }

    private List<Fact> of(Payment payment) {
        return Facts.none()
                .word("state", payment.state(attempts.last(payment.correlationId)))
                .at("opened_at", payment.openedAt)
                .at("authorised_at", payment.authorisedAt)
                .names("reserved", payment.reserved)
                .names("refused", payment.refused)
                .at("secured_at", payment.securedAt)
                .at("confirmed_at", payment.confirmedAt)
                .at("cancelled_at", payment.cancelledAt)
                .at("captured_at", payment.capturedAt)
                .at("capture_failed_at", payment.captureFailedAt)
                .at("voided_at", payment.voidedAt)
                .at("forgotten_at", payment.forgottenAt)
                .word("due", payment.due)
                .at("due_at", payment.dueAt)
                .known();
    }
}
