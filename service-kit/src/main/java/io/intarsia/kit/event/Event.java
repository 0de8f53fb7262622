package io.intarsia.kit.event;

import io.intarsia.kit.correlation.CorrelationId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened. It carries no data, and has no field that could: who must act already holds what it needs
 * under the correlation ID.
 *
 * @param id of this event; the same event may arrive more than once under it (CloudEvents {@code id})
 * @param type lower-case words joined by dots, in the past tense, for example {@code lamp.lit} (CloudEvents {@code type})
 * @param source the service that publishes it (CloudEvents {@code source})
 * @param correlationId the checkout that it belongs to (CloudEvents {@code subject})
 * @param causationId the event that led to this one, or null if a person or a clock did
 * @param time when it happened (CloudEvents {@code time})
 */
public record Event(
        UUID id,
        String type,
        String source,
        CorrelationId correlationId,
        @Nullable UUID causationId,
        Instant time) {}
