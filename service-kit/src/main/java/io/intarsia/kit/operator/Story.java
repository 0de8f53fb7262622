package io.intarsia.kit.operator;

import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One checkout as this service sees it.
 *
 * @param forgotten that all was deleted here, or null
 * @param facts what it knows
 * @param came the events that have come, in the order in which they did
 * @param unsent the events that have not left yet
 */
@TemplateData
public record Story(@Nullable Gone forgotten, List<Fact> facts, List<Came> came, List<Unsent> unsent) {

    /**
     * That all was deleted.
     *
     * @param operator who wanted it, or null if nobody here did
     * @param why the reason that was given, or null
     */
    @TemplateData
    public record Gone(
            Instant at, @Nullable String operator, @Nullable String why) {

        public String time() {
            return Times.toTheSecond(at);
        }
    }

    /**
     * An event that has come.
     *
     * @param repeats how often it came again and changed nothing
     * @param millis from the commit elsewhere to the end of the reaction here, or null if that is not done
     */
    @TemplateData
    public record Came(
            UUID id,
            String type,
            String source,
            Instant at,
            String state,
            int attempts,
            int repeats,
            @Nullable Long millis,
            @Nullable String problem) {

        public String time() {
            return Times.toTheSecond(at);
        }
    }

    /** An event that has not left. */
    @TemplateData
    public record Unsent(
            String type, Instant at, int attempts, @Nullable String problem) {

        public String time() {
            return Times.toTheSecond(at);
        }
    }
}
