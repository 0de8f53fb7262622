package io.intarsia.payment;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** An issuer has made firm what it was paid for. */
@Singleton
class OnReservationMade implements Reaction {
    private static final String TYPE = "reservation.made.";

    private final Payments payments;

    OnReservationMade(Payments payments) {
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
        payments.change(event.correlationId(), payment -> payment.reservationMade(issuer));
    }
}
