package io.intarsia.kit.event;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a service promises to tell once it has heard something, and within what time. Nobody relies on it but the operator: the event log says of a checkout in which a promise is not
 * kept that it is stuck, and who should have acted. It goes into the manifest.
 *
 * @param after the types that must all have happened; {@code *} as the last word stands for any one word, and where several end in it, what has happened with one last word must
 *     have happened with it in all of them
 * @param then the types of which one must follow, whoever publishes it
 * @param within how long that may take
 */
public record Promise(List<String> after, List<String> then, Duration within) {
    private static final Pattern WRITTEN = Pattern.compile("(?<after>[^>]+)->(?<then>.+)\\swithin\\s+(?<within>\\S+)");
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)*(\\.\\*)?");

    public Promise {
        after = List.copyOf(after);
        then = List.copyOf(then);
        if (after.isEmpty() || then.isEmpty() || within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException(
                    "A promise has at least one type before and one after the arrow, and a time that is more than zero");
        }
        Stream.concat(after.stream(), then.stream())
                .filter(type -> !TYPE.matcher(type).matches())
                .findFirst()
                .ifPresent(type -> {
                    throw new IllegalArgumentException(
                            "A promise speaks of event types of lower-case words joined by dots, the"
                                    + " last may be *, but this one of: " + type);
                });
    }

    /**
     * Reads a promise as a service's configuration writes it.
     *
     * @param written for example {@code payment.authorised.lamp-service -> reservation.made.lamp-service | reservation.refused.lamp-service within 10s}; several
     *     types before the arrow are joined by {@code &}; the time is ISO 8601 or short for it ({@code 10s}, {@code 5m})
     * @throws IllegalArgumentException if it is not of that form
     */
    static Promise read(String written) {
        Matcher parts = WRITTEN.matcher(written.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "A promise is written like \"lamp.lit & lamp.paid -> lamp.off | lamp.burnt within 10s\", but was: "
                            + written);
        }
        return new Promise(
                split(parts.group("after"), "&"),
                split(parts.group("then"), "\\|"),
                DurationConverter.parseDuration(parts.group("within")));
    }

    private static List<String> split(String types, String by) {
        return Stream.of(types.split(by)).map(String::strip).toList();
    }
}
