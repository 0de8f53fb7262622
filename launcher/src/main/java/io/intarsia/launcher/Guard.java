package io.intarsia.launcher;

import io.intarsia.embedded.EmbeddedDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A tiny process that outlives the launcher by a moment: it reads process IDs from its standard input, and when that ends, for whatever reason the launcher
 * ended, it ends them all; services first, PostgreSQL after them.
 */
final class Guard {
    /** The property that every process of a shop is started with, so that one is found that the launcher had no time to tell of. */
    static final String MARK = "-Dintarsia.shop=";

    static final String DATABASE_STARTING = "database-starting";
    static final String DATABASE_STARTED = "database-started";

    private static final Duration GRACE = Duration.ofSeconds(5);

    private final String mark;
    private final Path postgres;
    private final Set<ProcessHandle> services = new LinkedHashSet<>();
    private boolean databaseStarting;

    private Guard(String shop, Path postgres) {
        this.mark = MARK + shop;
        this.postgres = postgres;
    }

    /** Arguments: the shop's mark, the file to lock, the folder of the embedded PostgreSQL. */
    public static void main(String[] args) throws IOException, InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        // Ctrl-C reaches every process of the terminal; this one must stay until its work is done.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitQuietly(done)));
        try (FileChannel lock =
                FileChannel.open(Path.of(args[1]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            Guard guard = new Guard(args[0], Path.of(args[2]));
            guard.listen();
            guard.endServices();
            guard.endDatabase();
        } finally {
            done.countDown();
        }
    }

    private void listen() throws IOException {
        System.out.println("ready");
        BufferedReader reader = new BufferedReader(new InputStreamReader(System.in));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            switch (line) {
                case DATABASE_STARTING -> databaseStarting = true;
                case DATABASE_STARTED -> databaseStarting = false;
                default -> ProcessHandle.of(Long.parseLong(line)).ifPresent(services::add);
            }
        }
    }

    private void endServices() throws InterruptedException {
        Set<ProcessHandle> left = alive(services);
        left.addAll(marked());
        while (!left.isEmpty()) {
            end(left);
            left = marked();
        }
    }

    private void endDatabase() throws InterruptedException {
        Optional<ProcessHandle> server = EmbeddedDatabase.processOf(postgres);
        long until = System.nanoTime() + GRACE.toNanos();
        while (server.isEmpty() && databaseStarting && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(50);
            server = EmbeddedDatabase.processOf(postgres);
        }
        if (server.isPresent()) {
            end(List.of(server.get()));
        }
    }

    private Set<ProcessHandle> marked() {
        return ProcessHandle.allProcesses()
                .filter(process -> List.of(process.info().arguments().orElse(new String[0]))
                        .contains(mark))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static void end(Collection<ProcessHandle> processes) throws InterruptedException {
        processes.forEach(ProcessHandle::destroy);
        awaitEnd(processes);
        alive(processes).forEach(ProcessHandle::destroyForcibly);
        awaitEnd(processes);
    }

    private static void awaitEnd(Collection<ProcessHandle> processes) throws InterruptedException {
        long until = System.nanoTime() + GRACE.toNanos();
        while (!alive(processes).isEmpty() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static Set<ProcessHandle> alive(Collection<ProcessHandle> processes) {
        return processes.stream().filter(ProcessHandle::isAlive).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static void awaitQuietly(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
