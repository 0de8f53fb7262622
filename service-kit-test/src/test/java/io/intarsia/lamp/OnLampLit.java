package io.intarsia.lamp;

import io.intarsia.kit.erasure.Forgotten;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.DataNotHereYet;
import io.intarsia.kit.inbox.Reaction;
import io.intarsia.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

@Singleton
class OnLampLit implements Reaction {
    /** How often the reaction is to fail, by correlation ID. */
    static final Map<Object, Integer> FAILURES = new ConcurrentHashMap<>();

    /** Correlation IDs whose data is not here. */
    static final Map<Object, Boolean> NOT_HERE = new ConcurrentHashMap<>();

    /** What happens in the middle of a reaction, by correlation ID. */
    static final Map<Object, Runnable> MEANWHILE = new ConcurrentHashMap<>();

    private final EntityManager entities;
    private final Outbox outbox;
    private final Forgotten forgotten;

    OnLampLit(EntityManager entities, Outbox outbox, Forgotten forgotten) {
        this.entities = entities;
        this.outbox = outbox;
        this.forgotten = forgotten;
    }

    @Override
    public String to() {
        return "lamp.lit";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        entities.createNativeQuery(
                        "insert into lamp values (:id, 1) on conflict (correlation_id) do update set lit = lamp.lit + 1")
                .setParameter("id", event.correlationId().value())
                .executeUpdate();
        forgotten.refuse(event.correlationId());
        outbox.publish("lamp.sold.lamp-service", event.correlationId());
        MEANWHILE.getOrDefault(event.correlationId(), () -> {}).run();
        if (NOT_HERE.containsKey(event.correlationId())) {
            throw new DataNotHereYet("the lamp");
        }
        if (FAILURES.merge(event.correlationId(), -1, Integer::sum) >= 0) {
            throw new IllegalStateException("The bulb is broken");
        }
    }
}
