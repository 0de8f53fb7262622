package io.intarsia.checkout;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** An issuer could not reserve what was paid for: the order is cancelled. */
@Singleton
class OnReservationRefused implements Reaction {
    private final Orders orders;

    OnReservationRefused(Orders orders) {
        this.orders = orders;
    }

    @Override
    public String to() {
        return "reservation.refused.*";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        orders.happened(event, (order, at) -> order.reservationRefused(issuerOf(event)));
    }

    private static String issuerOf(Event event) {
        return event.type().substring(event.type().lastIndexOf('.') + 1);
    }
}
