package io.intarsia.kit.operator;

import io.quarkus.qute.TemplateData;
import java.util.List;
import java.util.UUID;

/**
 * What sending again would do, said before it is done.
 *
 * @param count how many events
 * @param left how many more are stuck beyond what is sent at once
 * @param seconds for how long at that rate
 * @param types how many of which type, in words
 * @param until the operator means what is stuck since then at the latest
 * @param ticked the events that the operator means; empty for all
 * @param action the ID under which it is done once, however often the button is pressed
 */
@TemplateData
public record Preview(
        long count, long left, long seconds, String types, String until, List<UUID> ticked, UUID action) {}
