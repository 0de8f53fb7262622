package io.intarsia.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jspecify.annotations.Nullable;

/**
 * A small service that keeps the contract, on nothing but the JDK: the shopper has a gift wrapped, for a price. A fault is planted by having it forget one of its
 * rules, or by rewriting what it answers.
 */
class GiftService implements AutoCloseable {
    static final String NAME = "gift-service";

    private static final Pattern OWN = Pattern.compile("/gift-service/checkouts/([^/]+)/widgets/gift(/[a-z-]+)?");
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    private static final String BASE = "/gift-service/checkouts/{correlationId}/widgets/gift";
    private static final String STYLE = "[data-widget='gift-service/gift'] .error { color: red }";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final ObjectMapper json = new ObjectMapper();
    private final KeyPair quoteKeys;
    private final Map<String, Gift> gifts = new ConcurrentHashMap<>();
    private final Set<String> verified = ConcurrentHashMap.newKeySet();
    private final Set<String> forgotten = new HashSet<>();
    private final List<BiFunction<Request, Reply, Reply>> rewritten = new ArrayList<>();

    /** What one shopper has chosen. */
    static class Gift {
        String message = "";
        String email = "";
        String wrapping = "plain";
        long version;
        boolean sealed;
        boolean over;
    }

    record Request(String method, String path, String query, Map<String, String> headers, Map<String, String> form) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    record Reply(int status, Map<String, String> headers, String body) {
        Reply with(String header, @Nullable String value) {
            Map<String, String> all = new LinkedHashMap<>(headers);
            all.remove(header);
            if (value != null) {
                all.put(header, value);
            }
            return new Reply(status, all, body);
        }

        Reply withStatus(int other) {
            return new Reply(other, headers, body);
        }

        Reply replacing(String old, String other) {
            return new Reply(status, headers, body.replace(old, other));
        }
    }

