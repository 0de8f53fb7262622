package io.intarsia.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL, started from unpacked programs, listening on the loopback address only. Its data stay in their folder; passwords are needed, though
 * it is one machine, since other people may have accounts there.
 *
 * <p>The server is not this process's child: it ends with {@link #close()}, or by whoever asks {@link #processOf(Path)} when this process was killed. The next
 * start on the same folder ends what it finds still running there, and recovers.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** After a kill -9, the old server's last children hold memory and the lock for a moment; and a free port may be taken by now. */
    private static final Pattern PASSING =
            Pattern.compile("shared memory|lock file|could not bind|could not create any TCP/IP sockets");

    private final Path folder;
    private final PostgresSoftware software;
    private final UnprivilegedUser user;
    private final boolean temporary;
    private final String password;
    private final Thread atExit;
    private int port;

    private EmbeddedDatabase(Path folder, PostgresSoftware software, boolean temporary) throws IOException {
        this.folder = folder;
        this.software = software;
        this.user = UnprivilegedUser.whoCanRun(software.program("postgres"));
        this.temporary = temporary;
        this.password = SecretFile.readOrMake(folder.resolve("superuser-password"), 18);
        this.atExit = new Thread(this::closeQuietly, "ends PostgreSQL");
    }

    /**
     * Starts on this folder, which is made and filled when it is empty; every commit is on the disk before it is answered.
     *
     * @param port 0 for a free one
     * @throws IOException if it cannot be started; the message is one line that says why
     */
    public static EmbeddedDatabase start(Path folder, int port) throws IOException {
        return start(folder, port, folder.resolve("software"));
    }

    static EmbeddedDatabase start(Path folder, int port, Path softwareFolder) throws IOException {
        Files.createDirectories(folder);
        Path absolute = folder.toAbsolutePath().normalize();
        PostgresSoftware software =
                PostgresSoftware.unpackBelow(softwareFolder.toAbsolutePath().normalize());
        return new EmbeddedDatabase(absolute, software, false).started(port);
    }

    /** Starts an empty one for a test on a free port; {@link #close()} deletes it. It survives no power failure, and is quicker for it. */
    public static EmbeddedDatabase startTemporary() throws IOException {
        Path folder = Files.createTempDirectory("intarsia-postgres-").toRealPath();
        return new EmbeddedDatabase(folder, PostgresSoftware.unpackBelow(sharedSoftware(folder)), true).started(0);
    }

    /** One folder for all temporary ones of this user, beside them; or their own, if somebody else made that one. */
    private static Path sharedSoftware(Path own) throws IOException {
        Path shared =
                Files.createDirectories(own.resolveSibling("intarsia-software-" + System.getProperty("user.name")));
        return Files.getOwner(shared).equals(Files.getOwner(own)) ? shared : own.resolve("software");
    }

    /**
     * The server that runs on this folder, whoever started it. Its process file outlives a killed server, and the number in it may by now be anyone's; so the
     * process must have started when the file says.
     */
    public static Optional<ProcessHandle> processOf(Path folder) {
        try {
            List<String> lines = Files.readAllLines(processFile(folder));
            Instant written = Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip()));
            return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> startedAt(process, written));
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The server as its superuser sees it. */
    public DatabaseServer server() {
        return new DatabaseServer("jdbc:postgresql://127.0.0.1:" + port + "/postgres", SUPERUSER, password);
    }

    public int port() {
        return port;
    }

    /** The server's process; empty once it has ended. */
    public Optional<ProcessHandle> process() {
        return processOf(folder);
    }

    /** Where the server writes what goes wrong. */
    public Path log() {
        return folder.resolve("server.log");
    }

    /** Stops the server: what it was doing is rolled back. */
    @Override
    public synchronized void close() throws IOException {
        stop();
        if (temporary) {
            forget();
        }
    }

    private void forget() throws IOException {
        Folders.delete(folder);
        if (Thread.currentThread() != atExit) {
            try {
                Runtime.getRuntime().removeShutdownHook(atExit);
            } catch (IllegalStateException e) {
                // This process is ending already.
            }
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("The temporary PostgreSQL in " + folder + " could not be removed: " + e.getMessage());
        }
    }

    private EmbeddedDatabase started(int wanted) throws IOException {
        stop();
        initialise();
        user.own(folder);
        if (temporary) {
            Runtime.getRuntime().addShutdownHook(atExit);
        }
        for (int attempt = 1; ; attempt++) {
            port = wanted == 0 ? freePort() : wanted;
            Files.deleteIfExists(log());
            if (control("start", "-l", log().toString(), "-o", settings())) {
                return this;
            }
            String why = why();
            if (attempt == ATTEMPTS || !PASSING.matcher(why).find()) {
                throw new IOException("PostgreSQL does not start in " + folder + ": " + why);
            }
            pause(300L * attempt);
        }
    }

    private void initialise() throws IOException {
        Path data = folder.resolve("data");
        if (Files.isDirectory(data)) {
            return;
        }
        // Renamed when complete, so that an interrupted one is never taken for a database.
        Path unfinished = folder.resolve("data.new");
        Folders.delete(unfinished);
        user.own(folder);
        List<String> command = new ArrayList<>(List.of(
                software.program("initdb").toString(),
                "--pgdata=" + unfinished,
                "--username=" + SUPERUSER,
                "--pwfile=" + folder.resolve("superuser-password"),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        if (temporary) {
            command.add("--no-sync");
        }
        if (!run(command)) {
            throw new IOException("PostgreSQL cannot make its data in " + unfinished + ": " + why());
        }
        Files.move(unfinished, data);
    }

    private String settings() {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "port", String.valueOf(port),
                "listen_addresses", "127.0.0.1",
                "unix_socket_directories", "",
                "max_connections", "200",
                "shared_buffers", "32MB",
                "timezone", "UTC",
                "log_timezone", "UTC"));
        settings.put("fsync", temporary ? "off" : "on");
        settings.put("synchronous_commit", temporary ? "off" : "on");
        return settings.entrySet().stream()
                .map(setting -> "-c " + setting.getKey() + "=" + setting.getValue())
                .collect(Collectors.joining(" "));
    }

    private void stop() throws IOException {
        Optional<ProcessHandle> server = processOf(folder);
        if (server.isEmpty()) {
            // A file that is left names a process that is not the server: the next one would not start because of it.
            Files.deleteIfExists(processFile(folder));
            return;
        }
        user.own(folder);
        if (!control("stop", "-m", "fast", "-t", "10")) {
            // pg_ctl has no power over one that was started as another user.
            server.get().destroy();
            awaitEnd(server.get());
            server.get().destroyForcibly();
        }
        awaitEnd(server.get());
    }

    private static Path processFile(Path folder) {
        return folder.resolve("data").resolve("postmaster.pid");
    }

    private static boolean startedAt(ProcessHandle process, Instant instant) {
        return process.info()
                .startInstant()
                .filter(started -> Duration.between(started, instant).abs().toSeconds() <= 10)
                .isPresent();
    }

    private boolean control(String action, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                software.program("pg_ctl").toString(),
                action,
                "-w",
                "-D",
                folder.resolve("data").toString()));
        command.addAll(List.of(options));
        return run(command);
    }

    /** Runs a program of PostgreSQL; what it says goes to a file, since the server inherits the stream and would keep a pipe open. */
    private boolean run(List<String> command) throws IOException {
        List<String> complete = new ArrayList<>(user.prefix());
        complete.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(complete)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            if (process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue() == 0;
            }
            process.destroyForcibly();
            return false;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for " + command.get(0), e);
        }
    }

    private Path said() {
        return folder.resolve("last-command.log");
    }

    /** The line of the logs that tells most. */
    private String why() {
        return Stream.of(log(), said())
                .map(EmbeddedDatabase::complaint)
                .filter(line -> line != null)
                .findFirst()
                .orElse("it left no message in " + log());
    }

    private static @Nullable String complaint(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.stream()
                    .filter(line -> line.matches(".*(FATAL|PANIC|ERROR|error):.*"))
                    .findFirst()
                    .orElse(lines.isEmpty() ? null : lines.get(lines.size() - 1));
        } catch (IOException e) {
            return null;
        }
    }

    /** It removes its process file, by which it is known to have stopped, a moment before it ends. */
    private static void awaitEnd(ProcessHandle server) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (server.isAlive() && System.nanoTime() < until) {
            pause(10);
        }
    }

    private static void pause(long millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for PostgreSQL", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
