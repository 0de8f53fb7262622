package io.intarsia.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The programs of PostgreSQL, unpacked from the artifact that the build chose for this machine. */
record PostgresSoftware(Path folder) {
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");

    /** Unpacks below this folder, unless that was done before; several processes may do so at once. */
    static PostgresSoftware unpackBelow(Path parent) throws IOException {
        String archive = archiveForThisMachine();
        URL resource = PostgresSoftware.class.getResource("/" + archive);
        if (resource == null) {
            throw new IOException("The class path has no PostgreSQL for this machine (" + archive
                    + "); build with a profile of the module embedded that adds it, or use an installed PostgreSQL");
        }
        URLConnection connection = resource.openConnection();
        connection.setUseCaches(false);
        String version = archive.replace(".txz", "") + "-" + connection.getContentLengthLong();
        Path folder = parent.resolve(version);
        try (InputStream packed = connection.getInputStream()) {
            if (!Files.isDirectory(folder)) {
                unpack(packed, folder);
            }
        }
        return new PostgresSoftware(folder);
    }

    Path program(String name) {
        return folder.resolve("bin").resolve(WINDOWS ? name + ".exe" : name);
    }

    private static String archiveForThisMachine() {
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        if (WINDOWS) {
            return "postgres-windows-x86_64.txz";
        }
        if (System.getProperty("os.name").startsWith("Mac")) {
            return "postgres-darwin-" + arch + ".txz";
        }
        boolean alpine = Files.exists(Path.of("/etc/alpine-release"));
        return "postgres-linux-" + arch + (alpine ? "-alpine_linux" : "") + ".txz";
    }

    /** Moved into its place when complete, so that a half-unpacked one is never taken for whole. */
    private static void unpack(InputStream packed, Path folder) throws IOException {
        Files.createDirectories(folder.getParent());
        Path unpacking = Files.createTempDirectory(folder.getParent(), "unpacking-");
        try {
            openToAll(unpacking);
            extract(packed, unpacking);
            Files.move(unpacking, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Folders.delete(unpacking);
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void extract(InputStream packed, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("The archive has an entry outside its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(path.getParent());
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(path.getParent());
                    Files.copy(tar, path);
                    if ((entry.getMode() & 0100) != 0) {
                        openToAll(path);
                    }
                }
            }
        }
    }

    private static void openToAll(Path path) throws IOException {
        if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
