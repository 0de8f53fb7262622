package io.intarsia.kit.trace;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that this thread's work belongs to. It is not part of any event: events tell what has happened, and a trace is one observer's thread through it.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context, traceparent</a>
 */
public final class Trace {
    private static final Pattern PARENT =
            Pattern.compile("[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private Trace() {}

    /** What this thread is doing, as the {@code traceparent} of what follows from it; null outside of any trace. */
    public static @Nullable String parent() {
        return CURRENT.get();
    }

    /** The trace's ID, 32 hexadecimal digits; null outside of any trace. */
    public static @Nullable String id() {
        String parent = CURRENT.get();
        return parent == null ? null : parent.substring(3, 35);
    }

    /** What was written, if it is a {@code traceparent}. */
    public static @Nullable String read(@Nullable Object written) {
        return written != null && PARENT.matcher(written.toString()).matches() ? written.toString() : null;
    }

    static void set(@Nullable String parent) {
        if (parent == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(parent);
        }
    }
}
