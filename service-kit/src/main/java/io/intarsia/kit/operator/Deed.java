package io.intarsia.kit.operator;

import io.quarkus.qute.TemplateData;
import java.time.Instant;

/**
 * What an operator has done, and what has become of it until now.
 *
 * @param action {@code inbox}, {@code outbox} or {@code history}
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
        long events,
        long parked,
        long trying,
        long here,
        boolean asked) {

    public String time() {
        return Times.toTheSecond(at);
    }

    /** Those that are not here any more were done long ago. */
    public long done() {
        return events - parked - trying;
    }

    public long sent() {
        return events - here;
    }
}
