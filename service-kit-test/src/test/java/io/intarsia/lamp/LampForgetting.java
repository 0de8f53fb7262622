package io.intarsia.lamp;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.operator.Forgetting;
import io.intarsia.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

@Singleton
class LampForgetting implements Forgetting {
    /** What stands against it, by correlation ID. */
    static final Map<CorrelationId, String> OBJECTIONS = new ConcurrentHashMap<>();

    private final Outbox outbox;

    LampForgetting(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public @Nullable String objection(CorrelationId checkout) {
        return OBJECTIONS.get(checkout);
    }

    @Override
    public @Nullable String forget(CorrelationId checkout) {
        outbox.publish("lamp.forgotten", checkout);
        return objection(checkout);
    }
}
