package io.intarsia.kit.inbox;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.event.EventTypes;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes events from this service's queue to its inbox, and acknowledges what the inbox has kept. */
@ApplicationScoped
class EventConsumer {
    private static final Logger LOG = Logger.getLogger(EventConsumer.class);

    private final Inbox inbox;

    EventConsumer(Inbox inbox) {
        this.inbox = inbox;
    }

    @Incoming("events")
    @Blocking(value = "events", ordered = false)
    CompletionStage<Void> consume(Message<?> message) {
        Event event;
        try {
            event = read(message.getMetadata(IncomingRabbitMQMetadata.class).orElseThrow());
        } catch (RuntimeException e) {
            LOG.errorf("A message that is no event goes to the dead letters: %s", e.getMessage());
            return message.nack(e);
        }
        return keep(event) ? message.ack() : CompletableFuture.completedFuture(null);
    }

    /** With the database away it waits here: the prefetch is used up, so the broker delivers nothing more and counts no delivery. */
    private boolean keep(Event event) {
        boolean waiting = false;
        while (true) {
            try {
                inbox.receive(event);
                return true;
            } catch (RuntimeException e) {
                if (!waiting) {
                    LOG.warnf("The inbox cannot be written; consuming stops until it can: %s", e);
                }
                waiting = true;
            }
            try {
                TimeUnit.SECONDS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private static Event read(IncomingRabbitMQMetadata metadata) {
        Map<String, Object> headers = metadata.getHeaders();
        String cause = text(headers, "ce-causationid");
        return new Event(
                UUID.fromString(required(headers, "ce-id")),
                type(required(headers, "ce-type")),
                required(headers, "ce-source"),
                CorrelationId.fromString(required(headers, "ce-subject")),
                cause == null ? null : UUID.fromString(cause),
                Instant.parse(required(headers, "ce-time")));
    }

    private static String type(String written) {
        if (!EventTypes.isWellFormed(written)) {
            throw new IllegalArgumentException("its type is not of lower-case words joined by dots");
        }
        return written;
    }

    private static String required(Map<String, Object> headers, String name) {
        String value = text(headers, name);
        if (value == null) {
            throw new IllegalArgumentException("the header " + name + " is missing");
        }
        return value;
    }

    private static @Nullable String text(Map<String, Object> headers, String name) {
        Object value = headers.get(name);
        return value == null ? null : value.toString();
    }
}
