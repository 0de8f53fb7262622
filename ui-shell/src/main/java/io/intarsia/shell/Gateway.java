package io.intarsia.shell;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import jakarta.inject.Singleton;
import java.net.ConnectException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Where there is no ingress: passes what is below {@code /<service>/} through to that service, unread. A request goes on when all of it is here, so that who sends slowly takes
 * no connection to a service from the others. Widgets use the same addresses either way.
 */
@Singleton
class Gateway {
    /**
     * What two servers might read differently: dot segments, empty segments, backslashes, path parameters, fragments, control characters; and encoded: control characters, slashes,
     * backslashes, semicolons, percent signs, and what needs no encoding (a {@code %71} that the service reads as {@code q} would lead to its management).
     */
    private static final Pattern TRICK = Pattern.compile(
            "(^|/)\\.{1,2}(/|$)|//|[\\\\;#\\x00-\\x20\\x7f]"
                    + "|%[01]|%2[5def]|%3[\\db]|%[46][1-9a-f]|%[57][0-9a]|%5[cf]|%7[ef]|%(?![0-9a-f]{2})",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern MANAGEMENT = Pattern.compile("/[^/]+/q(?!/health(/|$))(/.*)?");

    /** They concern one connection, not the message (RFC 9110, section 7.6.1). */
    private static final List<String> HOP_BY_HOP = List.of(
            "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Upgrade",
            "Expect");

    private static final List<String> SET_BY_US = List.of(
            "Forwarded",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Proto",
            "X-Forwarded-Port",
            "X-Forwarded-Prefix",
            "X-Forwarded-Ssl",
            "X-Real-IP");

    private final ServiceList services;
    private final Registry registry;
    private final TrustedProxies proxies;
    private final Room room;
    private final Vertx vertx;
    private final HttpProxy proxy;
    private final long limitMillis;
    private final long mostBytes;

    Gateway(
            Vertx vertx,
            ServiceList services,
            Registry registry,
            TrustedProxies proxies,
            Room room,
            ShellConfiguration configuration,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
        this.mostBytes = most.asLongValue();
        this.services = services;
        this.registry = registry;
        this.proxies = proxies;
        this.room = room;
        this.vertx = vertx;
        this.limitMillis = configuration.gatewayLimit().toMillis();
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(1_000)
                .setMaxPoolSize(64)
                .setKeepAliveTimeout(15)
                .setDecompressionSupported(false));
        this.proxy = HttpProxy.reverseProxy(client)
                .origin(context ->
                        context.client().request(optionsFor(context.request().proxiedRequest())))
                .addInterceptor(new Headers());
    }

    /** @return false if the path belongs to no service, or to its management: of that only its health is for everybody */
    boolean pass(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = pathOf(request);
        String service = ownerOf(path);
        if (services.addressOf(service).isEmpty() || MANAGEMENT.matcher(path).matches()) {
            return false;
        }
        proxy.handle(request);
        return true;
    }

    /** Whether the path is written so that two servers might read it differently. */
    static boolean isTricky(HttpServerRequest request) {
        return TRICK.matcher(pathOf(request)).find();
    }

    static String pathOf(HttpServerRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    static String ownerOf(String path) {
        int end = path.indexOf('/', 1);
        return path.startsWith("/") && end > 0 ? path.substring(1, end) : "";
    }

    private RequestOptions optionsFor(HttpServerRequest request) {
        URI address = services.addressOf(ownerOf(pathOf(request))).orElseThrow();
        return new RequestOptions()
                .setHost(address.getHost())
                .setPort(address.getPort() < 0 ? 80 : address.getPort())
                .setIdleTimeout(limitMillis);
    }

    static void problem(HttpServerResponse response, int status, String detail) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end("{\"status\":" + status + ",\"detail\":\"" + detail + "\"}");
    }

