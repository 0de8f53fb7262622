package io.intarsia.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The launcher's end of its {@link Guard}: what is told here ends, even if this process is killed. */
final class Guarded implements AutoCloseable {
    private final Process guard;
    private final PrintStream told;
    private final String shop;

    private Guarded(Process guard, String shop) {
        this.guard = guard;
        this.told = new PrintStream(guard.getOutputStream(), true, StandardCharsets.UTF_8);
        this.shop = shop;
    }

    /** Starts the guard and waits until it listens. */
    static Guarded start(DataFolder data) {
        String shop = UUID.randomUUID().toString();
        List<String> command = List.of(
                JavaCommand.java(),
                "-Xmx8m",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Guard.class.getName(),
                shop,
                data.guardLock().toString(),
                data.postgres().toString());
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(data.freshLog("guard").toFile())
                    .start();
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            if (!"ready".equals(answer.readLine())) {
                throw new CannotStart("The guard, which ends all processes when this one is killed, does not start; "
                        + data.log("guard") + " says why.");
            }
            return new Guarded(process, shop);
        } catch (IOException e) {
            throw CannotStart.with(
                    data.path(), "The guard, which ends all processes when this one is killed, does not start", e);
        }
    }

    /** An option of the JVM by which the guard finds a process that it was not told of. */
    String mark() {
        return Guard.MARK + shop;
    }

    /**
     * Tells of a process that was just started.
     *
     * @throws CannotStart if everything is being ended; then the process is ended, too
     */
    synchronized void watch(Process process) {
        told.println(process.pid());
        if (told.checkError()) {
            process.destroyForcibly();
            throw new CannotStart("Nothing can be started: the shop is ending.");
        }
    }

    void databaseStarting() {
        told.println(Guard.DATABASE_STARTING);
    }

    void databaseStarted() {
        told.println(Guard.DATABASE_STARTED);
    }

    ProcessHandle process() {
        return guard.toHandle();
    }

    /** Ends whatever of the shop is still running, and the guard. */
    @Override
    public void close() {
        synchronized (this) {
            told.close();
        }
        try {
            guard.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
