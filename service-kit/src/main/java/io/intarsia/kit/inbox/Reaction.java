package io.intarsia.kit.inbox;

import io.intarsia.kit.event.Event;

/**
 * What a service does when something has happened. A CDI bean, named after the event: {@code OnLampLit}. It runs in one transaction with the mark
 * that the event has taken effect, so it need not care for repetition; it must not care for order either.
 */
public interface Reaction {
    /** The event type, or a topic pattern ({@code *} is one word, {@code #} any number). It is declared in {@code intarsia.reacts-to}, too. */
    String to();

    /**
     * Takes effect. An exception rolls back, and the event is tried again later, a limited number of times; then it is parked.
     *
     * @throws DataNotHereYet if this service does not hold yet what it needs under the event's correlation ID
     */
    void on(Event event);

    /**
     * Whether it may take effect in one transaction with reactions to events of other checkouts when events have piled up, which is several times as fast. Only of a reaction that locks
     * nothing but what belongs to its own event's checkout: such transactions go through the checkouts in one order, and never wait for each other in a circle.
     */
    default boolean sharesTransaction() {
        return false;
    }
}
