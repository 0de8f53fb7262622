package io.intarsia.faults;

import io.intarsia.benchmarks.ProcessorTime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program that is killed, paused and started again. */
final class Program {
    private final String name;
    private final Path folder;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private @Nullable Process process;

    Program(String name, Path folder, List<String> command, Map<String, String> environment, Path log) {
        this.name = name;
        this.folder = folder;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
        process.getOutputStream().close();
    }

    boolean alive() {
        return process != null && process.isAlive();
    }

    /** As {@code kill -9}, with all that it has started. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running == null) {
            return;
        }
        List<ProcessHandle> family = running.descendants().toList();
        running.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        running.waitFor();
        for (ProcessHandle one : family) {
            one.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    /** Time on a processor, with all that it has started. */
    Duration cpu() {
        Process running = process;
        return running == null
                ? Duration.ZERO
                : Duration.ofMillis(Math.round(ProcessorTime.secondsOf(running.toHandle()) * 1_000));
    }

    /** @throws IllegalStateException if it was never started */
    ProcessHandle handle() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process.toHandle();
    }

    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        List<String> kill = new java.util.ArrayList<>(List.of("kill", signal, String.valueOf(running.pid())));
        running.descendants().forEach(one -> kill.add(String.valueOf(one.pid())));
        new ProcessBuilder(kill).inheritIO().start().waitFor();
    }
}
