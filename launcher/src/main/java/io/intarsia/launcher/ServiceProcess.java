package io.intarsia.launcher;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One service as a process of its own, which can be started, stopped and killed over and over. */
final class ServiceProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final String name;
    private final List<String> command;
    private final Path folder;
    private final Map<String, String> environment;
    private final Path log;
    private final URI health;
    private final Guarded guard;
    private final Consumer<String> died;
    private @Nullable Process process;

    /**
     * @param health answers 200 when the service is ready
     * @param died is told, in one line, when the process ends though nobody ended it
     */
    ServiceProcess(
            String name,
            List<String> command,
            Path folder,
            Map<String, String> environment,
            Path log,
            URI health,
            Guarded guard,
            Consumer<String> died) {
        this.name = name;
        this.command = List.copyOf(command);
        this.folder = folder;
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.health = health;
        this.guard = guard;
        this.died = died;
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    synchronized boolean alive() {
        return process != null && process.isAlive();
    }

    /**
     * Starts it, unless it runs, and waits until it is ready.
     *
     * @throws PortTaken if it ended because another program listens where it was to
     */
    void start() {
        StartLog written = StartLog.of(log);
        Process started = launch();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!ready()) {
            if (!started.isAlive()) {
                forget(started);
                String said =
                        written.said(name + " ended with exit code " + started.exitValue() + " while it was starting");
                throw written.saysPortTaken() ? new PortTaken(said) : new CannotStart(said);
            }
            if (System.nanoTime() > until) {
                throw new CannotStart(written.said(name + " is not ready after " + PATIENCE.toSeconds() + " s: "
                        + health + " does not answer 200"));
            }
            pause();
        }
        started.onExit().thenAccept(this::tellUnlessEnded);
    }

    /** Asks it to end; after five seconds it is killed. */
    void stop() {
        end(Process::destroy);
    }

    /** As {@code kill -9}. */
    void kill() {
        end(Process::destroyForcibly);
    }

    private synchronized Process launch() {
        if (process != null && process.isAlive()) {
            return process;
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process launched = builder.start();
            guard.watch(launched);
            launched.getOutputStream().close();
            process = launched;
            return launched;
        } catch (IOException e) {
            throw CannotStart.with(log.getParent(), name + " cannot be started", e);
        }
    }

    private void end(Consumer<Process> how) {
        Process running;
        synchronized (this) {
            running = process;
            process = null;
        }
        if (running == null) {
            return;
        }
        how.accept(running);
        try {
            if (!running.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void tellUnlessEnded(Process ended) {
        if (forget(ended)) {
            died.accept(name + " ended with exit code " + ended.exitValue() + ", and nobody asked it to; its log is "
                    + log + ". Type `start " + name + "` to start it again.");
        }
    }

    /** False if it was stopped or killed on purpose, so that it is forgotten already. */
    private synchronized boolean forget(Process ended) {
        if (process != ended) {
            return false;
        }
        process = null;
        return true;
    }

    private boolean ready() {
        try {
            HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(3_000);
            try {
                return connection.getResponseCode() == 200;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStart("Interrupted while a service was starting.", e);
        }
    }
}
