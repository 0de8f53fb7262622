package io.intarsia.shell;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** A widget with two fields, an amount and every step of placing an order; keeps what it is told by checkout, as the contract wants it. */
class Shelf implements HttpHandler {
    private static final int CLOCK_DIFFERENCE_SECONDS = 60;

    private static final String TEMPLATE = """
            <section data-widget="%1$s" aria-labelledby="%2$s-heading" data-version="%3$d"%4$s>
              <h2 id="%2$s-heading">%2$s</h2>
              <form>
                <div class="field" id="%2$s-note-field">
                  <label for="%2$s-note">Note of %2$s</label>
                  <input id="%2$s-note" name="note" value="%5$s"%6$s hx-post="%7$s" hx-trigger="change" hx-include="closest form"
                         hx-target="#%2$s-note-field" hx-select="#%2$s-note-field" hx-swap="outerHTML">
                </div>
                <input id="%2$s-extra" name="extra" aria-label="Extra of %2$s" value="%8$s" hx-post="%7$s" hx-trigger="change" hx-include="closest form"
                       hx-target="this" hx-select="#%2$s-extra" hx-swap="outerHTML">
                <input id="%2$s-secret" name="secret" aria-label="Secret of %2$s" data-keep>
              </form>
              <data data-amount="%9$d" data-currency="EUR">%9$d</data>
            </section>""";

    /** What arrived, in order: method, what is below the ID, and what came with it. */
    final List<Asked> asked = new CopyOnWriteArrayList<>();

    /** Ends of paths that are answered by a status, or not at all (0). */
    final Map<String, Integer> trouble = new ConcurrentHashMap<>();

    /** What a trouble of 429 says. */
    volatile String retryAfter = "2";

    /** What it costs, in cents. */
    volatile int amount = 1290;

    /** For how long a quote is good, in seconds. */
    volatile int goodFor = 950;

    /** Whether it says that there is nothing to buy. */
    volatile boolean empty;

    private final String service;
    private final String widget;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    Shelf(String service, String widget) {
        this.service = service;
        this.widget = widget;
    }

    record Asked(String id, String step, Map<String, String> form, Headers headers) {
        JsonWebSignature proof() {
            try {
                JsonWebSignature proof = new JsonWebSignature();
                proof.setCompactSerialization(headers.getFirst("Correlation-Proof"));
                return proof;
            } catch (JoseException e) {
                throw new IllegalStateException(e);
            }
        }

        long issued() {
            String claims =
                    new String(Base64.getUrlDecoder().decode(proof().getEncodedPayload()), StandardCharsets.UTF_8);
            return Long.parseLong(claims.replaceAll(".*\"iat\":(\\d+).*", "$1"));
        }
    }

    private record Held(int version, String note, String extra, boolean sealed) {
        Held(int version, String note, boolean sealed) {
            this(version, note, "", sealed);
        }
    }

    String skeleton() {
        return html(
                new Held(0, "", false),
                " aria-busy=\"true\" inert hx-get=\"" + base()
                        + "\" hx-trigger=\"load\" hx-target=\"this\" hx-swap=\"outerHTML\"");
    }

    /** The widget again when something happens on the page. */
    private String listening() {
        return " hx-get=\"" + base() + "\" hx-trigger=\"" + service
                + ":changed from:body\" hx-target=\"this\" hx-swap=\"outerHTML\"";
    }

    List<String> steps() {
        return asked.stream().map(Asked::step).toList();
    }

    Asked last(String step) {
        return asked.stream()
                .filter(one -> one.step().equals(step))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    String noteOf(String id) {
        return held.getOrDefault(id, new Held(0, "", false)).note();
    }

    /** As if another tab had changed it, unseen by this one. */
    void changesElsewhere(String id) {
        held.compute(id, (any, before) -> new Held(before.version() + 1, "from elsewhere", false));
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        String id = path[3];
        String step = (exchange.getRequestMethod() + " " + (path.length > 6 ? path[6] : "")).strip();
        Asked now = new Asked(id, step, form(exchange), exchange.getRequestHeaders());
        asked.add(now);
        Integer status = trouble.get(step);
        if (Math.abs(now.issued() - System.currentTimeMillis() / 1000) > CLOCK_DIFFERENCE_SECONDS) {
            SmallService.text(exchange, 404, "");
        } else if (status == null) {
            answer(exchange, now, held.computeIfAbsent(id, unknown -> new Held(0, "", false)));
        } else if (status == 0) {
            exchange.close();
        } else {
            if (status == 429) {
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
            }
            SmallService.text(exchange, status, "");
        }
    }

    private void answer(HttpExchange exchange, Asked now, Held before) throws IOException {
        switch (now.step()) {
            case "GET" -> show(exchange, 200, before);
            case "POST" -> save(exchange, now, before);
            case "POST check" -> check(exchange, now, before);
            case "POST seal" -> seal(exchange, now, before);
            case "POST carry-over" -> {
                held.put(now.id(), new Held(1, noteOf(now.headers().getFirst("Carried-From")), false));
                SmallService.text(exchange, 204, "");
            }
            default -> SmallService.text(exchange, 204, "");
        }
    }

    private void save(HttpExchange exchange, Asked now, Held before) throws IOException {
        if (before.sealed()) {
            exchange.getResponseHeaders().set("Widget-State", "sealed");
            show(exchange, 409, before);
            return;
        }
        Held after = new Held(
                before.version() + 1,
                now.form().getOrDefault("note", ""),
                now.form().getOrDefault("extra", ""),
                false);
        held.put(now.id(), after);
        exchange.getResponseHeaders().set("HX-Trigger", service + ":changed");
        show(exchange, 200, after);
    }

    private void check(HttpExchange exchange, Asked now, Held before) throws IOException {
        if (now.form().getOrDefault("note", "").equals("wrong")) {
            show(exchange, 422, new Held(before.version(), "wrong", before.sealed()));
        } else {
            SmallService.text(exchange, 204, "");
        }
    }

    private void seal(HttpExchange exchange, Asked now, Held before) throws IOException {
        if (!now.headers().getFirst("If-Match").equals("\"" + before.version() + "\"")) {
            show(exchange, 412, before);
            return;
        }
        held.put(now.id(), new Held(before.version(), before.note(), before.extra(), true));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        SmallService.text(exchange, 200, "{\"quote\":\"" + quote() + "\"}");
    }

    /** Unsigned, which is nothing to the page. */
    private String quote() {
        String claims = "{\"exp\":" + (System.currentTimeMillis() / 1000 + goodFor) + "}";
        return "quote-of-" + service + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".";
    }

    private void show(HttpExchange exchange, int status, Held content) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/html;charset=UTF-8");
        SmallService.text(exchange, status, html(content, listening()));
    }

    private String html(Held content, String attributes) {
        String wrong = content.note().equals("wrong") ? " aria-invalid=\"true\"" : "";
        return TEMPLATE.formatted(
                service + "/" + widget,
                widget,
                content.version(),
                attributes + (empty ? " data-empty" : ""),
                content.note(),
                wrong,
                base(),
                content.extra(),
                amount);
    }

    private String base() {
        return "/" + service + "/checkouts/{correlationId}/widgets/" + widget;
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> form = new TreeMap<>();
        for (String pair : body.isEmpty() ? Set.<String>of() : Set.of(body.split("&"))) {
            String[] parts = pair.split("=", 2);
            form.merge(
                    decoded(parts[0]),
                    decoded(parts[1]),
                    (one, other) -> one.compareTo(other) < 0 ? one + " " + other : other + " " + one);
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
