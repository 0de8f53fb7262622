package io.intarsia.shell;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Fetches manifests, skeletons, style sheets and scripts, each within its own time limit and size. */
@Singleton
class Fetch {
    private static final int LARGEST = 256 * 1024;

    private final Vertx vertx;
    private final HttpClient client;

    Fetch(Vertx vertx) {
        this.vertx = vertx;
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(1_000)
                .setMaxPoolSize(16)
                .setKeepAliveTimeout(30));
    }

    record Answer(int status, Buffer body, MultiMap headers) {
        @Nullable
        String header(CharSequence name) {
            return headers.get(name);
        }

        @Nullable
        String tag() {
            return header(HttpHeaders.ETAG);
        }
    }

    /** Asks for a path of a service, in a language if there is one; fails when the time is over, the service is away, or the answer is too large. */
    Future<Answer> get(URI address, String path, @Nullable String language, @Nullable String tag, Duration limit) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(address.getHost())
                .setPort(address.getPort() < 0 ? 80 : address.getPort())
                .setURI(path)
                .setTimeout(limit.toMillis());
        if (language != null) {
            options.putHeader("Accept-Language", language);
        }
        if (tag != null) {
            options.putHeader("If-None-Match", tag);
        }
        return client.request(options).compose(request -> answer(request, limit));
    }

    /** The client's own limit begins anew with every byte; this one ends an answer that comes drop by drop. */
    private Future<Answer> answer(HttpClientRequest request, Duration limit) {
        Promise<Answer> answer = Promise.promise();
        long timer = vertx.setTimer(limit.toMillis(), over -> {
            answer.tryFail(new TimeoutException("not answered in full within " + limit.toMillis() + " ms"));
            request.reset();
        });
        request.exceptionHandler(answer::tryFail)
                .send()
                .compose(response -> body(request, response)
                        .map(body -> new Answer(response.statusCode(), body, response.headers())))
                .onComplete(done -> vertx.cancelTimer(timer))
                .onSuccess(answer::tryComplete)
                .onFailure(answer::tryFail);
        return answer.future();
    }

    private static Future<Buffer> body(HttpClientRequest request, HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail)
                .endHandler(end -> whole.tryComplete(body))
                .handler(part -> {
                    if (body.length() + part.length() > LARGEST) {
                        whole.tryFail(new IllegalStateException("more than " + LARGEST + " bytes"));
                        request.reset();
                    } else {
                        body.appendBuffer(part);
                    }
                });
        return whole.future();
    }
}
