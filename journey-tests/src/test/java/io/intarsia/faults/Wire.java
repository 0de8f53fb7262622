package io.intarsia.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** The wire between one process and a server: it can be cut, slowed down, and made to swallow what the server answers. */
final class Wire implements AutoCloseable {
    private final ServerSocket door;
    private final List<Integer> servers;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile boolean answersHeld;
    private volatile int delayMillis;

    /** @param servers ports on this machine; the first that takes a connection is used */
    Wire(List<Integer> servers) throws IOException {
        this.servers = List.copyOf(servers);
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept, "wire");
    }

    int port() {
        return door.getLocalPort();
    }

    /** Breaks all connections, and lets no new one through. */
    void cut() {
        cut = true;
        open.forEach(Wire::close);
    }

    /** What the server answers waits, as on a network that is gone without a word. */
    void holdAnswers() {
        answersHeld = true;
    }

    void slow(int millis) {
        delayMillis = millis;
    }

    void mend() {
        synchronized (this) {
            cut = false;
            answersHeld = false;
            delayMillis = 0;
            notifyAll();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket caller = door.accept();
                if (cut) {
                    close(caller);
                } else {
                    daemon(() -> connect(caller), "wire");
                }
            } catch (IOException e) {
                // The next one, or the end.
            }
        }
    }

    private void connect(Socket caller) {
        for (int server : servers) {
            Socket there = new Socket();
            try {
                there.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server), 1_000);
                there.setTcpNoDelay(true);
                caller.setTcpNoDelay(true);
                open.addAll(List.of(caller, there));
                daemon(() -> pump(there, caller, () -> answersHeld), "wire-down");
                pump(caller, there, () -> false);
                return;
            } catch (IOException e) {
                close(there);
            }
        }
        close(caller);
    }

    private void pump(Socket from, Socket to, BooleanSupplier held) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                delay(held);
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side is gone, so the other is told.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close(from);
        close(to);
        open.removeAll(List.of(from, to));
    }

    private synchronized void delay(BooleanSupplier held) throws InterruptedException {
        long until = System.nanoTime() + delayMillis * 1_000_000L;
        while (held.getAsBoolean() && !cut) {
            wait(100);
        }
        for (long left = until - System.nanoTime(); left > 0 && delayMillis > 0; left = until - System.nanoTime()) {
            wait(1 + left / 1_000_000);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
