package io.intarsia.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback address that no other launcher on this machine chooses. Nobody listens at a port between the time when it is chosen and the time when its process does, which is seconds; two launchers that
 * chose the same one would both be answered by the process that is quicker, and one shop would go on with the other's service.
 *
 * <p>So a launcher chooses from blocks of its own: it listens at the first port of each, and the system gives that back however the launcher ends. The blocks lie below the ports that systems choose from by
 * themselves.
 */
final class Ports implements AutoCloseable {
    static final int BLOCK = 32;

    private static final int FIRST = 20_480;
    private static final int BLOCKS = 128;

    private final List<ServerSocket> blocks = new ArrayList<>();
    private final BitSet chosen = new BitSet();

    /**
     * A port at which nobody listens, and that was not chosen here before.
     *
     * @throws IOException if no block is free
     */
    synchronized int choose() throws IOException {
        int port = blocks.isEmpty() ? 0 : freeIn(blocks.get(blocks.size() - 1).getLocalPort());
        while (port == 0) {
            port = freeIn(anotherBlock());
        }
        return port;
    }

    private int anotherBlock() throws IOException {
        int start = ThreadLocalRandom.current().nextInt(BLOCKS);
        for (int i = 0; i < BLOCKS; i++) {
            int first = FIRST + (start + i) % BLOCKS * BLOCK;
            try {
                blocks.add(listeningAt(first));
                return first;
            } catch (IOException e) {
                // Another launcher's, this one's, or anybody's.
            }
        }
        throw new IOException("every block of " + BLOCK + " ports from " + FIRST + " to " + (FIRST + BLOCKS * BLOCK - 1)
                + " is taken");
    }

    private int freeIn(int first) {
        for (int port = first + 1; port < first + BLOCK; port++) {
            if (!chosen.get(port) && isFree(port)) {
                chosen.set(port);
                return port;
            }
        }
        return 0;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = listeningAt(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static ServerSocket listeningAt(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        for (ServerSocket block : blocks) {
            try {
                block.close();
            } catch (IOException e) {
                // The end of this process closes it.
            }
        }
        blocks.clear();
    }
}
