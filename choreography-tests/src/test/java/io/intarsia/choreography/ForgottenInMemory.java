package io.intarsia.choreography;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.erasure.Forgotten;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which checkouts a service has forgotten; a map stands for its table. */
public class ForgottenInMemory extends Forgotten {
    private final Map<CorrelationId, Instant> table = new HashMap<>();
    private final Clock clock;

    @SuppressWarnings("NullAway")
    public ForgottenInMemory(Clock clock) {
        super(null, clock, 0);
        this.clock = clock;
    }

    @Override
    public Optional<Instant> since(CorrelationId id) {
        return Optional.ofNullable(table.get(id));
    }

    @Override
    public void remember(CorrelationId id) {
        table.putIfAbsent(id, clock.instant());
    }
}
