package io.intarsia.kit.operator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many events a service still has to send and to react to, and since when.
 *
 * @param unroutable what of the unsent was sent in vain
 * @param inbox what is not done, by state; a state that no event is in may be missing
 */
record Standing(Backlog unsent, long unroutable, Map<String, Backlog> inbox) {
    static final Backlog NOTHING = new Backlog(0, null);

    /**
     * So many events.
     *
     * @param oldestSeconds the age of the oldest; null without any
     */
    record Backlog(long size, @Nullable Long oldestSeconds) {}

    Backlog inbox(String state) {
        return inbox.getOrDefault(state, NOTHING);
    }
}
