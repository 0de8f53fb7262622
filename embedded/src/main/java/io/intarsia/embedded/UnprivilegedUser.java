package io.intarsia.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * As whom PostgreSQL runs. It refuses root, which is who one is in most containers: then it runs in a user namespace of its own, where root's files are its own;
 * or, where the machine allows none, as the user 65534 ({@code nobody}).
 *
 * @param prefix what to put in front of each command
 * @param owner whose the files must be, as a user's number
 */
record UnprivilegedUser(List<String> prefix, int owner) {
    private static final int ROOT = 0;
    private static final int NOBODY = 65534;
    private static final int WHOEVER = -1;
    private static final List<String> NAMESPACE = List.of("unshare", "-U");
    private static final List<String> OTHER_USER =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    /**
     * Finds the first way that can run this program.
     *
     * @throws IOException if this is root and there is no way; it says why, and what to do
     */
    static UnprivilegedUser whoCanRun(Path program) throws IOException {
        if (!root()) {
            return new UnprivilegedUser(List.of(), WHOEVER);
        }
        String namespace = failureOf(NAMESPACE, program);
        if (namespace.isEmpty()) {
            return new UnprivilegedUser(NAMESPACE, ROOT);
        }
        String otherUser = failureOf(OTHER_USER, program);
        if (otherUser.isEmpty()) {
            return new UnprivilegedUser(OTHER_USER, NOBODY);
        }
        throw new IOException(
                "PostgreSQL does not run as root, and " + program + " can be started neither by `unshare -U` ("
                        + namespace + ") nor by `setpriv` as nobody (" + otherUser
                        + "); start as another user than root, allow user namespaces, or use an installed PostgreSQL");
    }

    /** Gives the folder with all that is in it to the user; it may have been another's at the last start. */
    void own(Path folder) throws IOException {
        if (owner == WHOEVER) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                return give(path);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                return give(path);
            }
        });
    }

    private FileVisitResult give(Path path) throws IOException {
        if (!Integer.valueOf(owner).equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
            Files.setAttribute(path, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", owner, LinkOption.NOFOLLOW_LINKS);
        }
        return FileVisitResult.CONTINUE;
    }

    private static boolean root() {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
        return !windows && new UnixSystem().getUid() == ROOT;
    }

    /** What it said when it failed; empty if it did not. */
    private static String failureOf(List<String> prefix, Path program) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(program.toString(), "--version"));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return e.getMessage();
        }
        String said = new String(process.getInputStream().readAllBytes()).strip();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "no answer within 10 s";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while trying " + command, e);
        }
        return process.exitValue() == 0 ? "" : "exit code " + process.exitValue() + ": " + said;
    }
}
