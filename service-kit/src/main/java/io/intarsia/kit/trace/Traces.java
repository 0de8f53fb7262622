package io.intarsia.kit.trace;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Event;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Records what this service does, as spans that are sent to a collector ({@code intarsia.traces}). A span has the attributes that are set here and no other: no address of a
 * shopper, no query, no text of an exception, no statement.
 */
@Singleton
public class Traces {
    private final Provider<Optional<String>> collector;
    private final String service;
    private volatile @Nullable SdkTracerProvider provider;
    private volatile @Nullable Tracer tracer;

    /** @param collector read late: this is made before the service's configuration is known */
    Traces(
            @ConfigProperty(name = "intarsia.traces") Provider<Optional<String>> collector,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.collector = collector;
        this.service = service;
    }

    void open(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent starting) {
        collector.get().filter(address -> !address.isBlank()).ifPresent(address -> {
            SdkTracerProvider opened = providerFor(address, service);
            provider = opened;
            tracer = opened.get("io.intarsia.kit");
        });
    }

    /** Whether anything is recorded. */
    public boolean areOn() {
        return tracer != null;
    }

    /** A request of a browser, with which a trace begins. One that the browser names is not taken up: strangers do not choose what belongs together here. */
    Span answering(String method, String route, @Nullable CorrelationId id) {
        return begun(method + " " + route, SpanKind.SERVER, null, null, span -> {
            span.setAttribute("http.request.method", method);
            span.setAttribute("http.route", route);
            if (id != null) {
                span.setAttribute("intarsia.correlation_id", id.toString());
            }
        });
    }

    /** An event on its way from the outbox to the broker; it began when it was written. */
    public Span sending(Event event, @Nullable String parent) {
        return begun("send " + event.type(), SpanKind.PRODUCER, parent, event.time(), span -> about(event, span));
    }

    /** The reaction to an event, or one attempt at it. */
    public Span reacting(Event event, @Nullable String parent, int attempt) {
        return begun("react to " + event.type(), SpanKind.CONSUMER, parent, null, span -> {
            about(event, span);
            span.setAttribute("intarsia.attempt", attempt);
        });
    }

    @PreDestroy
    void close() {
        SdkTracerProvider opened = provider;
        if (opened != null) {
            opened.close();
        }
    }

    private Span begun(
            String name,
            SpanKind kind,
            @Nullable String parent,
            @Nullable Instant start,
            Consumer<SpanBuilder> attributes) {
        Tracer recording = tracer;
        if (recording == null) {
            return new Span(null, parent);
        }
        SpanBuilder span = recording.spanBuilder(name).setSpanKind(kind);
        if (parent == null) {
            span.setNoParent();
        } else {
            span.setParent(contextOf(parent));
        }
        if (start != null) {
            span.setStartTimestamp(start);
        }
        attributes.accept(span);
        return new Span(span.startSpan(), parent);
    }

    private static void about(Event event, SpanBuilder span) {
        span.setAttribute("messaging.system", "rabbitmq");
        span.setAttribute("messaging.destination.name", "events");
        span.setAttribute("messaging.rabbitmq.destination.routing_key", event.type());
        span.setAttribute("messaging.message.id", event.id().toString());
        span.setAttribute("intarsia.correlation_id", event.correlationId().toString());
    }

    private static Context contextOf(String parent) {
        return Context.root()
                .with(io.opentelemetry.api.trace.Span.wrap(SpanContext.createFromRemoteParent(
                        parent.substring(3, 35),
                        parent.substring(36, 52),
                        TraceFlags.fromHex(parent, 53),
                        TraceState.getDefault())));
    }

    private static SdkTracerProvider providerFor(String collector, String service) {
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(collector.replaceFirst("/$", "") + "/v1/traces")
                .setTimeout(Duration.ofSeconds(5))
                .build();
        return SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", service)
                        .put("service.namespace", "intarsia")
                        .build()))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setScheduleDelay(Duration.ofSeconds(1))
                        .build())
                .build();
    }
}
