package io.intarsia.kit.trace;

import io.intarsia.kit.correlation.CorrelationId;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/** Begins a trace with each request that may change something. Those that only look, once a second and widget, would bury these. */
@Singleton
class TraceFilter {
    private static final String SPAN = "intarsia.span";
    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

    private final Traces traces;
    private final String service;

    TraceFilter(Traces traces, @ConfigProperty(name = "quarkus.application.name") String service) {
        this.traces = traces;
        this.service = service;
    }

    @ServerRequestFilter
    void begin(ContainerRequestContext request, ResourceInfo asked) {
        if (!traces.areOn()) {
            return;
        }
        Trace.set(null);
        if (!HARMLESS.contains(request.getMethod())) {
            Span span = traces.answering(request.getMethod(), routeOf(asked), checkoutOf(request));
            request.setProperty(SPAN, span);
            Trace.set(span.asParent());
        }
    }

    @ServerResponseFilter
    void end(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(SPAN) instanceof Span span) {
            Trace.set(null);
            span.answered(response.getStatus());
            span.end();
        }
    }

    /** As it stands in the code: the path itself may be anything. */
    private String routeOf(ResourceInfo asked) {
        Path ofClass = asked.getResourceClass().getAnnotation(Path.class);
        Path ofMethod = asked.getResourceMethod().getAnnotation(Path.class);
        return ("/" + service + "/" + written(ofClass) + "/" + written(ofMethod))
                .replaceAll("/{2,}", "/")
                .replaceFirst("/$", "");
    }

    private static String written(@Nullable Path path) {
        return path == null ? "" : path.value();
    }

    private static @Nullable CorrelationId checkoutOf(ContainerRequestContext request) {
        String written = request.getUriInfo().getPathParameters().getFirst("correlationId");
        try {
            return written == null ? null : CorrelationId.fromString(written);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
