package io.intarsia.benchmarks.page;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One browser that keeps its connection, as far as it matters for when bytes come. */
final class Probe implements AutoCloseable {
    /**
     * An answer.
     *
     * @param firstMillis from the request to the first byte of the body
     * @param lastMillis from the request to the last
     */
    record Answer(double firstMillis, double lastMillis, String body) {}

    private final Socket socket;
    private final InputStream in;
    private final byte[] request;

    Probe(Composer composer) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), composer.port());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 65_536);
        request =
                ("GET " + composer.path() + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** @throws IOException if the answer is not 200, or breaks off */
    Answer get() throws IOException {
        long began = System.nanoTime();
        socket.getOutputStream().write(request);
        String head = head();
        if (!head.startsWith("HTTP/1.1 200")) {
            throw new IOException(
                    "Expected 200, was: " + head.lines().findFirst().orElse(""));
        }
        in.mark(1);
        in.read();
        in.reset();
        double first = millisSince(began);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String length = header(head, "content-length");
        if (length != null) {
            copy(Integer.parseInt(length), body);
        } else {
            for (int size = chunk(); size > 0; size = chunk()) {
                copy(size, body);
                line();
            }
            line();
        }
        return new Answer(first, millisSince(began), body.toString(StandardCharsets.UTF_8));
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    private static @Nullable String header(String head, String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(null);
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().replaceFirst(";.*", "").strip(), 16);
    }

    private void copy(int size, ByteArrayOutputStream to) throws IOException {
        byte[] part = in.readNBytes(size);
        if (part.length < size) {
            throw new EOFException("The answer broke off");
        }
        to.write(part);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("The answer broke off");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
