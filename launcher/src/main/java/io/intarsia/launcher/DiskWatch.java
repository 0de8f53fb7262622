package io.intarsia.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells, in a line, when the disk of the data folder gets full while the shop runs. Nobody else can: every log is on that disk, too, and stays without the line
 * that would say so.
 */
final class DiskWatch implements AutoCloseable {
    private static final long MEGABYTE = 1024 * 1024;
    private static final long SCARCE = 50 * MEGABYTE;
    private static final long SECONDS_BETWEEN_LOOKS = 5;

    private enum Space {
        ENOUGH,
        SCARCE,
        NONE
    }

    private final Path folder;
    private final Consumer<String> say;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "watches the disk");
        thread.setDaemon(true);
        return thread;
    });
    private Space said = Space.ENOUGH;

    DiskWatch(Path folder, Consumer<String> say) {
        this.folder = folder;
        this.say = say;
    }

    static DiskWatch start(Path folder, Consumer<String> say) {
        DiskWatch watch = new DiskWatch(folder, say);
        watch.looks.scheduleWithFixedDelay(watch::look, 0, SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS);
        return watch;
    }

    private void look() {
        try {
            found(Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            // Looked at again in a moment; what cannot be read is not full.
        }
    }

    /** Says what has become worse; and again, once there was enough in between. */
    void found(long free) {
        Space now = free < MEGABYTE ? Space.NONE : free < SCARCE ? Space.SCARCE : Space.ENOUGH;
        if (now.compareTo(said) > 0) {
            say.accept(line(now, free));
        }
        if (now == Space.ENOUGH || now.compareTo(said) > 0) {
            said = now;
        }
    }

    private String line(Space space, long free) {
        return space == Space.NONE
                ? "The disk of " + folder
                        + " is full: orders cannot be placed, or are not finished. Free some of it; if the shop does not go on by itself"
                        + " then, end it with Ctrl-C and start it again. No order is lost."
                : "The disk of " + folder + " has " + free / MEGABYTE
                        + " MB left; free some of it, for when it is full no order is finished.";
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
