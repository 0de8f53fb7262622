package io.intarsia.kit.operator;

import io.quarkus.qute.TemplateData;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a service knows of a checkout.
 *
 * @param name as the column in {@code docs/boundaries.md}, where the operator finds its meaning, for example {@code placed_at}
 * @param at when it happened or will happen, or null
 * @param word a short word of the code's own, or null; never what a shopper typed
 */
@TemplateData
public record Fact(
        String name, @Nullable Instant at, @Nullable String word) {

    /** The time as it is read. */
    public String time() {
        return at == null ? "" : Times.toTheSecond(at);
    }
}
