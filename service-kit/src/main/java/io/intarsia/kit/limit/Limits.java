package io.intarsia.kit.limit;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever asks for what costs something more often than shoppers do: to try cards, to seal (which takes places on hold), to begin checkouts. It stands behind the proof, so that nobody can use up
 * what another's checkout may do. Each process counts by itself.
 */
@Singleton
class Limits {
    static final int BEHIND_THE_PROOF = Priorities.USER + 100;

    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");
    private static final int CHECKOUTS_KNOWN = 10_000;

    private final Limit payByCheckout;
    private final Limit payByClient;
    private final Limit sealByClient;
    private final Limit newCheckoutsByClient;
    private final MeterRegistry meters;
    private final Map<Method, String> steps = new ConcurrentHashMap<>();
    private final Map<String, Boolean> known = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > CHECKOUTS_KNOWN;
        }
    });

    private record Limit(String name, Brake brake) {}

    Limits(
            @ConfigProperty(name = "intarsia.limits.pay-by-checkout", defaultValue = "10 in 1h") String payByCheckout,
            @ConfigProperty(name = "intarsia.limits.pay-by-client", defaultValue = "30 in 1h") String payByClient,
            @ConfigProperty(name = "intarsia.limits.seal-by-client", defaultValue = "60 in 1h") String sealByClient,
            @ConfigProperty(name = "intarsia.limits.new-checkouts-by-client", defaultValue = "300 in 10m")
                    String newCheckoutsByClient,
            Clock clock,
            MeterRegistry meters) {
        this.payByCheckout = new Limit("pay-by-checkout", new Brake(Rate.parse(payByCheckout), clock));
        this.payByClient = new Limit("pay-by-client", new Brake(Rate.parse(payByClient), clock));
        this.sealByClient = new Limit("seal-by-client", new Brake(Rate.parse(sealByClient), clock));
        this.newCheckoutsByClient =
                new Limit("new-checkouts-by-client", new Brake(Rate.parse(newCheckoutsByClient), clock));
        this.meters = meters;
    }

    @ServerRequestFilter(priority = BEHIND_THE_PROOF)
    @Nullable
    Response count(ContainerRequestContext request, ResourceInfo asked, HttpServerRequest connection) {
        String checkout = request.getUriInfo().getPathParameters().getFirst("correlationId");
        if (checkout == null || HARMLESS.contains(request.getMethod())) {
            return null;
        }
        String client = Client.at(connection.remoteAddress()).key();
        Response refused = known.containsKey(checkout) ? null : refusedBy(newCheckoutsByClient, client);
        if (refused != null) {
            return refused;
        }
        known.put(checkout, true);
        return switch (stepOf(asked.getResourceMethod())) {
            case "POST seal" -> refusedBy(sealByClient, client);
            case "POST pay" -> refusedToPay(checkout, client);
            default -> null;
        };
    }

    private @Nullable Response refusedToPay(String checkout, String client) {
        Response refused = refusedBy(payByCheckout, checkout);
        if (refused != null) {
            return refused;
        }
        refused = refusedBy(payByClient, client);
        if (refused != null) {
            payByCheckout.brake.giveBack(checkout);
        }
        return refused;
    }

    private @Nullable Response refusedBy(Limit limit, String key) {
        Duration wait = limit.brake.untilNext(key);
        if (wait.isZero()) {
            return null;
        }
        meters.counter("intarsia.limits.refused", "limit", limit.name).increment();
        long seconds = wait.plusMillis(999).toSeconds();
        return Response.status(429)
                .header("Retry-After", seconds)
                .entity(Map.of(
                        "status",
                        429,
                        "detail",
                        "This was asked for too often; nothing was done, try again in " + seconds + " s"))
                .type("application/problem+json")
                .build();
    }

    /** As it stands in the code: a path can be written in many ways that lead to the same method. */
    private String stepOf(Method method) {
        return steps.computeIfAbsent(method, Limits::read);
    }

    private static String read(Method method) {
        Path path = method.getAnnotation(Path.class);
        String verb = method.isAnnotationPresent(jakarta.ws.rs.POST.class) ? "POST " : "";
        return path == null ? "" : verb + path.value().replaceAll("^/|/$", "");
    }
}
