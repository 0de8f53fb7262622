package io.intarsia.delivery;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.erasure.Forgotten;
import io.intarsia.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** All deliveries, each changed by one at a time; and what follows from a change, in the same transaction. */
@Singleton
class Deliveries {
    private static final Logger LOG = Logger.getLogger(Deliveries.class);

    private static final String START = """
            insert into delivery (correlation_id, country, touched_at) values (:id, :country, :now)
            on conflict do nothing""";

    private static final String FORGET_ABANDONED = """
            delete from delivery
            where touched_at < :before and (forgotten_at is not null or (not place_taken and scheduled_at is null))""";

    private final EntityManager entities;
    private final Slots slots;
    private final Outbox outbox;
    private final Forgotten forgotten;
    private final DeliverySettings settings;
    private final Clock clock;

    Deliveries(
            EntityManager entities,
            Slots slots,
            Outbox outbox,
            Forgotten forgotten,
            DeliverySettings settings,
            Clock clock) {
        this.entities = entities;
        this.slots = slots;
        this.outbox = outbox;
        this.forgotten = forgotten;
        this.settings = settings;
        this.clock = clock;
    }

    /** For reading only. */
    Optional<Delivery> find(CorrelationId id) {
        return Delivery.findByIdOptional(id.value());
    }

    /** The delivery, an empty one if it is new, locked until the transaction ends. */
    Delivery locked(CorrelationId id) {
        Delivery delivery = Delivery.findById(id.value(), LockModeType.PESSIMISTIC_WRITE);
        if (delivery != null) {
            delivery.touched(clock.instant());
            return delivery;
        }
        boolean isNew = entities.createNativeQuery(START)
                        .setParameter("id", id.value())
                        .setParameter("country", settings.country().name())
                        .setParameter("now", clock.instant())
                        .executeUpdate()
                > 0;
        if (isNew) {
            forgotten.refuse(id);
        }
        // There, unless it was deleted between the statements: then it is a new one.
        return locked(id);
    }

    /** Whether all of it was deleted. */
    boolean isForgotten(CorrelationId id) {
        return forgotten.has(id);
    }

    /** Adds a fact to a delivery, known or not, and does what follows. */
    void record(CorrelationId id, Consumer<Delivery> fact) {
        Delivery delivery = locked(id);
        fact.accept(delivery);
        follow(delivery);
    }

    /** Does what follows from the facts of a locked delivery: takes or gives back its place, and publishes what was decided. */
    void follow(Delivery delivery) {
        Instant now = clock.instant();
        String slot = delivery.slotId;
        if (slot != null && delivery.needsPlace()) {
            delivery.placeTaken = slots.take(slot);
        }
        for (String type : delivery.decide(now, settings.dispatchAfter())) {
            LOG.info(type);
            outbox.publish(type, delivery.id());
        }
        if (slot != null && delivery.givesPlaceBack(now)) {
            slots.giveBack(slot);
            delivery.placeTaken = false;
            delivery.releasedAt = now;
            LOG.info("Place given back");
        }
        if (delivery.isToBeErased()) {
            erase(delivery);
            LOG.info("Forgotten");
        }
    }

    void erase(Delivery delivery) {
        delivery.delete();
        forgotten.remember(delivery.id());
    }

    /** Deletes deliveries of which nothing has become and of which nobody has asked or told since then, and says how many. */
    int forgetAbandoned(Instant before) {
        return entities.createNativeQuery(FORGET_ABANDONED)
                .setParameter("before", before)
                .executeUpdate();
    }
}
