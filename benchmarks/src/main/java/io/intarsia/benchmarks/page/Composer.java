package io.intarsia.benchmarks.page;

import io.intarsia.benchmarks.ProcessorTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Something that answers with the checkout page: one process with its children, on a processor of its own. */
final class Composer implements AutoCloseable {
    private final String name;
    private final int port;
    private final String path;
    private final Process process;

    private Composer(String name, int port, String path, Process process) {
        this.name = name;
        this.port = port;
        this.path = path;
        this.process = process;
    }

    /** Starts it on the first processor and waits until it answers with 200. */
    static Composer start(String name, int port, String path, Path folder, List<String> command)
            throws IOException, InterruptedException {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "0"));
        pinned.addAll(command);
        Files.createDirectories(folder);
        Path log = folder.resolve(name.replaceAll("[^a-zA-Z]+", "-") + ".log");
        Process process = new ProcessBuilder(pinned)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Composer composer = new Composer(name, port, path, process);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                composer.page();
                return composer;
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() > until) {
                    composer.close();
                    throw new IOException(name + " did not come up: " + Files.readString(log), e);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    String name() {
        return name;
    }

    int port() {
        return port;
    }

    String path() {
        return path;
    }

    String page() throws IOException, InterruptedException {
        return Site.get("http://127.0.0.1:" + port + path);
    }

    /** What it has used of its processor so far, with its workers. */
    double processorSeconds() {
        return ProcessorTime.secondsOf(process.toHandle());
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
