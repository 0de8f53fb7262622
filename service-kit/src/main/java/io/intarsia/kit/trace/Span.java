package io.intarsia.kit.trace;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A piece of work in a trace; without an address for traces nothing is recorded, and the trace of others passes through. */
public final class Span {
    private final io.opentelemetry.api.trace.@Nullable Span recorded;
    private final @Nullable String parent;

    Span(io.opentelemetry.api.trace.@Nullable Span recorded, @Nullable String parent) {
        this.recorded = recorded;
        this.parent = parent;
    }

    /** The {@code traceparent} of what follows from this work. */
    public @Nullable String asParent() {
        if (recorded == null) {
            return parent;
        }
        SpanContext context = recorded.getSpanContext();
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                + context.getTraceFlags().asHex();
    }

    /** Runs something as a part of this work; an exception passes through, and the span tells its class, never its words, which may be a shopper's. */
    public <T> T call(Supplier<T> work) {
        Trace.set(asParent());
        try {
            return work.get();
        } catch (RuntimeException e) {
            failed(e.getClass().getName());
            throw e;
        } finally {
            Trace.set(null);
            end();
        }
    }

    /**
     * Says that the work has failed.
     *
     * @param kind of failure: a class or a word of ours, never what a person may have typed
     */
    public void failed(String kind) {
        if (recorded != null) {
            recorded.setAttribute("error.type", kind);
            recorded.setStatus(StatusCode.ERROR);
        }
    }

    void answered(int status) {
        if (recorded != null) {
            recorded.setAttribute("http.response.status_code", status);
            if (status >= 500) {
                recorded.setStatus(StatusCode.ERROR);
            }
        }
    }

    public void end() {
        if (recorded != null) {
            recorded.end();
        }
    }
}
