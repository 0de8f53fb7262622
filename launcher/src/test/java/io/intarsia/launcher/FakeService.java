package io.intarsia.launcher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** Stands for any service: it is ready at once, tells its environment, and can be made to misbehave. */
public class FakeService {
    public static void main(String[] arguments) throws IOException {
        if (System.getenv("FAKE_FAILURE") != null) {
            System.out.println(System.getenv("FAKE_FAILURE"));
            System.exit(3);
        }
        if (System.getenv("FAKE_PORT_TAKEN") != null) {
            takePort(Path.of(System.getenv("FAKE_PORT_TAKEN")), port(arguments));
        }
        if (System.getenv("FAKE_STUBBORN") != null) {
            Runtime.getRuntime().addShutdownHook(new Thread(FakeService::waitForEver));
        }
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port(arguments)), 0);
        server.createContext("/", exchange -> answer(exchange, "ready"));
        server.createContext("/q/health/ready", exchange -> answer(exchange, services()));
        server.createContext("/environment", exchange -> answer(exchange, environment(arguments)));
        server.createContext("/crash", exchange -> Runtime.getRuntime().halt(7));
        server.start();
        System.out.println("listening");
    }

    /** As another program does that was quicker, as often as the file has lines left. */
    private static void takePort(Path times, int port) throws IOException {
        List<String> left = Files.readAllLines(times);
        if (!left.isEmpty()) {
            Files.write(times, left.subList(1, left.size()));
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        }
    }

    private static int port(String[] arguments) {
        for (String argument : arguments) {
            if (argument.startsWith("--port=")) {
                return Integer.parseInt(argument.substring("--port=".length()));
            }
        }
        return Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
    }

    /** As the shell says which services are on the page. */
    private static String services() throws IOException {
        String list = System.getenv("INTARSIA_SHELL_SERVICES");
        return list == null ? "ready" : Files.readString(Path.of(list));
    }

    private static String environment(String[] arguments) {
        Map<String, String> all = new TreeMap<>(System.getenv());
        all.put("ARGUMENTS", String.join(" ", arguments));
        return all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).collect(Collectors.joining("\n"));
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
