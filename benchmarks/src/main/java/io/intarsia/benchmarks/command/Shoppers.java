package io.intarsia.benchmarks.command;

import io.intarsia.verify.Shopper;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Shoppers with a key and a proof each, made before anything is measured: what they send is ready, and they are told nothing but that it is done. */
final class Shoppers {
    private static final String SERVICE = "checkout-service";

    private final List<Ready> shoppers;

    private record Ready(UUID id, String proof) {
        static Ready any() {
            Shopper shopper = new Shopper();
            return new Ready(UUID.fromString(shopper.id()), shopper.proofFor(SERVICE));
        }

        byte[] request(String verb, String widgetsPath) {
            return """
                    %s /%s/checkouts/%s/widgets/%s HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/x-www-form-urlencoded\r
                    Content-Length: 0\r
                    Correlation-Proof: %s\r
                    \r
                    """.formatted(verb, SERVICE, id, widgetsPath, proof).getBytes(StandardCharsets.US_ASCII);
        }
    }

    Shoppers(int count) {
        shoppers =
                IntStream.range(0, count).parallel().mapToObj(i -> Ready.any()).toList();
    }

    List<UUID> ids() {
        return shoppers.stream().map(Ready::id).toList();
    }

    /**
     * All send the same, at most so many at once, each of these on a connection that it keeps.
     *
     * @return seconds from the first request to the last answer
     * @throws IOException if one is not answered with 204
     */
    double send(String verb, String widgetsPath, int port, int atOnce) throws IOException, InterruptedException {
        List<byte[]> requests = shoppers.stream()
                .map(shopper -> shopper.request(verb, widgetsPath))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            List<Future<?>> sending = new ArrayList<>();
            long began = System.nanoTime();
            for (int number = 0; number < atOnce; number++) {
                int first = number;
                sending.add(threads.submit(() -> send(requests, first, atOnce, port)));
            }
            for (Future<?> one : sending) {
                one.get();
            }
            return (System.nanoTime() - began) / 1e9;
        } catch (ExecutionException e) {
            throw new IOException(verb + " " + widgetsPath + " has failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Those whose turn it is on one connection. */
    private static int send(List<byte[]> requests, int first, int step, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int number = first; number < requests.size(); number += step) {
                socket.getOutputStream().write(requests.get(number));
                String head = head(in);
                if (!head.startsWith("HTTP/1.1 204")) {
                    throw new IOException(
                            "Expected 204, was: " + head.lines().findFirst().orElse("nothing"));
                }
            }
            return requests.size();
        }
    }

    /** There is nothing else in an answer with 204. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("The answer broke off");
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
