package io.intarsia.eventlog;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that is not in the log, since it carried more than an event may, or was none.
 *
 * @param source the service that it says it is of, or {@code unknown}
 * @param sentBy the broker's user who sent it, if that was sent along
 * @param type the event's type, if it had one
 * @param correlationId the checkout, if it named one
 * @param reason names and sizes of what was too much, or what was missing
 */
record RefusedEvent(
        Instant receivedAt,
        String source,
        @Nullable String sentBy,
        @Nullable String type,
        @Nullable UUID correlationId,
        String reason) {}
