package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.quarkus.qute.TemplateData;
import org.jspecify.annotations.Nullable;

/**
 * A line of the list.
 *
 * @param event what happened
 * @param causeType the type of the event that led to it, or null if none did or that one has not come yet
 */
@TemplateData
public record Line(LoggedEvent event, @Nullable String causeType) {
    public String id() {
        return event.id.toString();
    }

    public String type() {
        return event.type;
    }

    public String service() {
        return event.source;
    }

    public String time() {
        return Times.toTheMillisecond(event.time);
    }

    public String machineTime() {
        return event.time.toString();
    }

    public String checkout() {
        return event.checkout().toString();
    }

    public String orderNumber() {
        return event.checkout().shortForm();
    }

    /** A request for history belongs to none. */
    public boolean isOfACheckout() {
        return !event.checkout().equals(CorrelationId.NOBODYS);
    }

    public boolean isProblem() {
        return event.problem;
    }

    /** What led to it: an event's type; if that event has not come yet, its ID; empty if a person or a clock did. */
    public String cause() {
        if (causeType != null) {
            return causeType;
        }
        return event.causationId == null ? "" : event.causationId.toString();
    }
}
