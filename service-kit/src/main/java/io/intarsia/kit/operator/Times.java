package io.intarsia.kit.operator;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Times as an operator reads them, in UTC; ages so coarse that they seldom change. */
final class Times {
    private static final DateTimeFormatter TO_THE_SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Times() {}

    static String toTheSecond(Instant time) {
        return TO_THE_SECOND.format(time);
    }

    /** An age in words, or nothing for none. */
    static String age(@Nullable Long seconds, Messages messages) {
        if (seconds == null) {
            return "";
        }
        if (seconds < MINUTE) {
            return messages.underAMinute();
        }
        if (seconds < 2 * HOUR) {
            return messages.minutes(seconds / MINUTE);
        }
        return seconds < 2 * DAY ? messages.hours(seconds / HOUR) : messages.days(seconds / DAY);
    }
}
