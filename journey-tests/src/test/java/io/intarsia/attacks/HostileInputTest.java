package io.intarsia.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.attacks.Attack.Sent;
import io.intarsia.attacks.RawHttp.Answer;
import io.intarsia.faults.Crowd;
import io.intarsia.faults.ShopperKey;
import io.intarsia.launcher.Shop;
import io.intarsia.launcher.ShopOptions;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever is sent to any address of any service, straight or through the gateway, is answered, says what was expected, and changes nothing of anybody's. The addresses
 * are read from the services' classes, the fields from their widgets; what is wrong with a request, by a seed. Not part of {@code mvn verify}; {@code .ci/run} runs it.
 */
class HostileInputTest {
    private static final List<String> SERVICES =
            List.of("checkout-service", "delivery-service", "payment-service", "event-log-service");
    private static final Set<Integer> UNREAD = Set.of(400, 401, 403, 404, 405, 413, 415, 431);
    private static final Pattern HEAD_OF_SKELETON =
            Pattern.compile("^HEAD \\S*/checkouts/(\\.\\.|%2[eE]%2[eE])/widgets/[a-z-]+[ ?]");
    private static final Pattern TRACE = Pattern.compile(
            "\\bat [\\w.$]+\\([\\w]+\\.java:\\d+\\)|\\b(java|jakarta|org|io)\\.[a-z]+\\.[\\w.]+(Exception|Error)\\b|SQLSTATE|org\\.postgresql");
    private static final Pattern FIELD = Pattern.compile("<(?:input|select|textarea|button)[^>]* name=\"([^\"]+)\"");
    private static final int REQUESTS_OF_ONE = 60;
    private static final int MOST_FINDINGS = 40;

    private static Shop shop;

    private final List<String> findings = new ArrayList<>();

    @BeforeAll
    static void a_shop() {
        ShopOptions options = ShopOptions.of(Path.of("..").toAbsolutePath().normalize());
        Map<String, String> environment = new HashMap<>(options.environment());
        environment.putAll(Crowd.FROM_ONE_ADDRESS);
        shop = Shop.start(options.withEnvironment(environment)
                .withData(Path.of("target", "shop-attacked").toAbsolutePath())
                .withPort(0)
                .withReset(true));
    }

    @AfterAll
    static void it_closes() {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    void bad_input_is_answered_with_what_was_expected_and_changes_nothing() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        int cases = Integer.getInteger("cases", 6_000);
        System.out.printf("%d hostile requests, -Dseed=%d%n", cases, seed);
        Random random = new Random(seed);
        List<Endpoint> endpoints = new ArrayList<>();
        for (String service : SERVICES) {
            endpoints.addAll(Endpoint.of(service));
        }
        Set<String> inputs = endpoints.stream()
                .filter(one -> one.isOfACheckout()
                        && one.verb().equals("POST")
                        && one.path().equals(one.widget()))
                .map(Endpoint::widget)
                .collect(Collectors.toSet());
        ShopperKey victim = new ShopperKey();
        fill(victim);
        Map<String, String> before = everythingOf(victim, endpoints);
        Attack attack = new Attack(seed, fieldsOf(new ShopperKey(), endpoints), signedIn());
        Map<Integer, Integer> statuses = new TreeMap<>();
        ShopperKey attacker = new ShopperKey();
        for (int number = 0; number < cases; number++) {
            if (number % REQUESTS_OF_ONE == 0) {
                attacker = new ShopperKey();
                fill(attacker);
            }
            Endpoint endpoint = endpoints.get(random.nextInt(endpoints.size()));
            String address = random.nextBoolean() ? shop.url() : shop.address(endpoint.service());
            // What a widget shows that takes no input may change by itself.
            boolean watched = inputs.contains(endpoint.widget());
            String held = watched ? show(endpoint, attacker) : "";
            Sent sent = attack.next(endpoint, attacker, victim.id());
            Answer answer = RawHttp.send(address, sent.bytes());
            statuses.merge(answer.status(), 1, Integer::sum);
            check(sent, answer);
            if (watched
                    && UNREAD.contains(answer.status())
                    && !show(endpoint, attacker).equals(held)) {
                find("it was refused, and has changed something", sent, answer);
            }
        }
        System.out.println("Answered: " + statuses);
        assertThat(everythingOf(victim, endpoints))
                .as("what another shopper holds")
                .isEqualTo(before);
        noTraceInTheLogs();
        assertThat(findings).isEmpty();
        assertThat(statuses.keySet())
                .as("the attack is no shot in the dark: some of it is let in")
                .contains(200, 204, 400, 404, 405, 415, 422);
    }

