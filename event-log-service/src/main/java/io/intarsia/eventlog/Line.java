package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line of the list.
 *
 * @param causeType the type of the event that led to it, or null if none did or that one has not come yet
 */
@TemplateData
public record Line(
        UUID eventId,
        String type,
        String service,
        CorrelationId order,
        @Nullable UUID causationId,
        Instant happened,
        boolean isProblem,
        @Nullable String causeType) {

    static Line of(Object[] row) {
        return new Line(
                (UUID) row[0],
                (String) row[1],
                (String) row[2],
                new CorrelationId((UUID) row[3]),
                (UUID) row[4],
                (Instant) row[5],
                (Boolean) row[6],
                (String) row[7]);
    }

    public String id() {
        return eventId.toString();
    }

    public String time() {
        return Times.toTheMillisecond(happened);
    }

    public String machineTime() {
        return happened.toString();
    }

    public String checkout() {
        return order.toString();
    }

    public String orderNumber() {
        return order.shortForm();
    }

    /** A request for history belongs to none. */
    public boolean isOfACheckout() {
        return !order.equals(CorrelationId.NOBODYS);
    }

    /** What led to it: an event's type; if that event has not come yet, its ID; empty if a person or a clock did. */
    public String cause() {
        if (causeType != null) {
            return causeType;
        }
        return causationId == null ? "" : causationId.toString();
    }
}
