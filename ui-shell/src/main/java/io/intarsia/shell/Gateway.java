package io.intarsia.shell;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import jakarta.inject.Singleton;
import java.net.ConnectException;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where there is no ingress: passes what is below {@code /<service>/} through to that service, streaming and unread. Widgets use the same addresses either way.
 */
@Singleton
class Gateway {
    /** Path tricks that two servers might read differently: dot segments, encoded slashes, backslashes and percent signs, control characters, empty segments. */
    private static final Pattern TRICK = Pattern.compile(
            "(^|/)\\.{1,2}(/|$)|//|\\\\|%2f|%5c|%2e|%25|%00|%0|%1|%7f|[\\x00-\\x20\\x7f]|;", Pattern.CASE_INSENSITIVE);

    private static final List<String> SET_BY_US =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Real-IP");

    private final ServiceList services;
    private final Registry registry;
    private final HttpProxy proxy;
    private final long limitMillis;

    Gateway(Vertx vertx, ServiceList services, Registry registry, ShellConfiguration configuration) {
        this.services = services;
        this.registry = registry;
        this.limitMillis = configuration.gatewayLimit().toMillis();
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(1_000)
                .setMaxPoolSize(64)
                .setKeepAliveTimeout(15)
                .setDecompressionSupported(false));
        this.proxy = HttpProxy.reverseProxy(client)
                .originRequestProvider((request, target) -> target.request(optionsFor(request)))
                .addInterceptor(new Headers());
    }

    /** @return false if the path belongs to no service */
    boolean pass(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = pathOf(request);
        String service = ownerOf(path);
        if (services.addressOf(service).isEmpty()) {
            return false;
        }
        if (TRICK.matcher(path).find()) {
            problem(context.response(), 400, "The path of a request has no dot segments, empty segments, encoded slashes or control characters");
        } else if (isManagement(path, service)) {
            return false;
        } else {
            proxy.handle(request);
        }
        return true;
    }

    /** Of a service's management only its health is for everybody. */
    private static boolean isManagement(String path, String service) {
        return (path + "/").startsWith("/" + service + "/q/") && !path.startsWith("/" + service + "/q/health");
    }

    private static String pathOf(HttpServerRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static String ownerOf(String path) {
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

    /** Says who asks, whatever the client says; and what it means when nobody answers. */
    private class Headers implements ProxyInterceptor {
        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            ProxyRequest passed = context.request();
            HttpServerRequest original = passed.proxiedRequest();
            SET_BY_US.forEach(passed.headers()::remove);
            passed.putHeader("X-Forwarded-Host", String.valueOf(original.authority()));
            passed.putHeader("X-Forwarded-Proto", original.isSSL() ? "https" : "http");
            passed.putHeader("X-Forwarded-For", original.remoteAddress().hostAddress());
            return context.sendRequest().recover(failure -> Future.succeededFuture(unanswered(passed, failure)));
        }

        private ProxyResponse unanswered(ProxyRequest request, Throwable failure) {
            String service = ownerOf(pathOf(request.proxiedRequest()));
            if (failure instanceof ConnectException) {
                registry.foundAway(service);
            }
            request.release();
            return request.response()
                    .setStatusCode(503)
                    .putHeader("Content-Type", "application/problem+json")
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("Retry-After", "1")
                    .setBody(io.vertx.httpproxy.Body.body(io.vertx.core.buffer.Buffer.buffer(
                            "{\"status\":503,\"detail\":\"" + service + " does not answer; try again in a moment\"}")));
        }
    }
}
