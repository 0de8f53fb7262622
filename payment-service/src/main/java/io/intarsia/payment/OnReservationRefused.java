package io.intarsia.payment;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** An issuer could not keep what it was paid for; the money waits for the order to be cancelled. */
@Singleton
class OnReservationRefused implements Reaction {
    private static final String TYPE = "reservation.refused.";

    private final Payments payments;

    OnReservationRefused(Payments payments) {
        this.payments = payments;
    }

    @Override
    public String to() {
        return TYPE + "*";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        String issuer = event.type().substring(TYPE.length());
        payments.change(event.correlationId(), payment -> payment.reservationRefused(issuer));
    }
}