    private void check(Sent sent, Answer answer) {
        int status = answer.status();
        if (status <= 0) {
            find(
                    status == 0 ? "the connection was closed without an answer" : "there was no answer in time",
                    sent,
                    answer);
        } else if (status >= 500) {
            find("a server's fault", sent, answer);
        }
        if (TRACE.matcher(answer.body()).find()) {
            find("it shows the inside", sent, answer);
        }
        if (answer.isHtml() && (answer.body().contains("<zz") || answer.body().contains("\" zz="))) {
            find("a script would run", sent, answer);
        }
        if (!answer.header("X-Injected").isEmpty()) {
            find("a header was injected", sent, answer);
        }
        boolean isWidget = status == 409 || status == 412 || status == 422;
        if (status >= 400 && !isWidget && !sent.verb().equals("HEAD") && !saysWhatWasExpected(sent, answer)) {
            find("it does not say what was expected", sent, answer);
        }
        if (sent.endpoint().isForOperators()
                && !sent.signedIn()
                && status < 400
                && !sent.verb().equals("OPTIONS")) {
            find("an operator's address is open", sent, answer);
        }
        // Dots for an ID lead to a widget's skeleton, which everyone may see; of an answer to HEAD the path alone
        // tells.
        boolean isSkeleton = answer.body().contains(" inert")
                || HEAD_OF_SKELETON.matcher(sent.said()).find();
        if (sent.endpoint().isOfACheckout()
                && !sent.own()
                && !isSkeleton
                && status < 400
                && !sent.verb().equals("OPTIONS")) {
            find("it was let in without its own ID and proof", sent, answer);
        }
    }

    private static boolean saysWhatWasExpected(Sent sent, Answer answer) {
        // Of a login nobody is told more than that there is one; what is not HTTP, or whose first line is too long, is
        // refused before anything of ours reads it, and then the status alone says what is wrong.
        return answer.status() == 401
                || answer.status() == 414
                || answer.isHtml()
                || !isHttp(sent)
                || answer.header("Content-Type").startsWith("application/problem+json")
                        && Pattern.compile("\"detail\" *: *\"[^\"]{10,}")
                                .matcher(answer.body())
                                .find();
    }

    private static boolean isHttp(Sent sent) {
        String head = new String(sent.bytes(), StandardCharsets.ISO_8859_1).split("\r\n\r\n", 2)[0];
        return head.matches("[A-Za-z]+ [^ {}\"<>\\\\^`|]+ HTTP/1\\.1(\r\n[\\x20-\\x7e\t]+)*");
    }

