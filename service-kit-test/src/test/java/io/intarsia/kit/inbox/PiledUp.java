package io.intarsia.kit.inbox;

import io.intarsia.kit.event.Event;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Events that the broker has delivered while others were being reacted to. */
@Singleton
public class PiledUp {
    private final Together together;

    PiledUp(Together together) {
        this.together = together;
    }

    /** @return the IDs of those that have taken effect together */
    public Set<UUID> takeEffect(List<Event> events) {
        return together.receive(
                events.stream().map(event -> new Together.Arrived(event, null)).toList());
    }
}
