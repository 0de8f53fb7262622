package io.intarsia.lamp;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

@Singleton
class OnLampSold implements Reaction {
    static final Queue<Event> SOLD = new ConcurrentLinkedQueue<>();

    @Override
    public String to() {
        return "lamp.sold.*";
    }

    @Override
    public void on(Event event) {
        SOLD.add(event);
    }
}
