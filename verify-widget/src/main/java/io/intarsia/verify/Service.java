package io.intarsia.verify;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The running service, asked over HTTP. What holds for every answer is looked at in every answer. */
final class Service {
    static final String FORM = "application/x-www-form-urlencoded";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI address;
    private final EveryAnswer everyAnswer;

    /** @param address ends in the service's path, for example {@code http://localhost:8080/delivery-service} */
    Service(URI address, Report report) {
        this.address = address;
        this.everyAnswer = new EveryAnswer(name(), report);
    }

    /** The path of the service's URLs is its name. */
    String name() {
        return address.getPath().replaceAll("^/|/$", "");
    }

    Answer get(String path, String... headers) {
        return send("GET", path, null, null, headers);
    }

    Answer post(String path, Typed typed, String... headers) {
        return send("POST", path, typed.encoded(), FORM, headers);
    }

    /** @param path absolute, as it stands in a page */
    Answer send(String method, String path, @Nullable String body, @Nullable String contentType, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(escaped(path)))
                .timeout(PATIENCE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        Answer answer = sent(request.build(), method + " " + withoutId(path));
        everyAnswer.check(answer, path);
        return answer;
    }

    private Answer sent(HttpRequest request, String asked) {
        long start = System.nanoTime();
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            return new Answer(
                    asked,
                    response.statusCode(),
                    response,
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        } catch (IOException e) {
            throw new NoAnswer(asked + " at " + address + " was not answered: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer("Interrupted", e);
        }
    }

    private static String escaped(String path) {
        return path.replace(Entry.ID, URLEncoder.encode(Entry.ID, StandardCharsets.UTF_8))
                .replace(" ", "%20");
    }

    /** So that a sentence is the same for every shopper. */
    private static String withoutId(String path) {
        return path.replaceFirst("/checkouts/[^/?]+", "/checkouts/" + Entry.ID);
    }

    /** The service is away, or hangs: nothing more can be said of it. */
    static final class NoAnswer extends RuntimeException {
        NoAnswer(String message, Exception cause) {
            super(message, cause);
        }
    }
}
