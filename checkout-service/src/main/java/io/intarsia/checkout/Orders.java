package io.intarsia.checkout;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.erasure.Forgotten;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.outbox.Outbox;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/**
 * All orders. Whoever changes one holds its lock until the end of the transaction, so two tabs or two replicas take
 * turns.
 */
@Singleton
class Orders {
    private static final Logger LOG = Logger.getLogger(Orders.class);
    private static final String START =
            "insert into orders (correlation_id, changed_at) values (:id, :now) on conflict do nothing";
    private static final String OVERDUE = """
            select correlation_id from orders
            where expires_at <= :now and confirmed_at is null and cancelled_at is null
            order by expires_at limit :most for update skip locked""";
    private static final String OLD = """
            select correlation_id from orders
            where (confirmed_at is not null and ended_at <= :confirmedBefore)
            or (cancelled_at is not null and ended_at <= :cancelledBefore)
            order by ended_at limit :most for update skip locked""";

    /** Of what others act for, the end is waited for. */
    private static final String FORGET_BASKETS =
            "delete from orders where sealed_at is null and expires_at is null and cancelled_at is null and changed_at < :before";

    private final EntityManager entities;
    private final Outbox outbox;
    private final Forgotten forgotten;
    private final Clock clock;
    private final CheckoutConfiguration configuration;

    Orders(
            EntityManager entities,
            Outbox outbox,
            Forgotten forgotten,
            Clock clock,
            CheckoutConfiguration configuration) {
        this.entities = entities;
        this.outbox = outbox;
        this.forgotten = forgotten;
        this.clock = clock;
        this.configuration = configuration;
    }

    /** The order to look at; an empty one, which is not kept, for an ID that is not known. */
    Order look(CorrelationId id) {
        Order found = Order.findById(id.value());
        return found != null ? found : new Order(id.value());
    }

    /** The order to change, which is started if it is not known, and cancelled if its time is over. */
    Order take(CorrelationId id) {
        Order order = lock(id.value());
        Instant now = clock.instant();
        if (order.isOverdue(now)) {
            order.expire(now);
            settle(order);
        }
        return order;
    }

    /** Writes down that something has happened elsewhere, with the time when it did, and does what follows. */
    void happened(Event event, BiConsumer<Order, Instant> fact) {
        Order order = take(event.correlationId());
        fact.accept(order, event.time());
        order.endsBy(clock.instant().plus(configuration.expiresAfter()));
        settle(order);
    }

    /** Publishes what follows from the facts. */
    void settle(Order order) {
        order.decide(configuration.needs(), clock.instant()).forEach(type -> publish(type, order));
    }

    void publish(String type, Order order) {
        outbox.publish(type, new CorrelationId(order.correlationId));
        LOG.info(type.equals(Order.CANCELLED) ? type + ", reason: " + order.cancelledBecause : type);
    }

    /** Orders whose time is over, locked; those that another replica has locked are left to it. */
    @SuppressWarnings("unchecked")
    List<UUID> takeOverdue(int most) {
        return entities.createNativeQuery(OVERDUE)
                .setParameter("now", clock.instant())
                .setParameter("most", most)
                .getResultList();
    }

    /** Orders that came to their end so long ago that they are to be forgotten, locked; those that another replica has locked are left to it. */
    @SuppressWarnings("unchecked")
    List<UUID> takeOld(int most) {
        Instant now = clock.instant();
        return entities.createNativeQuery(OLD)
                .setParameter("confirmedBefore", now.minus(configuration.forgetAfter()))
                .setParameter("cancelledBefore", now.minus(configuration.forgetCancelledAfter()))
                .setParameter("most", most)
                .getResultList();
    }

    /** Tells everybody to delete what they keep of a locked order, and deletes what is kept here. */
    void forget(Order order) {
        publish(Order.FORGOTTEN, order);
        erase(order);
    }

    void erase(Order order) {
        order.delete();
        forgotten.remember(new CorrelationId(order.correlationId));
    }

    /** Deletes baskets that were never sealed and were last changed before then. */
    int forgetBaskets(Instant before) {
        return entities.createNativeQuery(FORGET_BASKETS)
                .setParameter("before", before)
                .executeUpdate();
    }

    Order lock(UUID id) {
        Order order = Order.findById(id, LockModeType.PESSIMISTIC_WRITE);
        if (order != null) {
            return order;
        }
        boolean isNew = entities.createNativeQuery(START)
                        .setParameter("id", id)
                        .setParameter("now", clock.instant())
                        .executeUpdate()
                > 0;
        if (isNew) {
            forgotten.refuse(new CorrelationId(id));
        }
        // There, unless it was deleted between the statements: then it is a new one.
        return lock(id);
    }
}
