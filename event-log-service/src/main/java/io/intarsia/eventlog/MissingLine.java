package io.intarsia.eventlog;

import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.List;

/**
 * An event that is awaited, in the operator's words.
 *
 * @param service who has promised it
 * @param isUp whether that service answers now
 * @param types of which one is awaited, joined by "or"
 * @param after the event after which it was promised
 * @param waited for how long
 * @param isOverdue whether that is longer than promised
 */
@TemplateData
public record MissingLine(
        String service, boolean isUp, String types, String after, String since, String waited, boolean isOverdue) {
    static MissingLine of(Awaited awaited, List<Participant> services, Instant now) {
        boolean up = services.stream().anyMatch(service -> service.name().equals(awaited.service()) && service.up());
        return new MissingLine(
                awaited.service(),
                up,
                String.join(" or ", awaited.types()),
                awaited.trigger().type,
                Times.toTheSecond(awaited.trigger().receivedAt),
                Times.span(awaited.trigger().receivedAt, now),
                awaited.isOverdue(now));
    }
}
