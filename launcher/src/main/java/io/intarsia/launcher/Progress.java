package io.intarsia.launcher;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Supplier;

/** Tells what happens and how long it took, a line each. */
final class Progress {
    private static final int WIDTH = 20;

    private final PrintStream output;
    private final long begin = System.nanoTime();

    Progress(PrintStream output) {
        this.output = output;
    }

    /** Does a part, and tells it when it is done. */
    <T> T timed(String part, Supplier<T> work) {
        long started = System.nanoTime();
        T result = work.get();
        tell(part, started);
        return result;
    }

    void timed(String part, Runnable work) {
        timed(part, () -> {
            work.run();
            return part;
        });
    }

    void total() {
        tell("ready after", begin);
    }

    void say(String line) {
        output.println(line);
    }

    private void tell(String part, long since) {
        double seconds = (System.nanoTime() - since) / 1e9;
        output.println(String.format(Locale.ROOT, "  %-" + WIDTH + "s %5.1f s", part, seconds));
    }
}
