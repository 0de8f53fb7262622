package io.intarsia.benchmarks.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** One server for each service, with the site's files, that has a good or a bad day. */
final class Upstreams implements AutoCloseable {
    /** What a service does with a request. */
    enum Day {
        GOOD,
        LATE,
        HANGING,
        /** Good for a second, hanging for a second. */
        FLAPPING
    }

    private static final long LATE_MILLIS = 50;
    private static final long HANGING_SECONDS = 60;

    private final Path folder;
    private final Map<String, HttpServer> servers = new TreeMap<>();
    private final Map<String, Integer> ports = new TreeMap<>();
    private final Map<String, Day> days = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "upstream");
        thread.setDaemon(true);
        return thread;
    });

    Upstreams(Path folder, Iterable<String> services) throws IOException {
        this.folder = folder;
        for (String service : services) {
            start(service, 0);
        }
    }

    String address(String service) {
        return "http://127.0.0.1:" + ports.get(service);
    }

    void day(String service, Day day) {
        days.put(service, day);
    }

    /** From now on nobody listens there. */
    void kill(String service) {
        servers.remove(service).stop(0);
    }

    void revive(String service) throws IOException {
        start(service, ports.get(service));
    }

    private void start(String service, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(service, exchange));
        server.start();
        servers.put(service, server);
        ports.put(service, server.getAddress().getPort());
        days.put(service, Day.GOOD);
    }

    private void answer(String service, HttpExchange exchange) throws IOException {
        try (exchange) {
            wait(days.get(service));
            Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
            if (!Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] body = Files.readAllBytes(file);
            exchange.getResponseHeaders()
                    .set("Content-Type", file.toString().endsWith("json") ? "application/json" : "text/html");
            exchange.getResponseHeaders().set("podlet-version", Composers.PODLET_VERSION);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void wait(Day day) throws InterruptedException {
        boolean hanging =
                day == Day.HANGING || day == Day.FLAPPING && TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()) % 2 == 1;
        if (day == Day.LATE) {
            TimeUnit.MILLISECONDS.sleep(LATE_MILLIS);
        } else if (hanging) {
            TimeUnit.SECONDS.sleep(HANGING_SECONDS);
        }
    }

    @Override
    public void close() {
        servers.values().forEach(server -> server.stop(0));
        threads.shutdownNow();
    }
}
