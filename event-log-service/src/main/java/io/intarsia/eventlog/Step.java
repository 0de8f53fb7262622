package io.intarsia.eventlog;

import io.quarkus.qute.TemplateData;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event in the story of its checkout.
 *
 * @param row its place in the order of cause and effect, from 0
 * @param cause what led to it, or null if a person or a clock did, or if that event has not come
 * @param times how often it has come
 */
@TemplateData
public record Step(LoggedEvent event, int row, @Nullable Step cause, Instant start, int times) {
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

    public String sinceStart() {
        return Times.span(start, event.time);
    }

    /** Of the trace that it belongs to, or empty. */
    public String traceId() {
        return event.traceId == null ? "" : event.traceId;
    }

    public String causeType() {
        return cause == null ? "" : cause.type();
    }

    /** How long its publisher took, from the cause to this; empty where there is no cause, or one that the clocks put later. */
    public String took() {
        Duration took = tookDuration();
        return took == null ? "" : Times.span(took);
    }

    @Nullable
    Duration tookDuration() {
        return cause == null || isBeforeItsCause() ? null : Duration.between(cause.event.time, event.time);
    }

    /** The cause is not known here, though the event names one. */
    public boolean isCauseMissing() {
        return cause == null && event.causationId != null;
    }

    /** By the clocks; it is not possible, so the clocks of two services differ. */
    public boolean isBeforeItsCause() {
        return cause != null && event.time.isBefore(cause.event.time);
    }

    public boolean isProblem() {
        return event.problem;
    }

    public boolean isRepeated() {
        return times > 1;
    }
}
