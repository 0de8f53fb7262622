package io.intarsia.launcher;

import java.io.IOException;
import java.nio.file.Path;
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
            for (Handler before : ROOT.getHandlers()) {
                ROOT.removeHandler(before);
                before.close();
            }
            ROOT.addHandler(handler);
        } catch (IOException e) {
            throw CannotStart.with(file.getParent(), "The log " + file + " cannot be written", e);
        }
    }
}
