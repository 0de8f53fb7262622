package io.intarsia.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.intarsia.provider.Authorisation.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A payment provider, on this machine's loopback address unless told otherwise, with forms as requests and JSON as answers:
 * {@code POST /v1/tokens}, {@code POST /v1/authorisations}, {@code POST /v1/authorisations/{id}/capture} and {@code /void},
 * {@code GET /v1/ledger} and {@code GET /health}.
 */
public final class ProviderSimulator implements AutoCloseable {
    private static final int LARGEST_BODY = 16 * 1024;
    private static final Duration LATE = Duration.ofSeconds(30);
    private static final Pattern OPTION = Pattern.compile("--(host|port|ledger)=(.+)");
    private static final Pattern MOVE = Pattern.compile("/v1/authorisations/([a-z0-9_]{1,64})/(capture|void)");
    private static final ThreadFactory DAEMONS = work -> {
        Thread thread = new Thread(work, "provider-request");
        thread.setDaemon(true);
        return thread;
    };

    private final Accounts accounts;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(DAEMONS);

    private ProviderSimulator(Accounts accounts, InetAddress host, int port) throws IOException {
        this.accounts = accounts;
        this.server = HttpServer.create(new InetSocketAddress(host, port), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /**
     * Starts a provider that has done what the ledger tells.
     *
     * @param port of the loopback address; 0 for any that is free
     * @throws IOException if the port is taken or the ledger cannot be used; says which, and why
     */
    public static ProviderSimulator start(int port, Path ledger) throws IOException {
        return start(InetAddress.getLoopbackAddress(), port, ledger);
    }

    private static ProviderSimulator start(InetAddress host, int port, Path ledger) throws IOException {
        Accounts accounts = new Accounts(ledger, Clock.systemUTC());
        try {
            return new ProviderSimulator(accounts, host, port);
        } catch (IOException e) {
            accounts.close();
            throw new IOException(
                    "port " + port + " of " + host.getHostAddress() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Runs until it is ended. Arguments: {@code --port=N --ledger=FILE}, and {@code --host=ADDRESS} where others than this machine ask. */
    public static void main(String[] arguments) {
        try {
            Map<String, String> options = options(arguments);
            ProviderSimulator simulator = start(
                    InetAddress.getByName(options.get("host")),
                    Integer.parseInt(options.get("port")),
                    Path.of(options.get("ledger")));
            Runtime.getRuntime().addShutdownHook(new Thread(simulator::close, "provider-stop"));
            System.out.println("The provider simulator answers on " + simulator.url());
        } catch (IllegalArgumentException | IOException e) {
            System.err.println("The provider simulator does not start: " + e.getMessage());
            System.exit(2);
        }
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new HashMap<>(Map.of("host", "127.0.0.1"));
        for (String argument : arguments) {
            Matcher option = OPTION.matcher(argument);
            if (!option.matches()) {
                throw new IllegalArgumentException("expected --port=N --ledger=FILE, but there was " + argument);
            }
            options.put(option.group(1), option.group(2));
        }
        if (!options.keySet().containsAll(List.of("port", "ledger"))) {
            throw new IllegalArgumentException(
                    "expected --port=N --ledger=FILE, but there was only " + List.of(arguments));
        }
        return options;
    }

    /** Where it answers, for example {@code http://127.0.0.1:40123}. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("GET")) {
                answerGet(exchange, path);
            } else {
                send(exchange, answerPost(exchange, path));
            }
        } catch (RuntimeException e) {
            System.err.println("A request could not be answered: " + e);
        }
    }

    private void answerGet(HttpExchange exchange, String path) throws IOException {
        switch (path) {
            case "/health" -> send(exchange, Reply.ok(Map.of("status", "up")));
            case "/v1/ledger" -> send(exchange, 200, "application/x-ndjson", accounts.ledger());
            default -> send(exchange, nothingHere());
        }
    }

    private Reply answerPost(HttpExchange exchange, String path) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            return Reply.refused(405, "method_not_allowed", "this address takes POST");
        }
        try {
            Map<String, String> form = form(exchange);
            Matcher move = MOVE.matcher(path);
            if (move.matches()) {
                return move.group(2).equals("capture")
                        ? accounts.capture(move.group(1), amount(form))
                        : accounts.giveUp(move.group(1));
            }
            return switch (path) {
                case "/v1/tokens" ->
                    accounts.tokenise(
                            required(form, "number"),
                            required(form, "expiry"),
                            required(form, "security_code"),
                            required(form, "name"));
                case "/v1/authorisations" -> accounts.authorise(key(exchange), request(form));
                default -> nothingHere();
            };
        } catch (IllegalArgumentException e) {
            return Reply.refused(400, "invalid_request", String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            throw new IllegalArgumentException("a request has at most " + LARGEST_BODY + " bytes");
        }
        Map<String, String> form = new HashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a request is application/x-www-form-urlencoded in UTF-8");
        }
    }

    private static Request request(Map<String, String> form) {
        String currency = required(form, "currency");
        if (!currency.matches("[A-Z]{3}")) {
            throw new IllegalArgumentException("currency is an ISO 4217 code, for example EUR");
        }
        return new Request(required(form, "token"), amount(form), currency, required(form, "reference"));
    }

    private static long amount(Map<String, String> form) {
        String amount = required(form, "amount");
        if (!amount.matches("\\d{1,12}")) {
            throw new IllegalArgumentException("amount is a whole number of minor units, at most 12 digits");
        }
        return Long.parseLong(amount);
    }

    private static String required(Map<String, String> form, String field) {
        String value = form.getOrDefault(field, "");
        if (value.isEmpty() || value.length() > 255) {
            throw new IllegalArgumentException(field + " is missing, or longer than 255 characters");
        }
        return value;
    }

    private static String key(HttpExchange exchange) {
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (key == null || key.isEmpty() || key.length() > 255) {
            throw new IllegalArgumentException("the header Idempotency-Key is missing, or longer than 255 characters");
        }
        return key;
    }

    private static Reply nothingHere() {
        return Reply.refused(404, "not_found", "there is nothing at this address");
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        switch (reply.transport()) {
            case BROKEN -> {
                return; // closing without an answer breaks the connection
            }
            case LATE -> pause();
            case AT_ONCE -> {}
        }
        send(
                exchange,
                reply.status(),
                "application/json",
                Json.write(reply.body()).getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static void pause() {
        try {
            Thread.sleep(LATE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            accounts.close();
        } catch (IOException e) {
            System.err.println("The ledger did not close: " + e.getMessage());
        }
    }
}
