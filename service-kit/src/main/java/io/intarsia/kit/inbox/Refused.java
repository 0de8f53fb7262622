package io.intarsia.kit.inbox;

import io.intarsia.kit.correlation.CorrelationId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that was not taken: as much as can be told of it without repeating what it carries.
 *
 * @param eventId the event's ID, or null if it has none
 * @param publisher the service that it says it is of, or null if it names none
 * @param user as whom it was sent, if that was sent along; RabbitMQ has checked it
 * @param type the event's type, or null if it has none
 * @param correlationId the checkout, or null if it names none
 * @param reason names and sizes, never contents
 */
public record Refused(
        @Nullable UUID eventId,
        @Nullable String publisher,
        @Nullable String user,
        @Nullable String type,
        @Nullable CorrelationId correlationId,
        String reason) {}
