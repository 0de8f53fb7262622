package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.quarkus.qute.TemplateData;

/**
 * A message that the log has not taken, in the operator's words.
 *
 * @param service who published it, as far as it says
 * @param type of the event that it wanted to be
 * @param reason what was too much or too little in it, never its content
 */
@TemplateData
public record RefusedLine(
        String time, String service, String type, String checkout, String orderNumber, String reason) {
    static RefusedLine of(RefusedEvent refused) {
        CorrelationId checkout = refused.correlationId() == null ? null : new CorrelationId(refused.correlationId());
        return new RefusedLine(
                Times.toTheSecond(refused.receivedAt()),
                refused.sentBy() == null ? refused.source() : refused.source() + " (sent by " + refused.sentBy() + ")",
                refused.type() == null ? "" : refused.type(),
                checkout == null ? "" : checkout.toString(),
                checkout == null ? "" : checkout.shortForm(),
                refused.reason());
    }
}
