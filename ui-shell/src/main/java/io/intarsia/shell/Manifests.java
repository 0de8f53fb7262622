package io.intarsia.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intarsia.shell.Registry.KnownService;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The manifests of all listed services, as they were read last, and which of these answer: {@code GET /manifests}. */
@Singleton
class Manifests {
    private final Registry registry;
    private final ObjectMapper json;

    Manifests(Registry registry, ObjectMapper json) {
        this.registry = registry;
        this.json = json;
    }

    /**
     * A listed service.
     *
     * @param up whether it answered when it was asked last
     * @param manifest null if it has never been heard of
     */
    record Entry(String service, boolean up, @Nullable Manifest manifest) {}

    void show(RoutingContext request) {
        List<Entry> entries =
                registry.listed().stream().sorted().map(this::entryOf).toList();
        try {
            request.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .end(json.writeValueAsString(entries));
        } catch (JsonProcessingException e) {
            request.fail(e);
        }
    }

    private Entry entryOf(String service) {
        return registry.of(service)
                .map((KnownService known) -> new Entry(service, known.up(), known.manifest()))
                .orElse(new Entry(service, false, null));
    }
}
