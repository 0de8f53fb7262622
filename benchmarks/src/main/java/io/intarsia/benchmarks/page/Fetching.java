package io.intarsia.benchmarks.page;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the shell would be if it held nothing: Vert.x alone, which fetches every fragment for every page and writes them into the layout. A fragment that fails is left out. */
final class Fetching {
    /** In the layout, where a fragment belongs. */
    static final String PART = "<!--part %s-->";

    private static final Pattern PARTS = Pattern.compile(PART.formatted("(\\S+)"));

    private final List<Buffer> texts = new ArrayList<>();
    private final List<RequestOptions> parts = new ArrayList<>();
    private final HttpClient client;

    /** Arguments: the port, the layout, and the milliseconds that a fragment may take. */
    public static void main(String[] arguments) throws IOException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Fetching fetching = new Fetching(vertx, Files.readString(Path.of(arguments[1])), Long.parseLong(arguments[2]));
        vertx.createHttpServer()
                .requestHandler(request -> fetching.page()
                        .onSuccess(page -> request.response()
                                .putHeader("Content-Type", "text/html;charset=UTF-8")
                                .end(page)))
                .listen(Integer.parseInt(arguments[0]), "127.0.0.1");
    }

    private Fetching(Vertx vertx, String layout, long limitMillis) {
        client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(128));
        Matcher part = PARTS.matcher(layout);
        int from = 0;
        while (part.find()) {
            texts.add(Buffer.buffer(layout.substring(from, part.start())));
            parts.add(new RequestOptions()
                    .setMethod(HttpMethod.GET)
                    .setAbsoluteURI(part.group(1))
                    .setTimeout(limitMillis));
            from = part.end();
        }
        texts.add(Buffer.buffer(layout.substring(from)));
    }

    private Future<Buffer> page() {
        List<Future<Buffer>> fetched = parts.stream()
                .map(part -> client.request(part)
                        .compose(HttpClientRequest::send)
                        .compose(HttpClientResponse::body)
                        .otherwise(Buffer.buffer()))
                .toList();
        return Future.join(fetched).map(done -> {
            Buffer page = Buffer.buffer(texts.get(0).length()).appendBuffer(texts.get(0));
            for (int number = 0; number < fetched.size(); number++) {
                page.appendBuffer(fetched.get(number).result()).appendBuffer(texts.get(number + 1));
            }
            return page;
        });
    }
}
