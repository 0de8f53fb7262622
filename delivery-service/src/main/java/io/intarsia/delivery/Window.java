package io.intarsia.delivery;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;

/** A time of the day in which is delivered, within one day. */
record Window(LocalTime starts, LocalTime ends) {
    /** @throws IllegalArgumentException if it does not end after it starts */
    Window {
        if (!starts.isBefore(ends)) {
            throw new IllegalArgumentException("A window ends after it starts, but was: " + starts + "-" + ends);
        }
    }

    /**
     * Reads a window as it is configured.
     *
     * @param written for example {@code 08:00-12:00}
     * @throws IllegalArgumentException if it is of another form
     */
    public static Window of(String written) {
        String[] times = written.strip().split("-");
        if (times.length != 2) {
            throw new IllegalArgumentException("A window is written like 08:00-12:00, but was: " + written);
        }
        try {
            return new Window(LocalTime.parse(times[0]), LocalTime.parse(times[1]));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("A window is written like 08:00-12:00, but was: " + written, e);
        }
    }
}
