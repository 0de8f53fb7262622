package io.intarsia.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.ErrorManager;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the libraries of the embedded servers log, in a file instead of on the terminal. */
final class BrokerLog {
    /** Held, since the log manager forgets a logger that nobody holds, with its settings. */
    private static final Logger ROOT = Logger.getLogger("");

    private BrokerLog() {}

    static void writeTo(Path file) {
        try {
            FileHandler handler = new FileHandler(file.toString().replace("%", "%%"), true);
            handler.setFormatter(new SimpleFormatter());
            handler.setLevel(Level.WARNING);
            handler.setErrorManager(new SilentlyIncomplete());
            for (Handler before : ROOT.getHandlers()) {
                ROOT.removeHandler(before);
                before.close();
            }
            ROOT.addHandler(handler);
            // A thread of the broker that ends on a full disk would put a stack trace on the terminal, again and again.
            Thread.setDefaultUncaughtExceptionHandler(
                    (thread, e) -> ROOT.log(Level.SEVERE, "The thread " + thread.getName() + " has ended", e));
        } catch (IOException e) {
            throw CannotStart.with(file.getParent(), "The log " + file + " cannot be written", e);
        }
    }

    /** On a full disk a line is lost; that the disk is full, {@link DiskWatch} says, and not the stack trace of a logger. */
    private static final class SilentlyIncomplete extends ErrorManager {
        @Override
        public synchronized void error(String message, Exception failure, int code) {
            // Lost.
        }
    }
}
