package io.intarsia.eventlog;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How moments and spans of time are written for the operator: in UTC, and as short as the eye needs. */
final class Times {
    private static final DateTimeFormatter TO_THE_SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TO_THE_MILLISECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private Times() {}

    static String toTheSecond(Instant time) {
        return TO_THE_SECOND.format(time);
    }

    static String toTheMillisecond(Instant time) {
        return TO_THE_MILLISECOND.format(time);
    }

    static String span(Instant from, Instant to) {
        return span(Duration.between(from, to));
    }

    /** For example {@code 34 ms}, {@code 1.2 s}, {@code 2 min 10 s}, {@code 3 h 5 min}, {@code 2 d 4 h}. */
    static String span(Duration span) {
        long millis = span.toMillis();
        if (millis < 0) {
            return "-" + span(span.negated());
        }
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", Math.floor(millis / 100.0) / 10);
        }
        long seconds = span.toSeconds();
        if (seconds < 3_600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return two(seconds / 3_600, "h", seconds % 3_600 / 60, "min");
        }
        return two(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
    }

    private static String two(long large, String unit, long small, String smallUnit) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }
}
