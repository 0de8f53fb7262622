package io.intarsia.faults;

import io.intarsia.faults.Town.Replica;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Takes a shopper's request to one of a service's replicas, and to another one if that fails, as an ingress and the page's script do together. */
final class Ingress {
    private static final Duration LIMIT = Duration.ofSeconds(8);
    private static final long PATIENCE_SECONDS = 60;

    private final Town town;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final Map<String, AtomicInteger> underWay = new TreeMap<>();
    final AtomicLong repeated = new AtomicLong();

    Ingress(Town town) {
        this.town = town;
        Town.SERVICES.forEach(service -> underWay.put(service, new AtomicInteger()));
    }

    /** Requests that a service has not answered yet. */
    int underWay(String service) {
        return underWay.get(service).get();
    }

    /**
     * Asks until there is an answer that is not the fault of a server.
     *
     * @param form names and values in turn
     * @throws Unanswered if there is none for a minute
     */
    Answer send(ShopperKey shopper, String verb, String service, String path, String version, String... form) {
        String address = "/" + service + "/checkouts/" + shopper.id() + "/widgets/" + path;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        String last = "";
        List<Replica> replicas = town.replicas.get(service);
        int turn = ThreadLocalRandom.current().nextInt(replicas.size());
        while (System.nanoTime() < until) {
            underWay.get(service).incrementAndGet();
            try {
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                                replicas.get(turn++ % replicas.size()).address() + address))
                        .timeout(LIMIT)
                        .header("Correlation-Proof", shopper.proofFor(service))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .method(verb, HttpRequest.BodyPublishers.ofString(encoded(form)));
                if (!version.isEmpty()) {
                    request.header("If-Match", '"' + version + '"');
                }
                HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() < 500) {
                    return new Answer(
                            response.statusCode(),
                            response.headers().firstValue("Widget-State").orElse(""),
                            response.body());
                }
                last = "it answered " + response.statusCode();
            } catch (IOException e) {
                last = e.toString();
            } catch (InterruptedException e) {
                throw new Unanswered(service + " was not waited for");
            } finally {
                underWay.get(service).decrementAndGet();
            }
            repeated.incrementAndGet();
            Town.pause(ThreadLocalRandom.current().nextInt(100, 500));
        }
        throw new Unanswered(service + "/" + path + " for " + PATIENCE_SECONDS + " s: " + last);
    }

    private static String encoded(String... form) {
        return java.util.stream.IntStream.range(0, form.length / 2)
                .mapToObj(i -> URLEncoder.encode(form[2 * i], StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(form[2 * i + 1], StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    static String[] join(String[] first, String... second) {
        String[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    record Answer(int status, String state, String body) {
        boolean good() {
            return status < 300;
        }
    }

    /** A service has not answered for as long as a shopper waits. */
    static final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unanswered(String message) {
            super(message);
        }
    }
}