    GiftService() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        quoteKeys = generator.generateKeyPair();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/" + NAME);
    }

    String publicKey() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(quoteKeys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** From now on a rule of this name, as it stands below, is taken for kept. */
    void forgets(String rule) {
        forgotten.add(rule);
    }

    /** From now on the answers to such requests are others. */
    void answers(String method, String path, UnaryOperator<Reply> change) {
        rewritten.add((request, reply) ->
                request.method().matches(method) && request.path().matches(path) ? change.apply(reply) : reply);
    }

    /** From now on a piece of a widget's HTML is another one, wherever it stands. */
    void writes(String other, String insteadOf) {
        answers(".*", ".*/widgets/gift.*", reply -> {
            if (reply.status() == 200
                    && !reply.body().contains("quote")
                    && !reply.body().contains(insteadOf)
                    && !reply.body().contains(other)) {
                throw new IllegalStateException(
                        "The fault cannot be planted, there is no " + insteadOf + " in " + reply.body());
            }
            return reply.replacing(insteadOf, other);
        });
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private boolean rule(String name, boolean kept) {
        return kept || forgotten.contains(name);
    }

    private void serve(HttpExchange exchange) throws IOException {
        Request request = read(exchange);
        Reply reply = answer(request);
        for (BiFunction<Request, Reply, Reply> change : rewritten) {
            reply = change.apply(request, reply);
        }
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        boolean empty = reply.status() == 204 || reply.status() == 304;
        exchange.sendResponseHeaders(reply.status(), empty ? -1 : body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            if (!empty) {
                out.write(body);
            }
        }
    }

    private static Request read(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        String query = exchange.getRequestURI().getQuery();
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query == null ? "" : query,
                headers,
                fields(body));
    }

    private static Map<String, String> fields(String body) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : body.split("&")) {
            String[] parts = field.split("=", 2);
            if (parts.length == 2) {
                fields.put(decoded(parts[0]), decoded(parts[1]));
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private Reply answer(Request request) {
        Matcher own = OWN.matcher(request.path());
        if (own.matches()) {
            return ownContent(request, own.group(1), own.group(2) == null ? "" : own.group(2));
        }
        return switch (request.path()) {
            case "/gift-service/manifest" -> manifest();
            case "/gift-service/assets/gift.1.css" ->
                new Reply(
                        200,
                        Map.of("Content-Type", "text/css", "Cache-Control", "public, max-age=31536000, immutable"),
                        STYLE);
            case "/gift-service/widgets/gift" -> skeleton(request);
            default -> problem(404, "There is nothing here, or not for you").with("Cache-Control", "no-store");
        };
    }

    private static Reply manifest() {
        return new Reply(200, Map.of("Content-Type", "application/json"), """
                {"contract": "1.0", "service": "gift-service", "version": "7",
                 "widgets": [{"name": "gift", "title": "Gift", "page": "checkout", "region": "main", "order": 40, "essential": true, "timeLimitMillis": 500,
                   "fallback": "Gifts cannot be wrapped at the moment.", "steps": ["check", "seal", "place", "release", "carry-over"]}],
                 "styles": [{"href": "/gift-service/assets/gift.1.css", "integrity": "sha256-%s"}], "scripts": [],
                 "publishes": ["gift.wrapped"], "reactsTo": ["order.confirmed", "order.forgotten"]}""".formatted(
                        Base64.getEncoder().encodeToString(sha256(STYLE))));
    }

    private Reply skeleton(Request request) {
        if (request.header("If-None-Match").equals("\"1\"")) {
            return new Reply(304, Map.of("ETag", "\"1\"", "Cache-Control", "no-cache"), "");
        }
        return new Reply(
                200,
                Map.of("Content-Type", "text/html;charset=UTF-8", "ETag", "\"1\"", "Cache-Control", "no-cache"),
                widget(
                        new Gift(),
                        "aria-busy=\"true\" inert hx-get=\"" + BASE
                                + "\" hx-trigger=\"load\" hx-target=\"this\" hx-swap=\"outerHTML\"",
                        "",
                        "",
                        true));
    }

    private Reply ownContent(Request request, String id, String step) {
        boolean oldIsProved = !request.headers().containsKey("carried-from")
                || rule(
                        "the proof of the old ID",
                        isLetIn(request.header("Carried-From-Proof"), request.header("Carried-From")));
        if (!isLetIn(request.header("Correlation-Proof"), id) || !oldIsProved) {
            return problem(404, "There is nothing here, or not for you").with("Cache-Control", "no-store");
        }
        Gift gift = gifts.computeIfAbsent(id, fresh -> new Gift());
        synchronized (gift) {
            return door(request, id, step, gift).with("Cache-Control", "no-store");
        }
    }

    private Reply door(Request request, String id, String step, Gift gift) {
        if (request.method().equals("GET") && step.isEmpty()) {
            return request.query().equals("after=" + gift.version) ? done() : shown(200, gift, "");
        }
        if (request.method().equals("DELETE") && step.equals("/seal")) {
            gift.over = true;
            return done();
        }
        if (!request.method().equals("POST") || step.equals("/release")) {
            return problem(405, "This address does not take this method");
        }
        boolean form = request.header("Content-Type").startsWith("application/x-www-form-urlencoded");
        if (!rule("only forms", form)) {
            return problem(415, "This address takes forms");
        }
        boolean ours = !request.header("Sec-Fetch-Site").equals("cross-site")
                && request.header("Origin").isEmpty();
        if (!rule("only our own pages", ours)) {
            return problem(403, "Requests that change something come from the shop's own pages");
        }
        return switch (step) {
            case "" -> save(request.form(), gift);
            case "/check" -> check(request.form(), gift);
            case "/seal" -> seal(request.header("If-Match"), id, gift);
            case "/place" -> gift.sealed ? done() : shown(409, gift, "");
            case "/pay" -> shown(409, gift, "");
            case "/carry-over" -> carryOver(request, gift);
            default -> problem(404, "There is nothing here, or not for you");
        };
    }

    private Reply save(Map<String, String> form, Gift gift) {
        String message = form.getOrDefault("message", "");
        String email = form.getOrDefault("email", "");
        String wrapping = form.getOrDefault("wrapping", "plain");
        boolean fits = message.length() <= 40 && email.length() <= 60 || forgotten.contains("lengths");
        boolean clean = (message + email).chars().noneMatch(Character::isISOControl);
        if (!fits || !rule("control characters", clean)) {
            return problem(400, "A field takes one line of at most 40 characters");
        }
        boolean changes = !message.equals(gift.message) || !email.equals(gift.email) || !wrapping.equals(gift.wrapping);
        if (gift.over && changes) {
            return shown(409, gift, "").with("Widget-State", "over");
        }
        if (!rule("sealing freezes", !(gift.sealed && changes))) {
            return shown(409, gift, "").with("Widget-State", "sealed");
        }
        if (!wrapping.equals(gift.wrapping) || forgotten.contains("a repetition changes nothing")) {
            gift.version++;
        }
        gift.message = message;
        gift.wrapping = wrapping;
        gift.email = email;
        boolean wrong = !email.isEmpty() && !email.contains("@");
        return wrong ? shown(422, gift, "Enter an address with an @.") : shown(200, gift, "");
    }

    private Reply check(Map<String, String> form, Gift gift) {
        Reply saved = save(form, gift);
        if (saved.status() != 200
                || !rule("everything is looked at", !gift.message.isEmpty() && !gift.email.isEmpty())) {
            return saved.status() != 200 ? saved : shown(422, gift, "Enter what is missing.");
        }
        return done();
    }

    private Reply seal(String ifMatch, String id, Gift gift) {
        if (gift.over) {
            return shown(409, gift, "").with("Widget-State", "over");
        }
        if (!rule("a version is named", !ifMatch.isEmpty())) {
            return problem(400, "If-Match names the version");
        }
        if (!rule("the version that was seen", ifMatch.equals("\"" + gift.version + "\""))) {
            return shown(412, gift, "");
        }
        gift.sealed = true;
        if (forgotten.contains("a quote for what is bought")) {
            return done();
        }
        return new Reply(200, Map.of("Content-Type", "application/json"), "{\"quote\": \"" + quote(id, gift) + "\"}");
    }

    private String quote(String id, Gift gift) {
        long now = Instant.now().getEpochSecond();
        long life = forgotten.contains("quotes are good for a while") ? -10 : 900;
        long amount = forgotten.contains("the price shown") ? 1 : price(gift);
        try {
            JsonWebSignature quote = new JsonWebSignature();
            quote.setAlgorithmHeaderValue("ES256");
            quote.setHeader("typ", forgotten.contains("the quote's type") ? "JWT" : "quote+jwt");
            quote.setPayload("{\"iss\":\"%s\",\"sub\":\"%s\",\"amount\":%d,\"currency\":\"%s\",\"iat\":%d,\"exp\":%d}"
                    .formatted(
                            forgotten.contains("its own name") ? "present-service" : NAME,
                            forgotten.contains("whose quote") ? "somebody" : id,
                            amount,
                            forgotten.contains("the currency shown") ? "USD" : "EUR",
                            now,
                            now + life));
            quote.setKey(quoteKeys.getPrivate());
            return quote.getCompactSerialization();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Reply carryOver(Request request, Gift gift) {
        Gift old = gifts.get(request.header("Carried-From"));
        if (old == null) {
            return problem(400, "Carried-From names the old correlation ID");
        }
        gift.message = old.message;
        gift.email = old.email;
        gift.wrapping = old.wrapping;
        gift.sealed = forgotten.contains("nothing of its state");
        return done();
    }

    private static Reply done() {
        return new Reply(204, Map.of(), "");
    }

    private static Reply problem(int status, String detail) {
        return new Reply(
                status,
                Map.of("Content-Type", "application/problem+json"),
                "{\"status\": %d, \"detail\": \"%s\"}".formatted(status, detail));
    }

    private Reply shown(int status, Gift gift, String error) {
        String root = "data-version=\"" + gift.version + "\"";
        String missing = gift.message.isEmpty() ? "message" : "email";
        return new Reply(
                status, Map.of("Content-Type", "text/html;charset=UTF-8"), widget(gift, root, error, missing, false));
    }

    private String widget(Gift gift, String root, String error, String wrong, boolean skeleton) {
        return """
                <section data-widget="gift-service/gift" aria-labelledby="gift-heading" %s>
                  <h2 id="gift-heading">Gift</h2>
                  <form hx-post="%s" hx-trigger="submit" hx-target="closest [data-widget]" hx-swap="outerHTML">
                    %s
                    %s
                    <label><input type="radio" id="gift-plain" name="wrapping" value="plain"%s> Plain</label>
                    <label><input type="radio" id="gift-golden" name="wrapping" value="golden"%s> Golden</label>
                  </form>
                  %s
                </section>""".formatted(
                root,
                BASE,
                field("message", "Message", "off", "text", 40, gift.message, wrong.equals("message") ? error : ""),
                field("email", "Sender's e-mail", "email", "email", 60, gift.email, wrong.equals("email") ? error : ""),
                gift.wrapping.equals("plain") ? " checked" : "",
                gift.wrapping.equals("golden") ? " checked" : "",
                skeleton
                        ? ""
                        : "<data data-amount=\"%1$d\" data-currency=\"EUR\" value=\"%1$d\">€</data>"
                                .formatted(price(gift)));
    }

    private String field(
            String name, String label, String autocomplete, String type, int longest, String value, String error) {
        return """
                <div class="field" id="gift-%1$s-field">
                  <label for="gift-%1$s">%2$s</label>
                  <input id="gift-%1$s" name="%1$s" autocomplete="%3$s" type="%4$s" maxlength="%5$d" value="%6$s" required%7$s
                    hx-post="%8$s" hx-trigger="change" hx-include="closest form" hx-target="#gift-%1$s-field" hx-select="#gift-%1$s-field" hx-swap="outerHTML">
                  %9$s
                </div>""".formatted(
                        name,
                        label,
                        autocomplete,
                        type,
                        longest,
                        forgotten.contains("escaping") ? value : escaped(value),
                        error.isEmpty() ? "" : " aria-invalid=\"true\" aria-describedby=\"gift-" + name + "-error\"",
                        BASE,
                        error.isEmpty() ? "" : "<p class=\"error\" id=\"gift-" + name + "-error\">" + error + "</p>");
    }

    private static long price(Gift gift) {
        return gift.wrapping.equals("golden") ? 500 : 200;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private boolean isLetIn(String proof, String id) {
        return verified.contains(id + proof) || (proves(proof, id) && verified.add(id + proof));
    }

    private boolean proves(String proof, String id) {
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
            jws.setCompactSerialization(proof);
            PublicJsonWebKey key = jws.getHeaders().getPublicJwkHeaderValue("jwk", null);
            Object raw = jws.getHeaders().getObjectHeaderValue("jwk");
            jws.setKey(key.getPublicKey());
            JsonNode claims = json.readTree(jws.getUnverifiedPayload());
            long now = Instant.now().getEpochSecond();
            long issued = claims.path("iat").asLong();
            long expires = claims.path("exp").asLong();
            boolean signed = jws.getAlgorithmHeaderValue().equals("ES256") && jws.verifySignature();
            String named = forgotten.contains("IDs in lower case") ? id.toLowerCase(Locale.ROOT) : id;
            return rule(
                    "proofs are needed",
                    ID.matcher(named).matches()
                            && rule("signatures", signed)
                            && rule("proofs have a type", "correlation-proof+jwt".equals(jws.getHeader("typ")))
                            && rule("the parts of the key", ((Map<?, ?>) raw).size() == 4)
                            && rule("the ID is the thumbprint", named.equals(idOf(key)))
                            && rule("the subject", claims.path("sub").asText().equals(named))
                            && rule("the audience", claims.path("aud").asText().equals(NAME))
                            && rule("expiry", now < expires + 60)
                            && rule("the longest life", expires - issued <= 300)
                            && rule("the future", issued <= now + 60));
        } catch (Exception e) {
            return rule("proofs are needed", false);
        }
    }

    /** Another way than the tool's: bit by bit, by the words of the contract. */
    private static String idOf(PublicJsonWebKey key) throws Exception {
        StringBuilder bits = new StringBuilder();
        for (byte b : key.calculateThumbprint("SHA-256")) {
            bits.append(String.format("%8s", Integer.toBinaryString(b & 0xFF)).replace(' ', '0'));
        }
        String uuid = bits.substring(0, 48) + "1000" + bits.substring(48, 60) + "10" + bits.substring(60, 122);
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < 128; i += 4) {
            hex.append(Integer.toHexString(Integer.parseInt(uuid.substring(i, i + 4), 2)));
        }
        return hex.insert(20, '-')
                .insert(16, '-')
                .insert(12, '-')
                .insert(8, '-')
                .toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