    /** More came than a request may have, or less than it said, in the time that it has. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        Refused(int status, String expected) {
            super(expected, null, false, false);
            this.status = status;
        }
    }

    /** Says who asks, whatever the client says; and what it means when nobody answers. */
    private class Headers implements ProxyInterceptor {
        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            ProxyRequest passed = context.request();
            HttpServerRequest original = passed.proxiedRequest();
            dropHopByHop(passed.headers());
            SET_BY_US.forEach(passed.headers()::remove);
            passed.putHeader("X-Forwarded-Host", String.valueOf(original.authority()));
            passed.putHeader("X-Forwarded-Proto", proxies.schemeOf(original));
            passed.putHeader("X-Forwarded-For", proxies.clientOf(original));
            Room.Place place = room.placeFor(proxies.keyOf(original));
            return whole(original, place)
                    .compose(
                            body -> {
                                passed.setBody(Body.body(body));
                                return context.sendRequest()
                                        .recover(failure -> Future.succeededFuture(unanswered(passed, failure)));
                            },
                            failure -> Future.succeededFuture(refused(
                                    passed,
                                    failure instanceof Refused refused
                                            ? refused
                                            : new Refused(400, "A request has the body that it says it has"))))
                    .onComplete(sent -> place.leave());
        }

        /** The body, of which there is as much as a service takes at most, and for which nobody waits for ever. */
        private Future<Buffer> whole(HttpServerRequest request, Room.Place place) {
            Promise<Buffer> whole = Promise.promise();
            Buffer body = Buffer.buffer();
            long timer = vertx.setTimer(
                    limitMillis,
                    late -> whole.tryFail(
                            new Refused(408, "A request is here within " + limitMillis / 1_000 + " seconds")));
            request.exceptionHandler(whole::tryFail);
            request.endHandler(end -> whole.tryComplete(body));
            request.handler(part -> {
                if (whole.future().isComplete()) {
                    return;
                }
                if (body.length() + part.length() > mostBytes) {
                    whole.tryFail(new Refused(413, "A request has at most " + mostBytes + " bytes"));
                } else if (!place.takes(part.length())) {
                    whole.tryFail(new Refused(503, "Too much is on its way; try again in a moment"));
                } else {
                    body.appendBuffer(part);
                }
            });
            request.resume();
            return whole.future().onComplete(here -> vertx.cancelTimer(timer));
        }

        private ProxyResponse refused(ProxyRequest request, Refused refused) {
            request.release();
            HttpServerRequest original = request.proxiedRequest();
            // What is still to come of it would be taken for the next request; in HTTP/2, where requests share a
            // connection, it is not.
            if (original.version() != HttpVersion.HTTP_2) {
                original.response().endHandler(sent -> original.connection().close());
            }
            ProxyResponse answer = request.response();
            if (refused.status == 503) {
                answer.putHeader("Retry-After", "1");
            }
            return answer.setStatusCode(refused.status)
                    .putHeader("Content-Type", "application/problem+json")
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("Connection", "close")
                    .setBody(Body.body(Buffer.buffer(
                            "{\"status\":" + refused.status + ",\"detail\":\"" + refused.getMessage() + "\"}")));
        }

        @Override
        public Future<Void> handleProxyResponse(ProxyContext context) {
            dropHopByHop(context.response().headers());
            return context.sendResponse();
        }

        private static void dropHopByHop(MultiMap headers) {
            for (String named : headers.getAll("Connection")) {
                Stream.of(named.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .forEach(headers::remove);
            }
            headers.remove("Connection");
            HOP_BY_HOP.forEach(headers::remove);
        }

        private ProxyResponse unanswered(ProxyRequest request, Throwable failure) {
            String service = ownerOf(pathOf(request.proxiedRequest()));
            if (failure instanceof ConnectException) {
                registry.foundAway(service);
            }
            request.release();
            int status = failure instanceof TimeoutException ? 504 : 503;
            return request.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/problem+json")
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("Retry-After", "1")
                    .setBody(Body.body(Buffer.buffer("{\"status\":" + status + ",\"detail\":\"" + service
                            + " does not answer; try again in a moment\"}")));
        }
    }
}
