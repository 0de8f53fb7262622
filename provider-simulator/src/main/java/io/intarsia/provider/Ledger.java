package io.intarsia.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the provider has done, one JSON object a line. A line is on the disk before its request is answered. */
final class Ledger implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private Ledger(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens the ledger, made if there is none, and tells what is in it, oldest first. A last line without its end was never answered, so it is dropped.
     *
     * @throws IOException if the file cannot be read or written, another process has it, or a line is no entry
     */
    static Ledger open(Path file, Consumer<Map<String, String>> told) throws IOException {
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(file, channel);
            String content = Files.readString(file);
            int end = content.lastIndexOf('\n') + 1;
            channel.truncate(content.substring(0, end).getBytes(StandardCharsets.UTF_8).length);
            channel.position(channel.size());
            replay(file, content.substring(0, end).lines().toList(), told);
            return new Ledger(file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(Path file, FileChannel channel) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // said below, as for another process
        }
        throw new IOException(
                "another simulator is writing to " + file + "; stop it, or name another file by --ledger");
    }

    private static void replay(Path file, List<String> lines, Consumer<Map<String, String>> told) throws IOException {
        for (int i = 0; i < lines.size(); i++) {
            try {
                told.accept(Json.read(lines.get(i)));
            } catch (RuntimeException e) {
                throw new IOException(file + ", line " + (i + 1) + " is no entry of a ledger: " + e.getMessage(), e);
            }
        }
    }

    /** A line is there as a whole or not at all: on a full disk its beginning may be written, and the next line would follow on that. */
    void append(Map<String, ?> entry) {
        try {
            long end = channel.size();
            try {
                write(entry);
            } catch (IOException e) {
                channel.truncate(end);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The ledger " + file + " cannot be written", e);
        }
    }

    private void write(Map<String, ?> entry) throws IOException {
        ByteBuffer line = StandardCharsets.UTF_8.encode(Json.write(entry) + "\n");
        while (line.hasRemaining()) {
            channel.write(line);
        }
        channel.force(false);
    }

    byte[] content() throws IOException {
        return Files.readAllBytes(file);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
