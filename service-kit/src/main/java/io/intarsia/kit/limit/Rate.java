package io.intarsia.kit.limit;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often something may be done: so many times at once, and after that as many again, evenly, in that time.
 *
 * @param times at once; 0 for as often as anyone likes
 * @param in until all of them may be done again
 */
record Rate(int times, Duration in) {
    private static final Rate AS_OFTEN_AS_ANYONE_LIKES = new Rate(0, Duration.ZERO);
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9}) in ([1-9]\\d{0,5})([smhd])");

    /**
     * Reads a rate as it is configured.
     *
     * @param written for example {@code 30 in 1h}; the unit is s, m, h or d. {@code 0} is no limit
     * @throws IllegalArgumentException if it is written in another form
     */
    static Rate parse(String written) {
        Matcher rate = WRITTEN.matcher(written.strip());
        if (rate.matches()) {
            int times = Integer.parseInt(rate.group(1));
            return times == 0 ? AS_OFTEN_AS_ANYONE_LIKES : new Rate(times, duration(rate.group(2), rate.group(3)));
        }
        if (written.strip().equals("0")) {
            return AS_OFTEN_AS_ANYONE_LIKES;
        }
        throw new IllegalArgumentException(
                "A limit is written as in \"30 in 1h\" (s, m, h or d), or 0 for none, but was \"" + written + "\"");
    }

    boolean isNone() {
        return times == 0;
    }

    /** After how many nanoseconds one more is allowed. */
    long nanosEach() {
        return in.toNanos() / times;
    }

    private static Duration duration(String number, String unit) {
        return Duration.parse((unit.equals("d") ? "P" : "PT") + number + unit);
    }
}
