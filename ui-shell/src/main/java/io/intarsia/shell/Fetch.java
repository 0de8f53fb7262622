package io.intarsia.shell;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Fetches manifests and skeletons, each within its own time limit and size. */
@Singleton
class Fetch {
    private static final int LARGEST = 256 * 1024;

    private final HttpClient client;

    Fetch(Vertx vertx) {
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(1_000)
                .setMaxPoolSize(16)
                .setKeepAliveTimeout(30));
    }

    /** @param tag of the answer, if it had one */
    record Answer(int status, Buffer body, @Nullable String tag) {}

    /** Asks for a path of a service; fails when the time is over, the service is away, or the answer is too large. */
    Future<Answer> get(URI address, String path, @Nullable String tag, Duration limit) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(address.getHost())
                .setPort(address.getPort() < 0 ? 80 : address.getPort())
                .setURI(path)
                .setTimeout(limit.toMillis());
        if (tag != null) {
            options.putHeader("If-None-Match", tag);
        }
        return client.request(options)
                .compose(request -> request.send())
                .compose(response -> response.body().map(body -> {
                    if (body.length() > LARGEST) {
                        throw new IllegalStateException("more than " + LARGEST + " bytes");
                    }
                    return new Answer(response.statusCode(), body, response.getHeader("ETag"));
                }));
    }
}
