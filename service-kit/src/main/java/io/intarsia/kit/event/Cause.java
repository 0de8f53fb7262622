package io.intarsia.kit.event;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The event that this thread is reacting to, so that what it publishes can name its cause. */
public final class Cause {
    private static final ThreadLocal<UUID> CURRENT = new ThreadLocal<>();

    private Cause() {}

    /** The ID of the event that is being reacted to, or null outside of a reaction. */
    public static @Nullable UUID current() {
        return CURRENT.get();
    }

    /** Runs something with an event as its cause; with null, as what a person or a clock has begun. */
    public static void runUnder(@Nullable UUID eventId, Runnable reaction) {
        CURRENT.set(eventId);
        try {
            reaction.run();
        } finally {
            CURRENT.remove();
        }
    }
}
