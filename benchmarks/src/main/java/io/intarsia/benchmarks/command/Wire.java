package io.intarsia.benchmarks.command;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a service and PostgreSQL and counts round trips: how often the service says something after all that it had said before was answered. */
final class Wire implements AutoCloseable {
    private static final int READY_FOR_QUERY = 'Z';

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int server;
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    Wire(int server) throws IOException {
        this.server = server;
        daemon(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** So far, by connection. */
    long[] roundTrips() {
        return lines.stream().mapToLong(line -> line.roundTrips.get()).toArray();
    }

    @Override
    public void close() throws IOException {
        door.close();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket service = door.accept();
                Socket postgres = new Socket(InetAddress.getLoopbackAddress(), server);
                service.setTcpNoDelay(true);
                postgres.setTcpNoDelay(true);
                Line line = new Line(service, postgres);
                lines.add(line);
                daemon(line::passWhatIsAsked);
                daemon(line::passAnswers);
            } catch (IOException e) {
                // The next one, or the end.
            }
        }
    }

    /** One connection. Statements that are sent together, as BEGIN is with the first one, are one round trip, though each is answered with ReadyForQuery. */
    private static final class Line {
        private final Socket service;
        private final Socket postgres;
        private final AtomicLong roundTrips = new AtomicLong();
        private final AtomicBoolean answered = new AtomicBoolean(true);

        Line(Socket service, Socket postgres) {
            this.service = service;
            this.postgres = postgres;
        }

        void passWhatIsAsked() {
            try (service;
                    postgres) {
                byte[] buffer = new byte[16_384];
                InputStream in = service.getInputStream();
                OutputStream out = postgres.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (answered.getAndSet(false)) {
                        roundTrips.incrementAndGet();
                    }
                    out.write(buffer, 0, read);
                }
            } catch (IOException e) {
                // One side has gone, and so does the other.
            }
        }

        void passAnswers() {
            try (service;
                    postgres) {
                DataInputStream in = new DataInputStream(new BufferedInputStream(postgres.getInputStream()));
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(service.getOutputStream()));
                while (true) {
                    int kind = in.readByte();
                    int length = in.readInt();
                    byte[] rest = in.readNBytes(length - 4);
                    if (rest.length < length - 4) {
                        throw new EOFException();
                    }
                    if (kind == READY_FOR_QUERY) {
                        answered.set(true);
                    }
                    out.writeByte(kind);
                    out.writeInt(length);
                    out.write(rest);
                    if (in.available() == 0) {
                        out.flush();
                    }
                }
            } catch (IOException e) {
                // One side has gone, and so does the other.
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        thread.start();
    }
}
