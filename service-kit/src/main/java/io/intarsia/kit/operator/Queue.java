package io.intarsia.kit.operator;

import java.util.Locale;

/** Where events can be stuck, and how they are freed: whoever tries them anyway finds them due. */
enum Queue {
    /** They have come, and their reaction failed to the last attempt. */
    INBOX("event_id", "state = 'parked'", "ended_at", "state = 'received', ended_at = null"),
    /** They have not left: nobody listens to their type, or the broker does not confirm them. */
    OUTBOX("id", "attempts > 0", "time", "problem = null");

    /** The column with the event's ID. */
    final String id;

    /** What is true of a stuck event. */
    final String stuck;

    /** The column that says since when. */
    final String since;

    /** What is set to free it, beside its attempts and its next one. */
    final String freed;

    Queue(String id, String stuck, String since, String freed) {
        this.id = id;
        this.stuck = stuck;
        this.since = since;
        this.freed = freed;
    }

    /** The table, and the queue as it is written in paths. */
    String table() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads it from a path.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    static Queue fromString(String written) {
        for (Queue queue : values()) {
            if (queue.table().equals(written)) {
                return queue;
            }
        }
        throw new IllegalArgumentException("The queues are inbox and outbox, but was: " + written);
    }
}
