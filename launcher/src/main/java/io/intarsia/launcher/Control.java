package io.intarsia.launcher;

import io.intarsia.embedded.SecretFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Function;

/**
 * The door by which another process of the same user asks a running launcher for something: a port of the loopback address and a secret, both in a file that
 * only this user may read. Asked is one line; the answer is a line that begins with {@code done} or {@code failed}.
 */
final class Control implements AutoCloseable {
    private static final int SECRET_BYTES = 24;
    private static final int PATIENCE_MILLIS = 150_000;
    private static final String DONE = "done ";
    private static final String FAILED = "failed ";

    private final ServerSocket door;
    private final String secret;
    private final Function<String, String> obey;

    private Control(ServerSocket door, String secret, Function<String, String> obey) {
        this.door = door;
        this.secret = secret;
        this.obey = obey;
    }

    /** @param obey does what a line says and tells what was done, or throws {@link CannotStart} */
    static Control open(Path file, Function<String, String> obey) {
        byte[] random = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        String secret = HexFormat.of().formatHex(random);
        try {
            ServerSocket door = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
            SecretFile.write(file, door.getLocalPort() + " " + secret + "\n");
            Control control = new Control(door, secret, obey);
            Thread listening = new Thread(control::listen, "hears other terminals");
            listening.setDaemon(true);
            listening.start();
            return control;
        } catch (IOException e) {
            throw CannotStart.with(file.getParent(), "No other terminal can be heard, since " + file + " fails", e);
        }
    }

    /**
     * Asks the launcher that runs with this file for something.
     *
     * @return what it has done
     * @throws CannotStart if there is none, or it cannot do that
     */
    static String ask(Path file, String line) {
        try {
            String[] address = Files.readString(file).strip().split(" ");
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(address[0]))) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                PrintStream asked = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
                asked.println(address[1] + " " + line);
                return answered(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (SocketTimeoutException e) {
            throw new CannotStart(
                    "The shop has not answered to `" + line + "` for " + PATIENCE_MILLIS / 1000 + " s.", e);
        } catch (IOException e) {
            throw new CannotStart(
                    "No shop runs with the data in " + file.getParent()
                            + "; start it with `mvn` in another terminal, or name its folder with -Ddata=<folder>.",
                    e);
        }
    }

    private static String answered(String answer) {
        if (answer.startsWith(DONE)) {
            return answer.substring(DONE.length()).strip();
        }
        throw new CannotStart(
                answer.startsWith(FAILED) ? answer.substring(FAILED.length()).strip() : "The shop has just ended.");
    }

    private void listen() {
        while (!door.isClosed()) {
            try (Socket socket = door.accept()) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                answer(socket);
            } catch (IOException e) {
                // Closed, or the one who asked has gone: neither concerns the shop.
            }
        }
    }

    private void answer(Socket socket) throws IOException {
        String line =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
        String[] parts = line == null ? new String[0] : line.split(" ", 2);
        PrintStream answer = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
        if (parts.length < 2
                || !MessageDigest.isEqual(
                        parts[0].getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8))) {
            return;
        }
        try {
            answer.println(DONE + obey.apply(parts[1]));
        } catch (CannotStart e) {
            answer.println(FAILED + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
