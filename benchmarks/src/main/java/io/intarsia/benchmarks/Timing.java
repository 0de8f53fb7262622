package io.intarsia.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * How long a question took, of many runs, in milliseconds.
 *
 * @param rows the most that it found
 */
record Timing(Question question, double median, double p99, double max, int rows) {
    static Timing of(Question question, double[] millis, int rows) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        return new Timing(question, sorted[last / 2], sorted[(int) Math.ceil(last * 0.99)], sorted[last], rows);
    }

    String line() {
        return String.format(Locale.ROOT, "| %s | %.1f | %.1f | %.1f | %d |", question.name(), median, p99, max, rows);
    }
}
