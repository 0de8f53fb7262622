package io.intarsia.shell;

import io.intarsia.shell.Fetch.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A style sheet or script of a service as its manifest promised it: under this hash it can never be another one, so it is as fresh as it was on the first day. Sent by the
 * shell at the service's own address.
 *
 * @param caching what the service says of how long it may be kept
 */
record HeldAsset(String integrity, String type, @Nullable String caching, String tag, Buffer plain, Buffer zipped) {

    /** @throws IllegalStateException if it is not what was promised */
    static HeldAsset of(Manifest.Asset promised, Answer answer) {
        if (answer.status() != 200) {
            throw new IllegalStateException("its status is " + answer.status());
        }
        String type = answer.header(HttpHeaders.CONTENT_TYPE);
        if (type == null) {
            throw new IllegalStateException("it does not say its type");
        }
        String found = integrityOf(answer.body(), promised.integrity());
        if (!found.equals(promised.integrity())) {
            throw new IllegalStateException(
                    "expected the content with " + promised.integrity() + ", but it has " + found);
        }
        return new HeldAsset(
                promised.integrity(),
                type,
                answer.header(HttpHeaders.CACHE_CONTROL),
                "W/\"" + promised.integrity() + '"',
                answer.body(),
                Assets.zipped(answer.body()));
    }

    void send(RoutingContext request) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.VARY, "Accept-Encoding")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (caching != null) {
            request.response().putHeader(HttpHeaders.CACHE_CONTROL, caching);
        }
        if (Assets.isSeen(request, tag)) {
            request.response().setStatusCode(304).end();
        } else {
            Assets.send(request, plain, zipped);
        }
    }

    /** By the algorithm that the other one names, as in {@code sha256-…}. */
    private static String integrityOf(Buffer content, String other) {
        String algorithm = other.substring(0, other.indexOf('-'));
        try {
            byte[] hash =
                    MessageDigest.getInstance(algorithm.replace("sha", "SHA-")).digest(content.getBytes());
            return algorithm + "-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256, -384 and -512", e);
        }
    }
}
