package io.intarsia.kit.inbox;

import io.intarsia.kit.event.Event;

/** An event that the broker has delivered before, to a process that did not acknowledge it. */
public final class Redelivery {
    private Redelivery() {}

    public static void of(Event event, Inbox to) {
        to.receive(event, null, true);
    }
}
