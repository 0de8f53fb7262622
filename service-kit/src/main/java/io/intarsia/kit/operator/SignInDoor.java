package io.intarsia.kit.operator;

import io.intarsia.kit.limit.Client;
import io.intarsia.kit.widget.OwnPages;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Stands before Quarkus's login: takes only forms, which is all that it can read, at one address, and slows down whoever guesses. After five wrong passwords from one address each
 * further one costs a pause that doubles, up to a minute. A right one is not counted, but does not make those before it be forgotten: whoever has one of his own would guess at
 * another's as fast as he can sign in himself. Others are not held up, or a stranger could lock the operator out; nor does a try count that another site's page makes in the
 * operator's browser, and so from the operator's address.
 */
@Singleton
class SignInDoor {
    private static final int BEFORE_AUTHENTICATION = 250;
    static final String DOOR = "/j_security_check";
    private static final String COOKIE = Logins.COOKIE + "=";
    private static final int FREE = 5;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration FORGIVEN_AFTER = Duration.ofMinutes(15);
    private static final int REMEMBERED = 10_000;

    private final Clock clock;
    private final String door;
    private final Map<String, Wrong> wrong = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Wrong> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Wrong(int times, Instant last) {
        Instant nextAt() {
            long seconds = times < FREE ? 0 : 1L << Math.min(times - FREE, 10);
            return last.plusSeconds(Math.min(seconds, LONGEST_PAUSE.toSeconds()));
        }
    }

    SignInDoor(Clock clock, @ConfigProperty(name = "quarkus.application.name") String service) {
        this.clock = clock;
        this.door = "/" + service + DOOR;
    }

    void open(@Observes Filters filters) {
        filters.register(this::pass, BEFORE_AUTHENTICATION);
    }

    private void pass(RoutingContext request) {
        if (!request.request().method().equals(HttpMethod.POST)
                || !request.normalizedPath().endsWith(DOOR)) {
            request.next();
            return;
        }
        // Quarkus takes it at every path that ends so; what stands before the services keeps this one to its host name.
        if (!request.normalizedPath().equals(door)) {
            refuse(request, 404, "There is nothing here, or not for you");
            return;
        }
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.toLowerCase(Locale.ROOT).matches("application/x-www-form-urlencoded *(;.*)?")) {
            refuse(request, 415, "This address takes application/x-www-form-urlencoded");
            return;
        }
        if (!OwnPages.ask(request.request()::getHeader)) {
            refuse(request, 403, OwnPages.EXPECTED);
            return;
        }
        String client = Client.at(request.request().remoteAddress()).key();
        long pause = secondsUntilNext(client);
        if (pause > 0) {
            request.response().putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(pause));
            refuse(request, 429, "Too many wrong passwords; try again in " + pause + " s");
            return;
        }
        // Quarkus waits for the form's end, which never comes if it cannot be decoded or has too many fields.
        request.request().exceptionHandler(malformed -> {
            if (!request.response().ended()) {
                refuse(request, 400, "This address takes a form with the fields j_username and j_password");
            }
        });
        request.addEndHandler(ended -> {
            if (isSignedIn(request)) {
                countOneLess(client);
            }
        });
        request.next();
    }

    private static boolean isSignedIn(RoutingContext request) {
        return request.response().headers().getAll(HttpHeaders.SET_COOKIE).stream()
                .anyMatch(cookie -> cookie.startsWith(COOKIE) && !cookie.startsWith(COOKIE + ";"));
    }

    /** Whole seconds, rounded up; 0 if a try may be made now, which counts as wrong until it is right: a thousand at once are a thousand. */
    private synchronized long secondsUntilNext(String client) {
        Instant now = clock.instant();
        Wrong before = wrong.get(client);
        if (before != null && now.isBefore(before.nextAt())) {
            return Duration.between(now, before.nextAt()).plusMillis(999).toSeconds();
        }
        boolean forgiven = before == null || before.last.plus(FORGIVEN_AFTER).isBefore(now);
        wrong.remove(client);
        wrong.put(client, new Wrong(forgiven ? 1 : before.times + 1, now));
        return 0;
    }

    private synchronized void countOneLess(String client) {
        wrong.computeIfPresent(
                client, (same, before) -> before.times == 1 ? null : new Wrong(before.times - 1, before.last));
    }

    private static void refuse(RoutingContext request, int status, String detail) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end("{\"status\":" + status + ",\"detail\":\"" + detail + "\"}");
    }
}
