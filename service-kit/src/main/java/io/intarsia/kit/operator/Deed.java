package io.intarsia.kit.operator;

import io.intarsia.kit.correlation.CorrelationId;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an operator has done, and what has become of it until now.
 *
 * @param action {@code inbox}, {@code outbox}, {@code history} or {@code forget}
 * @param checkout the one that it was done to; null if it was not done to one
 * @param events how many were sent again
 * @param parked of those of the inbox, how many were parked again
 * @param trying of those of the inbox, how many wait or are being tried
 * @param here of those of the outbox, how many have not left
 * @param asked of the history, whether it has been asked for
 */
@TemplateData
public record Deed(
        Instant at,
        String operator,
        String action,
        String why,
        @Nullable CorrelationId checkout,
        long events,
        long parked,
        long trying,
        long here,
        boolean asked) {

    public String time() {
        return Times.toTheSecond(at);
    }

    public String orderNumber() {
        return checkout == null ? "" : checkout.shortForm();
    }

    /** Those that are not here any more were done long ago. */
    public long done() {
        return events - parked - trying;
    }

    public long sent() {
        return events - here;
    }
}
