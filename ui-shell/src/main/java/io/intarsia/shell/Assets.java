package io.intarsia.shell;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.zip.GZIPOutputStream;

/** The shell's own style sheet, script and icon, and htmx; named by their contents, so that they never change under a name. */
@Singleton
class Assets {
    private static final String HTMX = "META-INF/maven/org.webjars.npm/htmx.org/pom.properties";

    private final Map<String, Asset> byName = new LinkedHashMap<>();
    private final Map<String, Asset> byPath = new LinkedHashMap<>();

    Assets() {
        add("intarsia.css", "assets/intarsia.css", "text/css;charset=UTF-8");
        add("intarsia.js", "assets/intarsia.js", "text/javascript;charset=UTF-8");
        add("favicon.svg", "assets/favicon.svg", "image/svg+xml");
        add(
                "htmx.js",
                "META-INF/resources/webjars/htmx.org/" + htmxVersion() + "/dist/htmx.min.js",
                "text/javascript;charset=UTF-8");
    }

    /** @param integrity as in Subresource Integrity */
    record Asset(String path, String integrity, String type, Buffer plain, Buffer zipped) {}

    /** An asset by its plain name, for example {@code intarsia.css}. */
    Asset named(String name) {
        return byName.get(name);
    }

    void serve(RoutingContext request) {
        Asset asset = byPath.get(request.normalizedPath());
        if (asset == null) {
            request.next();
            return;
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, asset.type())
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=31536000, immutable")
                .putHeader("X-Content-Type-Options", "nosniff");
        send(request, asset.plain(), asset.zipped());
    }

    /** Whether the browser says that it has what has this tag. */
    static boolean isSeen(RoutingContext request, String tag) {
        String seen = request.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        return seen != null && (seen.equals("*") || seen.contains(tag));
    }

    /** Sends a body that is held, compressed if the browser takes that. */
    static void send(RoutingContext request, Buffer plain, Buffer zipped) {
        String accepted = request.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        if (!request.response().headers().contains(HttpHeaders.VARY)) {
            request.response().putHeader(HttpHeaders.VARY, "Accept-Encoding");
        }
        boolean zip = accepted != null && accepted.contains("gzip");
        if (zip) {
            request.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        Buffer body = zip ? zipped : plain;
        // An answer to HEAD has the length of the body that it leaves out.
        request.response()
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()))
                .end(body);
    }

    static Buffer zipped(Buffer plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(plain.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private void add(String name, String resource, String type) {
        byte[] content = read(resource);
        byte[] hash = sha256(content);
        int dot = name.lastIndexOf('.');
        String path =
                "/assets/" + name.substring(0, dot) + "." + HexFormat.of().formatHex(hash, 0, 8) + name.substring(dot);
        Buffer plain = Buffer.buffer(content);
        Asset asset = new Asset(path, "sha256-" + Base64.getEncoder().encodeToString(hash), type, plain, zipped(plain));
        byName.put(name, asset);
        byPath.put(path, asset);
    }

    private static String htmxVersion() {
        Properties properties = new Properties();
        try (InputStream stream = open(HTMX)) {
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static byte[] read(String resource) {
        try (InputStream stream = open(resource)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource, e);
        }
    }

    private static InputStream open(String resource) {
        InputStream found = Thread.currentThread().getContextClassLoader().getResourceAsStream(resource);
        if (found == null) {
            throw new IllegalStateException("Not on the class path: " + resource);
        }
        return found;
    }
}
