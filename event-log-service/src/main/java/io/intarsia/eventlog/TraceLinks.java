package io.intarsia.eventlog;

import io.quarkus.runtime.Startup;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Where the traces can be looked at that events belong to. */
@Startup
@Singleton
@Named("traces")
public class TraceLinks {
    private static final String PLACE = "{traceId}";

    private final @Nullable String address;

    TraceLinks(@ConfigProperty(name = "event-log.trace-link") Optional<String> address) {
        this.address = address.filter(written -> !written.isBlank()).orElse(null);
        if (this.address != null && !this.address.matches("https?://.*\\{traceId}.*")) {
            throw new IllegalArgumentException("event-log.trace-link is " + this.address
                    + "; expected an http address with " + PLACE + " where the trace's ID belongs");
        }
    }

    /** Whether it was said where that is. */
    public boolean isKnown() {
        return address != null;
    }

    /** The address of a trace; empty if the event belongs to none, or nobody has said where traces are. */
    public String to(String traceId) {
        return address == null || traceId.isEmpty() ? "" : address.replace(PLACE, traceId);
    }
}
