package io.intarsia.journeys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The live objects of another Java process, as {@code jcmd} writes them down (HPROF 1.0.2): what a text can be in are arrays of bytes and characters. */
final class HeapDump {
    private static final int HEAP_DUMP = 0x0C;
    private static final int HEAP_DUMP_SEGMENT = 0x1C;
    private static final int OBJECT = 2;
    private static final int CHAR = 5;
    private static final int BYTE = 8;
    private static final Map<Integer, Integer> SIZES =
            new HashMap<>(Map.of(4, 1, CHAR, 2, 6, 4, 7, 8, BYTE, 1, 9, 2, 10, 4, 11, 8));

    private static final List<Charset> CHARSETS =
            List.of(ISO_8859_1, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

    private final Path file;
    private int idSize;

    private HeapDump(Path file) {
        this.file = file;
    }

    /** Written to a file that must not be there yet. */
    static HeapDump of(long process, Path file) throws IOException, InterruptedException {
        jcmd(process, "GC.heap_dump", "-all=false", file.toString());
        return new HeapDump(file);
    }

    /** The process below this one that was started in a folder which ends so. */
    static long processIn(String folder) throws IOException, InterruptedException {
        for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
            if (process.info().command().orElse("").matches(".*\\bjava(\\.exe)?")
                    && jcmd(process.pid(), "VM.system_properties")
                            .lines()
                            .anyMatch(line -> line.startsWith("user.dir=")
                                    && line.replace("\\", "").endsWith(folder))) {
                return process.pid();
            }
        }
        throw new IllegalStateException("No process was started in " + folder);
    }

    /** How many arrays contain one of the texts, and what stands around it. */
    List<String> containing(List<String> texts) throws IOException {
        List<String> found = new ArrayList<>();
        arrays(array -> {
            for (Charset charset : CHARSETS) {
                String content = new String(array, charset);
                texts.stream()
                        .filter(content::contains)
                        .findFirst()
                        .ifPresent(text -> found.add(around(content, content.indexOf(text))));
            }
        });
        return found;
    }

    /** How many arrays are nothing but the text: it may be short enough to stand in many others by chance. */
    int equalTo(String text) throws IOException {
        int[] found = new int[1];
        List<byte[]> wanted = CHARSETS.stream().map(text::getBytes).toList();
        arrays(array -> {
            if (wanted.stream().anyMatch(one -> Arrays.equals(one, trimmed(array, one.length)))) {
                found[0]++;
            }
        });
        return found[0];
    }

    /** A builder of strings has room for more, filled with zeros. */
    private static byte[] trimmed(byte[] array, int least) {
        int end = array.length;
        while (end > least && array[end - 1] == 0) {
            end--;
        }
        return end == array.length ? array : Arrays.copyOf(array, end);
    }

    private static String around(String content, int at) {
        return "an array of " + content.length() + ": …"
                + content.substring(Math.max(0, at - 80), Math.min(content.length(), at + 80))
                        .replaceAll("\\p{Cntrl}", "·")
                + "…";
    }

    private void arrays(Consumer<byte[]> each) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
            while (in.readByte() != 0) {
                // the name of the format
            }
            idSize = in.readInt();
            SIZES.put(OBJECT, idSize);
            in.readLong();
            while (true) {
                int tag = in.read();
                if (tag < 0) {
                    return;
                }
                in.readInt();
                long length = Integer.toUnsignedLong(in.readInt());
                if (tag == HEAP_DUMP || tag == HEAP_DUMP_SEGMENT) {
                    segment(in, length, each);
                } else {
                    skip(in, length);
                }
            }
        }
    }

    /** Each kind of entry has a length of its own, so none can be left out. */
    private void segment(DataInputStream in, long length, Consumer<byte[]> each) throws IOException {
        for (long left = length; left > 0; ) {
            int kind = in.readUnsignedByte();
            left -= 1
                    + switch (kind) {
                        case 0xFF, 0x05, 0x07 -> skip(in, idSize);
                        case 0x01 -> skip(in, 2 * idSize);
                        case 0x02, 0x03, 0x08 -> skip(in, idSize + 8);
                        case 0x04, 0x06 -> skip(in, idSize + 4);
                        case 0x20 -> classDump(in);
                        case 0x21 -> instance(in);
                        case 0x22 -> objects(in);
                        case 0x23 -> primitives(in, each);
                        default -> throw new IOException("An entry of the unknown kind " + kind);
                    };
        }
    }

    private long classDump(DataInputStream in) throws IOException {
        long read = skip(in, 7L * idSize + 8);
        int constants = in.readUnsignedShort();
        read += 2;
        for (int i = 0; i < constants; i++) {
            read += 3 + value(in, 2);
        }
        int statics = in.readUnsignedShort();
        read += 2;
        for (int i = 0; i < statics; i++) {
            read += idSize + 1 + value(in, idSize);
        }
        int fields = in.readUnsignedShort();
        return read + 2 + skip(in, (long) fields * (idSize + 1));
    }

    private long value(DataInputStream in, int before) throws IOException {
        skip(in, before);
        return skip(in, SIZES.get(in.readUnsignedByte()));
    }

    private long instance(DataInputStream in) throws IOException {
        skip(in, 2L * idSize + 4);
        return 2L * idSize + 8 + skip(in, Integer.toUnsignedLong(in.readInt()));
    }

    private long objects(DataInputStream in) throws IOException {
        skip(in, idSize + 4);
        long length = Integer.toUnsignedLong(in.readInt());
        return idSize + 8 + skip(in, idSize) + skip(in, length * idSize);
    }

    private long primitives(DataInputStream in, Consumer<byte[]> each) throws IOException {
        skip(in, idSize + 4);
        int length = in.readInt();
        int type = in.readUnsignedByte();
        long bytes = (long) length * SIZES.get(type);
        if (type == BYTE || type == CHAR) {
            byte[] content = new byte[Math.toIntExact(bytes)];
            in.readFully(content);
            each.accept(content);
        } else {
            skip(in, bytes);
        }
        return idSize + 9 + bytes;
    }

    private static long skip(DataInputStream in, long bytes) throws IOException {
        try {
            in.skipNBytes(bytes);
        } catch (EOFException e) {
            throw new IOException("The dump is cut off", e);
        }
        return bytes;
    }

    private static String jcmd(long process, String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(process)));
        line.addAll(List.of(command));
        Process asked = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (asked.waitFor() != 0) {
            throw new IOException(line + ": " + said);
        }
        return said;
    }
}
