package io.intarsia.kit.widget;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Says what was expected where a body is said to be too large; Quarkus, which comes after, closes the connection without a word. */
@Singleton
class SizeLimit {
    private static final int BEFORE_ALL_OTHERS = 300;

    private final long most;

    SizeLimit(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
        this.most = most.asLongValue();
    }

    void stand(@Observes Filters filters) {
        filters.register(this::pass, BEFORE_ALL_OTHERS);
    }

    private void pass(RoutingContext request) {
        if (sizeOf(request) <= most) {
            request.next();
            return;
        }
        request.response()
                .setStatusCode(413)
                .putHeader(HttpHeaders.CONNECTION, "close")
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .endHandler(sent -> request.request().connection().close())
                .end("{\"status\":413,\"detail\":\"A request has at most " + most + " bytes\"}");
    }

    /** As the request says it; one that does not say it is counted as it comes in. */
    private static long sizeOf(RoutingContext request) {
        String said = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        return said == null ? 0 : Long.parseLong(said);
    }
}
