package io.intarsia.launcher;

import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why the shop, or a part of it, does not start: what, where, and what to do about it, made to be shown as it is. */
public class CannotStart extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotStart(String message) {
        super(message);
    }

    CannotStart(String message, Throwable cause) {
        super(message, cause);
    }

    /** A failure that concerns the data folder; a full disk, whoever reports it, is said in the same words. */
    static CannotStart with(Path data, String what, Throwable failure) {
        boolean full = Stream.iterate(failure, CannotStart::present, Throwable::getCause)
                .map(cause -> String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT))
                .anyMatch(message -> message.contains("no space left")
                        || message.contains("not enough space")
                        || message.contains("quota exceeded"));
        if (full) {
            return new CannotStart(
                    "The disk of " + data + " is full; free some of it, or choose another folder with -Ddata=<folder>.",
                    failure);
        }
        return new CannotStart(what + ": " + reason(failure), failure);
    }

    private static boolean present(@Nullable Throwable failure) {
        return failure != null;
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
