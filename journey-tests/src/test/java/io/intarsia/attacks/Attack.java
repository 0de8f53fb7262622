package io.intarsia.attacks;

import io.intarsia.faults.ShopperKey;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Makes one hostile request after the other, by a seed: mostly right, with one thing or a few that are wrong. */
final class Attack {
    /** Written so that whoever shows it unescaped is found out. */
    static final List<String> SCRIPTS = List.of("<zz onload=zz()>", "\" zz=\"", "' zz='", "</textarea><zz>", "]]><zz>");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\t",
            "\u0000",
            "a\u0007b",
            "a\r\nX-Injected: 1\r\n\r\n",
            "a".repeat(300),
            "a".repeat(5_000),
            "ä".repeat(2_100),
            "a".repeat(70_000),
            "\u202Eabc",
            "\uD83E\uDD84".repeat(40),
            "e\u0301".repeat(100),
            "'; drop table orders;--",
            "{config:quarkus.datasource.password}",
            "{#each}{cdi:inbox}",
            "${7*7}#{7*7}",
            "../../../../etc/passwd",
            "-1",
            "0",
            "1e309",
            "NaN",
            "Infinity",
            "2147483647",
            "2147483648",
            "-2147483649",
            "9223372036854775808",
            "99999999999999999999999999",
            "0x10",
            "٣",
            "１２",
            "1,5",
            "1.5",
            "+1",
            "null",
            "true",
            "[]",
            "{\"a\":1}",
            "eyJhbGciOiJub25lIn0.e30.",
            "a.b.c",
            "....",
            "%00",
            "%",
            "\uFEFF",
            "\u2028",
            "2026-02-30",
            "00000000-0000-8000-8000-000000000000");

    private static final List<String> RAW_VALUES =
            List.of("%FF%FE", "%C0%AF", "%E0%80", "%ED%A0%80", "%", "%zz", "%0", "a=b=c", "&&&", "+%2B+", "%F0%9F%A6");

    private static final List<String> VERBS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO", "get", "PROPFIND");

    private static final List<String> TYPES = List.of(
            "application/x-www-form-urlencoded; charset=UTF-16",
            "application/x-www-form-urlencoded; charset=nonsense",
            "application/x-www-form-urlencoded;charset=\"",
            "multipart/form-data",
            "multipart/form-data; boundary=" + "b".repeat(200),
            "application/json",
            "application/xml",
            "text/plain",
            "application/octet-stream",
            "text/html;charset=utf-7",
            "*/*",
            "/",
            "",
            "a".repeat(3_000));

    private static final List<String> IDS = List.of(
            "null",
            "0",
            "%00",
            "..",
            "%2e%2e",
            "%2E%2E%2Fq%2Fmetrics",
            "a".repeat(2_000),
            "%C3%A4",
            "%FF",
            "00000000-0000-8000-8000-000000000000",
            "ffffffff-ffff-8fff-bfff-ffffffffffff",
            "*",
            "1 or 1=1",
            "{correlationId}",
            "%7BcorrelationId%7D");

    private static final List<String> HEADERS = List.of(
            "Accept-Language: " + "de;q=0.5,".repeat(400),
            "Accept-Language: \u00e4\u0001;;;q=zz",
            "Accept: application/nonsense",
            "Accept: " + "a/b,".repeat(500),
            "Accept-Encoding: nonsense",
            "Cookie: intarsia-operator=" + "A".repeat(600),
            "Cookie: intarsia-operator=; =;;; q",
            "Origin: https://evil.example",
            "Origin: null",
            "Origin: http://[",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: ",
            "Authorization: Basic bm9ib2R5Om5vdGhpbmc=",
            "Authorization: Bearer " + "a.".repeat(300),
            "Range: bytes=0-0,5-",
            "If-None-Match: \"\u0001",
            "If-Modified-Since: yesterday",
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Proto: javascript",
            "X-Forwarded-For: 1.2.3.4, \u00ff",
            "X-Forwarded-Prefix: /evil",
            "Forwarded: for=\"_zz\";proto=zz;host=\"evil.example:99999\"",
            "X-HTTP-Method-Override: DELETE",
            "traceparent: 00-" + "0".repeat(32) + "-" + "0".repeat(16) + "-ff",
            "traceparent: " + "z".repeat(2_000),
            "HX-Request: <zz>",
            "Carried-From: nonsense",
            "Carried-From: 00000000-0000-8000-8000-000000000000",
            "Carried-From-Proof: nonsense");

    private static final List<String> VERSIONS = List.of(
            "*",
            "W/\"1\"",
            "abc",
            "\"-1\"",
            "\"99999999999999999999\"",
            "\"0\", \"1\"",
            "\"",
            "\"1",
            "1",
            "\"\u0001\"");

    private static final List<String> QUERIES = List.of(
            "after=NaN",
            "after=-1",
            "after=99999999999999999999",
            "after=&after=1",
            "after=%FF",
            "after=%00",
            "a".repeat(3_000),
            "&&&===",
            "number=zz&type=%27&service=%00&from=never&to=2026-13-45T99:99",
            "number=" + "A".repeat(500),
            "from=-999999999-01-01&to=+999999999-12-31",
            "before=zz&problem=maybe&checkout=zz",
            "checkout=%3Czz%3E",
            "checkout=00000000-0000-8000-8000-000000000000&after=zz",
            "from=2026-01-01T00:00&to=0000-00-00&type=payment.&service=payment-service&problem=true",
            "before=2026-01-01T00:00:00Z,zz&type=" + "a.".repeat(200),
            "type=%25%5F%5C&service=%27%3B--&number=%25",
            "number=00000000&before=-1&from=1&to=9");

    private final Random random;
    private final Map<String, String> fields;
    private final String login;

    /**
     * @param fields names of form fields, each with a value that is in order
     * @param login the cookie of an operator, whose own requests are hostile, too
     */
    Attack(long seed, Map<String, String> fields, String login) {
        this.random = new Random(seed);
        this.login = login;
        this.fields = Map.copyOf(fields);
    }

    /**
     * What is sent.
     *
     * @param signedIn whether it comes with an operator's login
     * @param own whether it comes with the ID and the proof of the one who sends it, so that it may be answered with good
     */
    record Sent(Endpoint endpoint, String verb, byte[] bytes, String said, boolean signedIn, boolean own) {}

    Sent next(Endpoint endpoint, ShopperKey own, UUID stranger) {
        List<Integer> wrong = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            wrong.add(random.nextInt(10));
        }
        String verb = wrong.contains(0) ? any(VERBS) : endpoint.verb();
        String id = wrong.contains(1) ? anyId(stranger) : own.id().toString();
        String proof = wrong.contains(2) ? anyProof(own, endpoint.service()) : own.proofFor(endpoint.service());
        String path = endpoint.path().replace("{correlationId}", id);
        path = path.replaceAll("\\{[^}]*}", random.nextBoolean() ? any(List.of("outbox", "inbox")) : quoted(any(IDS)));
        if (wrong.contains(3)) {
            path += "?" + any(QUERIES);
        }
        byte[] body = wrong.contains(4)
                ? anyBody()
                : form(wrong.contains(5) || wrong.contains(6)).getBytes(StandardCharsets.UTF_8);
        List<String> head = new ArrayList<>();
        head.add("Host: localhost");
        head.add("Connection: close");
        head.add("Content-Type: " + (wrong.contains(7) ? any(TYPES) : "application/x-www-form-urlencoded"));
        if (!proof.isEmpty()) {
            head.add("Correlation-Proof: " + proof);
        }
        if (endpoint.path().endsWith("/seal")) {
            head.add("If-Match: " + (wrong.contains(8) ? any(VERSIONS) : "\"1\""));
        }
        if (wrong.contains(9)) {
            head.add(any(HEADERS));
        }
        // What ends the login would have the rest of them refused.
        boolean signedIn = endpoint.isForOperators() && !endpoint.path().endsWith("/sign-out") && random.nextInt(4) > 0;
        if (signedIn) {
            head.add("Cookie: " + login);
        }
        head.add("Content-Length: " + body.length);
        String said = verb + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", head) + "\r\n\r\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(said.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        boolean isOwn = !wrong.contains(1) && !wrong.contains(2);
        return new Sent(endpoint, verb, bytes.toByteArray(), said + shortened(body), signedIn, isOwn);
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("$", "\\$");
    }

    private String anyId(UUID stranger) {
        return switch (random.nextInt(4)) {
            case 0 -> stranger.toString();
            case 1 -> UUID.randomUUID().toString();
            case 2 -> stranger.toString().toUpperCase(java.util.Locale.ROOT);
            default -> any(IDS).replace(" ", "%20");
        };
    }

    private String anyProof(ShopperKey own, String service) {
        String right = own.proofFor(service);
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> own.proofFor("another-service");
            case 2 -> new ShopperKey().proofFor(service);
            case 3 -> right.substring(0, right.length() - 2);
            case 4 -> right + "\r\nCorrelation-Proof: " + right;
            case 5 -> "a".repeat(6_000);
            case 6 -> "eyJhbGciOiJub25lIn0." + right.split("\\.")[1] + ".";
            default -> "\u00ff.\u0001.{}";
        };
    }

    private byte[] anyBody() {
        switch (random.nextInt(7)) {
            case 0:
                byte[] noise = new byte[random.nextInt(2_000)];
                random.nextBytes(noise);
                return noise;
            case 1:
                return ("[".repeat(20_000)).getBytes(StandardCharsets.UTF_8);
            case 2:
                return "a=1&".repeat(4_000).getBytes(StandardCharsets.UTF_8);
            case 3:
                return ("n".repeat(10_000) + "=1").getBytes(StandardCharsets.UTF_8);
            case 4:
                return new byte[200_000];
            case 5:
                return any(List.of("=", "&=&", "=1", "a=1&=")).getBytes(StandardCharsets.UTF_8);
            default:
                return new byte[0];
        }
    }

    private String form(boolean hostile) {
        Map<String, String> values = new LinkedHashMap<>();
        fields.forEach((name, value) -> values.put(name, URLEncoder.encode(value, StandardCharsets.UTF_8)));
        List<String> names = new ArrayList<>(values.keySet());
        if (hostile) {
            for (int count = 1 + random.nextInt(2); count > 0; count--) {
                values.put(any(names), anyValue());
            }
            if (random.nextInt(4) == 0) {
                values.remove(any(names));
            }
        }
        List<String> pairs = new ArrayList<>();
        values.forEach((name, value) -> pairs.add(name + "=" + value));
        if (hostile && random.nextInt(5) == 0) {
            pairs.add(any(pairs));
        }
        return String.join("&", pairs);
    }

    private String anyValue() {
        return switch (random.nextInt(4)) {
            case 0 -> any(RAW_VALUES);
            case 1 -> URLEncoder.encode(any(SCRIPTS), StandardCharsets.UTF_8);
            default -> URLEncoder.encode(any(TEXTS), StandardCharsets.UTF_8);
        };
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    private static String shortened(byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return text.length() < 1_500 ? text : text.substring(0, 1_500) + "… (" + body.length + " bytes)";
    }
}
