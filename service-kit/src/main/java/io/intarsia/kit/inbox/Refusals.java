package io.intarsia.kit.inbox;

/**
 * A door for the one service that answers for what events carry. With a CDI bean of this kind, a message that carries more than an event may is not taken, but told here, and so is one
 * that is no event at all. A service without one takes an event for what it is: it cannot see what else the message carries.
 */
public interface Refusals {
    /**
     * Keeps that a message was not taken. It is told again if the broker delivers the message again.
     *
     * @throws RuntimeException if that cannot be kept now: the broker keeps the message, and it is told again
     */
    void refuse(Refused message);
}