    @Test
    void no_way_of_writing_a_path_leads_past_the_gateway() {
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        int cases = Integer.getInteger("cases", 6_000) / 3;
        System.out.printf("%d tricky paths, -Dseed=%d%n", cases, seed);
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "/",
                "//",
                "/.",
                "/..",
                "/%2e%2e",
                "/.%2e",
                "/%2E./",
                "%2f",
                "%5c",
                "\\",
                "/q",
                "/q/metrics",
                "/%71/metrics",
                "/q;/metrics",
                "/Q/metrics",
                "/q/metrics/",
                "/q//metrics",
                "/operator/queues",
                "/%6fperator/queues",
                "/operator;x/queues",
                "/OPERATOR/queues",
                "/operator%2fqueues",
                "/manifest",
                "/widgets/summary",
                "/checkout-service",
                "/payment-service",
                "/event-log-service",
                "/delivery-service",
                "/assets/..",
                "%00",
                "%09",
                "?",
                "#",
                ";a=b",
                "/%ff",
                "/%25%32%65",
                "/%u002e",
                "/é",
                "*",
                "/index.html",
                "/checkout",
                "/orders",
                "/event-log");
        for (int number = 0; number < cases; number++) {
            StringBuilder path = new StringBuilder(random.nextBoolean() ? "/" + SERVICES.get(random.nextInt(4)) : "");
            for (int count = 1 + random.nextInt(5); count > 0; count--) {
                path.append(pieces.get(random.nextInt(pieces.size())));
            }
            String target = switch (random.nextInt(12)) {
                case 0 -> "http://localhost" + path;
                case 1 -> "http://evil.example" + path;
                default -> path.toString();
            };
            String said = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            Answer answer = RawHttp.send(shop.url(), said.getBytes(StandardCharsets.UTF_8));
            check(said, answer);
            if (answer.status() == 200
                    && target.toLowerCase().contains("operator")
                    && answer.body().contains("data-widget=\"")
                    && !target.contains("?")
                    && !target.contains("#")
                    && !target.contains("/event-log")) {
                find("an operator's address is open", said, answer);
            }
        }
        noTraceInTheLogs();
        assertThat(findings).isEmpty();
    }

    @Test
    void what_two_servers_might_read_differently_is_refused() {
        String smuggled = "GET /checkout-service/q/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String form = "Content-Type: application/x-www-form-urlencoded\r\n";
        String post = "POST /checkout-service/checkouts/" + new ShopperKey().id()
                + "/widgets/summary HTTP/1.1\r\nHost: localhost\r\n" + form;
        List<String> requests = List.of(
                post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
                post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + smuggled,
                post + "Content-Length: 0\r\nContent-Length: " + smuggled.length() + "\r\n\r\n" + smuggled,
                post + "Content-Length: 5, 6\r\n\r\na=1" + smuggled,
                post + "Content-Length: -1\r\n\r\n" + smuggled,
                post + "Content-Length: +3\r\n\r\na=1" + smuggled,
                post + "Content-Length: 99999999999999999999\r\n\r\n" + smuggled,
                post + "Content-Length : 3\r\n\r\na=1" + smuggled,
                post + "Transfer-Encoding: xchunked\r\n\r\n" + smuggled,
                post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + smuggled,
                post + "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n" + smuggled,
                post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + smuggled,
                post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\na\r\n0\r\n\r\n" + smuggled,
                post + "Connection: Content-Length\r\nContent-Length: 3\r\n\r\na=1" + smuggled,
                "GET / HTTP/1.1\r\nHost: localhost\r\n Folded: yes\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nNo colon\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nNul: a\u0000b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(100_000) + "\r\n\r\n",
                "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /checkout-service/q/metrics HTTP/1.0\r\n\r\n",
                "GET  /  HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
                "\r\n\r\n\u0016\u0003\u0001",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        for (String request : requests) {
            Answer answer = RawHttp.sendUnfinished(shop.url(), request.getBytes(StandardCharsets.ISO_8859_1));
            if (answer.status() >= 500) {
                find("a server's fault", request, answer);
            }
            if (answer.body().contains("intarsia_outbox") || answer.body().contains("jvm_")) {
                find("the management is open", request, answer);
            }
        }
        noTraceInTheLogs();
        assertThat(findings).isEmpty();
        assertThat(RawHttp.send(
                                shop.url(),
                                "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII))
                        .status())
                .as("the page, afterwards")
                .isEqualTo(200);
    }

    @Test
    void who_sends_slowly_holds_up_nobody() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (String address : List.of(shop.url(), shop.address("payment-service"))) {
                URI to = URI.create(address);
                for (int i = 0; i < 200; i++) {
                    Socket socket = new Socket(to.getHost(), to.getPort());
                    slow.add(socket);
                    String begun = "POST /payment-service/checkouts/" + new ShopperKey().id()
                            + "/widgets/card/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nname=Z";
                    socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
                }
            }
            ShopperKey shopper = new ShopperKey();
            String path = "/payment-service/checkouts/" + shopper.id() + "/widgets/card";

            assertThat(ask("GET", path, "", shopper).status()).isEqualTo(200);
            assertThat(ask("POST", path + "/check", "name=Zoe", shopper).status())
                    .isEqualTo(422);
            assertThat(RawHttp.send(
                                    shop.url(),
                                    "GET /payment-service/manifest HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                            .getBytes(StandardCharsets.US_ASCII))
                            .status())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private void check(String said, Answer answer) {
        if (answer.status() >= 500 || answer.status() < 0) {
            find("a server's fault", said, answer);
        }
        if (TRACE.matcher(answer.body()).find()) {
            find("it shows the inside", said, answer);
        }
        if (answer.body().contains("intarsia_outbox") || answer.body().contains("jvm_")) {
            find("the management is open", said, answer);
        }
    }

    private void find(String what, Sent sent, Answer answer) {
        find(what, sent.said(), answer);
    }

    private void find(String what, String said, Answer answer) {
        if (findings.size() < MOST_FINDINGS) {
            String readable = said.replaceAll("(Correlation-Proof: .{20})\\S*", "$1…");
            String request = readable.length() < 800 ? readable : readable.substring(0, 800) + "…";
            String body =
                    answer.body().length() < 300 ? answer.body() : answer.body().substring(0, 300) + "…";
            findings.add(what + "\n" + request + "\n-> " + answer.status() + " " + answer.header("Content-Type") + " "
                    + body + "\n");
        }
    }

    private void noTraceInTheLogs() {
        for (String service : shop.services()) {
            try {
                Matcher trace = Pattern.compile(
                                "(?m)^.* ERROR \\[(Doors?|QuarkusErrorHandler)].*|^.*\\R\\s+at [\\w.$]+\\(.*")
                        .matcher(Files.readString(shop.log(service), StandardCharsets.UTF_8));
                if (trace.find()) {
                    findings.add("the log of " + service + " has " + trace.group());
                }
            } catch (IOException e) {
                findings.add("the log of " + service + " cannot be read: " + e);
            }
        }
    }

    /** The cookie of an operator. */
    private static String signedIn() {
        String form = "j_username=operator&j_password=" + shop.operatorPassword();
        Answer answer = RawHttp.send(
                shop.address("checkout-service"),
                ("POST /checkout-service/j_security_check HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                                + "\r\n\r\n" + form)
                        .getBytes(StandardCharsets.US_ASCII));
        String cookie = answer.header("Set-Cookie").replaceFirst(";.*", "");
        assertThat(cookie).startsWith("intarsia-operator=");
        return cookie;
    }

    /** A basket, an address, an e-mail address. */
    private static void fill(ShopperKey shopper) {
        List<String> posts = List.of(
                "/checkout-service/checkouts/" + shopper.id() + "/widgets/summary sku=letter-tray&quantity=1",
                "/checkout-service/checkouts/" + shopper.id() + "/widgets/contact email=zoe%40example.org",
                "/delivery-service/checkouts/" + shopper.id()
                        + "/widgets/delivery name=Zoe+Maple&line1=Lindenallee+4&city=Leipzig&postcode=04109&country=DE");
        for (String post : posts) {
            String[] parts = post.split(" ");
            Answer answer = ask("POST", parts[0], parts[1], shopper);
            assertThat(answer.status()).as(post + ": " + answer.body()).isEqualTo(200);
        }
    }

    private static Answer ask(String verb, String path, String body, ShopperKey shopper) {
        String service = path.split("/")[1];
        String said = verb + " " + path
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nCorrelation-Proof: "
                + shopper.proofFor(service) + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        return RawHttp.send(shop.address(service), said.getBytes(StandardCharsets.US_ASCII));
    }

    private static String show(Endpoint endpoint, ShopperKey shopper) {
        return ask(
                        "GET",
                        endpoint.widget()
                                .replace("{correlationId}", shopper.id().toString()),
                        "",
                        shopper)
                .body();
    }

    private static Map<String, String> everythingOf(ShopperKey shopper, List<Endpoint> endpoints) {
        Map<String, String> all = new TreeMap<>();
        for (Endpoint endpoint : endpoints) {
            if (endpoint.isOfACheckout() && endpoint.isAWidget()) {
                all.computeIfAbsent(endpoint.widget(), widget -> show(endpoint, shopper));
            }
        }
        return all;
    }

    /** Every field of every widget, with a value that is in order where one is known. */
    private static Map<String, String> fieldsOf(ShopperKey shopper, List<Endpoint> endpoints) {
        fill(shopper);
        Set<String> names = new TreeSet<>(
                List.of("quote", "total", "currency", "sku", "quantity", "j_username", "j_password", "why"));
        everythingOf(shopper, endpoints).values().forEach(widget -> {
            Matcher field = FIELD.matcher(widget);
            while (field.find()) {
                names.add(field.group(1));
            }
        });
        Map<String, String> known = Map.ofEntries(
                Map.entry("sku", "letter-tray"),
                Map.entry("quantity", "2"),
                Map.entry("email", "zoe@example.org"),
                Map.entry("name", "Zoe Maple"),
                Map.entry("line1", "Lindenallee 4"),
                Map.entry("city", "Leipzig"),
                Map.entry("postcode", "04109"),
                Map.entry("country", "DE"),
                Map.entry("number", "4242424242424242"),
                Map.entry("expiry", "12/34"),
                Map.entry("code", "123"),
                Map.entry("total", "8900"),
                Map.entry("currency", "EUR"));
        Map<String, String> fields = new LinkedHashMap<>();
        names.forEach(name -> fields.put(name, known.getOrDefault(name, "")));
        assertThat(fields)
                .as("the fields of the widgets")
                .containsKeys("email", "line1", "postcode", "number", "quantity");
        return fields;
    }
}
