package io.intarsia.kit.operator;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.inject.Singleton;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a stranger may choose, method and path, out of the labels of requests: each new one would be a meter that is kept until the process ends, and so enough of them its
 * end; and a path may have an ID in it. A route that has taken the request is told as it stands in the code, without the service's name before it; whatever begins with
 * the name is a path as it was asked for.
 */
@Singleton
class RequestLabels implements MeterFilter {
    private static final String REQUESTS = "http.server.";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final String service;

    RequestLabels(@ConfigProperty(name = "quarkus.application.name") String service) {
        this.service = service;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        if (!id.getName().startsWith(REQUESTS)) {
            return id;
        }
        Meter.Id known = isKnown(id.getTag("method")) ? id : id.replaceTags(with(id, "method", "OTHER"));
        return isAsAskedFor(known.getTag("uri")) ? known.replaceTags(with(known, "uri", "OTHER")) : known;
    }

    private static boolean isKnown(@Nullable String method) {
        return method == null || METHODS.contains(method);
    }

    private boolean isAsAskedFor(@Nullable String uri) {
        String own = "/" + service;
        return uri != null && (uri.equals(own) || uri.startsWith(own + "/")) && !uri.equals(own + SignInDoor.DOOR);
    }

    private static Iterable<Tag> with(Meter.Id id, String label, String value) {
        return id.getTags().stream()
                .map(tag -> tag.getKey().equals(label) ? Tag.of(label, value) : tag)
                .toList();
    }
}
