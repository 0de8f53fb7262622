package io.intarsia.checkout;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** An issuer has reserved; the order is confirmed when all have that it needs. */
@Singleton
class OnReservationMade implements Reaction {
    private final Orders orders;

    OnReservationMade(Orders orders) {
        this.orders = orders;
    }

    @Override
    public String to() {
        return "reservation.made.*";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        orders.happened(event, (order, at) -> order.reservationMade(issuerOf(event)));
    }

    private static String issuerOf(Event event) {
        return event.type().substring(event.type().lastIndexOf('.') + 1);
    }
}
