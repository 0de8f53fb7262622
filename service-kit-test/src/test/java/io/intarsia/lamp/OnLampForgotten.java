package io.intarsia.lamp;

import io.intarsia.kit.erasure.Forgotten;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;

@Singleton
class OnLampForgotten implements Reaction {
    private final EntityManager entities;
    private final Forgotten forgotten;

    OnLampForgotten(EntityManager entities, Forgotten forgotten) {
        this.entities = entities;
        this.forgotten = forgotten;
    }

    @Override
    public String to() {
        return "lamp.forgotten";
    }

    @Override
    public void on(Event event) {
        write("insert into lamp values (:id, 0) on conflict do nothing", event);
        write("delete from lamp where correlation_id = :id", event);
        forgotten.remember(event.correlationId());
    }

    private void write(String sql, Event event) {
        entities.createNativeQuery(sql)
                .setParameter("id", event.correlationId().value())
                .executeUpdate();
    }
}
