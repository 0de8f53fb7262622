package io.intarsia.lamp;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.operator.Fact;
import io.intarsia.kit.operator.Facts;
import io.intarsia.kit.operator.Knowledge;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

@Singleton
class LampKnowledge implements Knowledge {
    /** When which lamp was lit. */
    static final Map<CorrelationId, Instant> LIT = new ConcurrentHashMap<>();

    @Override
    public List<Fact> about(CorrelationId checkout) {
        return Facts.none()
                .at("lit_at", LIT.get(checkout))
                .at("broken_at", null)
                .known();
    }
}
