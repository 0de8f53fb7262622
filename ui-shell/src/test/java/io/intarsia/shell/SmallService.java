package io.intarsia.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A service outside the shell: a server of its own that keeps the widget contract exactly as far as the test lets it. */
class SmallService {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOTHING = "";

    final String name;
    /** What came in, apart from the shell's own questions for manifest and skeletons. */
    final List<Request> requests = new CopyOnWriteArrayList<>();

    final List<Request> questions = new CopyOnWriteArrayList<>();

    private final Map<String, HttpHandler> answers = new ConcurrentHashMap<>();
    private final List<Widget> widgets = new ArrayList<>();
    private final List<String> languages = new ArrayList<>();
    private final Map<String, Object> translations = new TreeMap<>();
    private final List<Map<String, String>> styles = new ArrayList<>();
    private final List<Map<String, String>> scripts = new ArrayList<>();
    private volatile HttpHandler checkouts = other -> text(other, 404, NOTHING);
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    SmallService(String name) {
        this.name = name;
        server = started(0);
        answer("/" + name + "/manifest", this::manifest);
    }

    record Request(String method, String uri, Headers headers, byte[] body) {}

    record Widget(
            String name,
            String page,
            String region,
            int order,
            boolean essential,
            int timeLimitMillis,
            String fallback,
            List<String> steps) {}

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A widget on the checkout page, with a skeleton of the right form. */
    SmallService widget(String widget, String region, int order) {
        return widget(new Widget(widget, "checkout", region, order, false, 300, widget + " is missing.", List.of()));
    }

    synchronized SmallService widget(Widget widget) {
        widgets.add(widget);
        return skeleton(widget.name(), skeleton(widget.name()));
    }

    /** From now on its manifest says that it has these languages, and what its widgets are called in them. */
    synchronized SmallService speaks(List<String> tags, Map<String, Object> widgetTranslations) {
        languages.addAll(tags);
        translations.putAll(widgetTranslations);
        return this;
    }

    SmallService style(String href) {
        styles.add(Map.of("href", href, "integrity", "sha256-abc="));
        return this;
    }

    SmallService script(String href) {
        scripts.add(Map.of("href", href, "integrity", "sha256-def="));
        return this;
    }

    /** From now on it has this style sheet and no other, as its manifest promises it. */
    synchronized SmallService styledBy(String href, String content) {
        styles.clear();
        styles.add(promised(href, content));
        return answer(href, exchange -> asset(exchange, "text/css", content));
    }

    /** It has this script, as its manifest promises it. */
    synchronized SmallService scriptedBy(String href, String content) {
        scripts.add(promised(href, content));
        return answer(href, exchange -> asset(exchange, "text/javascript", content));
    }

    private static Map<String, String> promised(String href, String content) {
        byte[] hash = Assets.sha256(content.getBytes(StandardCharsets.UTF_8));
        return Map.of("href", href, "integrity", "sha256-" + Base64.getEncoder().encodeToString(hash));
    }

    static void asset(HttpExchange exchange, String type, String content) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "public, max-age=600");
        text(exchange, 200, content);
    }

    SmallService skeleton(String widget, String html) {
        return answer("/" + name + "/widgets/" + widget, exchange -> text(exchange, 200, html));
    }

    String skeleton(String widget) {
        return "<section data-widget=\"" + name + "/" + widget + "\"><h2>" + widget + "</h2></section>";
    }

    SmallService answer(String path, HttpHandler answer) {
        answers.put(path, answer);
        return this;
    }

    /** Whatever is below {@code checkouts/}, under any ID. */
    SmallService checkouts(HttpHandler answer) {
        checkouts = answer;
        return this;
    }

    /** Takes the question and does not answer until the service stops. */
    SmallService hangsAt(String path) {
        return answer(path, exchange -> untilStopped());
    }

    /** From now on its manifest is answered as at first; questions that hang go on hanging. */
    SmallService hangsNoMore() {
        return answer("/" + name + "/manifest", this::manifest);
    }

    void stop() {
        stopping.countDown();
        server.stop(0);
    }

    /** Comes back where it was. */
    void startAgain() {
        server = started(server.getAddress().getPort());
    }

    static void text(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    void untilStopped() {
        try {
            stopping.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpServer started(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.setExecutor(threads);
            server.createContext("/", this::serve);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders(),
                exchange.getRequestBody().readAllBytes());
        boolean asked = path.equals("/" + name + "/manifest") || path.startsWith("/" + name + "/widgets/");
        (asked ? questions : requests).add(request);
        HttpHandler unknown =
                path.startsWith("/" + name + "/checkouts/") ? checkouts : other -> text(other, 404, NOTHING);
        // Not an attribute: those are the context's, and so those of every request that is answered at the same time.
        exchange.setStreams(new ByteArrayInputStream(request.body()), null);
        answers.getOrDefault(path, unknown).handle(exchange);
    }

    private synchronized void manifest(HttpExchange exchange) throws IOException {
        text(exchange, 200, manifest());
    }

    private String manifest() throws JsonProcessingException {
        ObjectNode manifest = JSON.valueToTree(Map.of(
                "contract",
                "1.0",
                "service",
                name,
                "version",
                "1",
                "widgets",
                widgets,
                "styles",
                styles,
                "scripts",
                scripts,
                "publishes",
                List.of(),
                "reactsTo",
                List.of()));
        if (!languages.isEmpty()) {
            manifest.set("languages", JSON.valueToTree(languages));
            manifest.get("widgets")
                    .forEach(widget -> ((ObjectNode) widget).set("translations", JSON.valueToTree(translations)));
        }
        return JSON.writeValueAsString(manifest);
    }
}
