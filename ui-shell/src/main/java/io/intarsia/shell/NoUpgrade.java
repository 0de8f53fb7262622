package io.intarsia.shell;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * No HTTP/2 without TLS. A proxy that passes on {@code Upgrade: h2c} would become a pipe to the shell, through which its client says what it likes in the proxy's name: another
 * address, and paths that the proxy keeps shut.
 */
@Singleton
class NoUpgrade implements HttpServerOptionsCustomizer {
    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(false);
    }
}
