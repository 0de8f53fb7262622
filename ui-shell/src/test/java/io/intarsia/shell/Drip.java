package io.intarsia.shell;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An answer that begins at once, goes on a byte at a time for half a minute, and never pauses long enough to look dead. */
class Drip implements HttpHandler {
    private static final int BYTES = 1_000;

    private final CountDownLatch never = new CountDownLatch(1);
    private volatile boolean over;

    /** Whether an answer came to its end. */
    boolean isOver() {
        return over;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, BYTES);
        try (OutputStream body = exchange.getResponseBody()) {
            for (int sent = 0; sent < BYTES; sent++) {
                body.write(' ');
                body.flush();
                pause();
            }
            over = true;
        }
    }

    private void pause() throws IOException {
        try {
            never.await(30, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
