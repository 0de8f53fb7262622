package io.intarsia.launcher;

import io.intarsia.embedded.Folders;
import io.intarsia.embedded.SecretFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that outlives a run, in one folder that one launcher at a time holds. */
final class DataFolder implements AutoCloseable {
    private static final long MEGABYTE = 1024 * 1024;
    private static final long NEEDED = 300 * MEGABYTE;
    private static final Duration FORMER_RUN = Duration.ofSeconds(30);
    private static final String LOCK = "launcher.lock";
    private static final String GUARD_LOCK = "guard.lock";
    private static final String HOLDER = "launcher.pid";
    private static final Set<String> KEPT_BY_RESET = Set.of(LOCK, GUARD_LOCK, HOLDER);

    private final Path path;
    private final FileChannel lock;

    private DataFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes hold of the folder, makes it when it is missing, and waits until the processes of a run that was killed have ended.
     *
     * @throws CannotStart if it cannot be written, is held by another launcher, or its disk is nearly full
     */
    static DataFolder open(Path path, boolean reset) {
        DataFolder folder = null;
        try {
            Files.createDirectories(path);
            folder = new DataFolder(path, lock(path));
            Files.writeString(
                    path.resolve(HOLDER), String.valueOf(ProcessHandle.current().pid()));
            folder.awaitEndOfFormerRun();
            if (reset) {
                folder.forget();
            }
            checkSpace(path, Files.getFileStore(path).getUsableSpace());
            return folder.prepared();
        } catch (FileAlreadyExistsException e) {
            throw new CannotStart(
                    e.getFile()
                            + " is a file, but a folder for the data is needed there; choose another with -Ddata=<folder>.",
                    e);
        } catch (IOException e) {
            if (folder != null) {
                folder.close();
            }
            throw CannotStart.with(
                    path,
                    "The data folder " + path
                            + " cannot be used; get the right to write there, or choose another with -Ddata=<folder>",
                    e);
        } catch (CannotStart e) {
            if (folder != null) {
                folder.close();
            }
            throw e;
        }
    }

    static void checkSpace(Path path, long free) {
        if (free < NEEDED) {
            throw new CannotStart(
                    "The disk of " + path + " has " + free / MEGABYTE + " MB left, but " + NEEDED / MEGABYTE
                            + " MB are needed; free some of it, or choose another folder with -Ddata=<folder>.");
        }
    }

    Path path() {
        return path;
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    Path broker() {
        return path.resolve("broker");
    }

    /** Where the embedded broker is, with user and password: for {@code verify-widget}, and whoever else wants to hear events. */
    Path brokerUrl() {
        return broker().resolve("url");
    }

    /** Held by the guard for as long as it has processes to end. */
    Path guardLock() {
        return path.resolve(GUARD_LOCK);
    }

    /** How a second process finds the launcher that uses this folder. */
    static Path control(Path data) {
        return data.resolve("control");
    }

    /** Addresses of the services, for the shell, which reads it again while it runs. */
    Path services() {
        return path.resolve("services.properties");
    }

    Path ledger() {
        return path.resolve("provider").resolve("ledger");
    }

    Path approvedKeys() {
        return path.resolve("keys").resolve("approved");
    }

    Path log(String process) {
        return path.resolve("logs").resolve(process + ".log");
    }

    /** The log of this run; that of the run before is kept beside it. */
    Path freshLog(String process) {
        Path log = log(process);
        try {
            if (Files.exists(log)) {
                Files.move(
                        log,
                        path.resolve("logs").resolve(process + ".before.log"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            return log;
        } catch (IOException e) {
            throw CannotStart.with(path, "The log " + log + " cannot be put aside", e);
        }
    }

    String operatorPassword() {
        return secret("operator-password", 9);
    }

    String sessionKey() {
        return secret("session-key", 36);
    }

    String databasePassword(String service) {
        return secret("passwords/" + service, 18);
    }

    /** Whether an operator has let the service in: there is a password for its database. */
    boolean knows(String service) {
        return Files.exists(path.resolve("passwords").resolve(service));
    }

    Path approvedKey(String service) {
        return approvedKeys().resolve(service + ".pem");
    }

    /** The service's own key for quotes; a new one is approved at once, an operator may take the approval away for ever. */
    Path quoteKey(String service) {
        Path key = privateKey(service);
        try {
            if (!Files.exists(key)) {
                QuoteKeys.make(key, approvedKey(service));
            }
            return key;
        } catch (IOException e) {
            throw CannotStart.with(path, "The key " + key + " cannot be made", e);
        }
    }

    private Path privateKey(String service) {
        return path.resolve("keys").resolve("private").resolve(service + ".pem");
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // The lock ends with this process at the latest.
        }
    }

    private DataFolder prepared() throws IOException {
        for (String secret : List.of("logs", "passwords", "provider", "keys/private")) {
            SecretFile.folder(path.resolve(secret));
        }
        Files.createDirectories(approvedKeys());
        return this;
    }

    private void forget() throws IOException {
        List<Path> all;
        try (Stream<Path> children = Files.list(path)) {
            all = children.filter(
                            child -> !KEPT_BY_RESET.contains(child.getFileName().toString()))
                    .toList();
        }
        for (Path child : all) {
            Folders.delete(child);
        }
    }

    private String secret(String name, int bytes) {
        try {
            return SecretFile.readOrMake(path.resolve(name), bytes);
        } catch (IOException e) {
            throw CannotStart.with(path, "The secret " + path.resolve(name) + " can neither be read nor made", e);
        }
    }

    private void awaitEndOfFormerRun() throws IOException {
        long until = System.nanoTime() + FORMER_RUN.toNanos();
        try (FileChannel guard = FileChannel.open(guardLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (tryLock(guard) == null) {
                if (System.nanoTime() > until) {
                    throw new CannotStart("Processes of the run before still hold " + path + " after "
                            + FORMER_RUN.toSeconds() + " s; end them, then start again.");
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStart("Interrupted while waiting for the run before to end.", e);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) != null) {
            return channel;
        }
        channel.close();
        throw new CannotStart(
                "Another launcher" + holder(path) + " uses the data folder " + path
                        + "; stop it with Ctrl-C, or choose another folder with -Ddata=<folder> and another port with -Dport=<port>.");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(Path path) {
        try {
            return " (process " + Files.readString(path.resolve(HOLDER)) + ")";
        } catch (IOException e) {
            return "";
        }
    }
}
