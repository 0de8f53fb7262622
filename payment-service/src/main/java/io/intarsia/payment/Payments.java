package io.intarsia.payment;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.erasure.Forgotten;
import io.intarsia.kit.event.Cause;
import io.intarsia.kit.outbox.Outbox;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All payments. One changes under a lock, and what follows from the change is published in the same transaction. */
@Singleton
class Payments {
    private static final String CLAIM_DUE = """
            update payment set due_at = :lease, tried = tried + 1
            where correlation_id = (
                select correlation_id from payment
                where due <> 'NOTHING' and due_at <= :now
                order by due_at limit 1 for update skip locked)
            returning correlation_id""";

    private static final String UNCONFIRMED = """
            select correlation_id from payment
            where authorised_at <= :before and confirmed_at is null and cancelled_at is null
            limit 50""";

    private static final String START =
            "insert into payment (correlation_id, opened_at) values (:id, :now) on conflict do nothing";

    private static final String ASKING =
            "select 1 from attempt where correlation_id = :id and state in ('STARTED', 'UNKNOWN')";

    private static final String FORGET_ABANDONED = """
            delete from payment
            where opened_at < :before and captured_at is null and confirmed_at is null
            and (authorised_at is null or voided_at is not null)
            and not exists (
                select 1 from attempt
                where attempt.correlation_id = payment.correlation_id and state in ('STARTED', 'UNKNOWN'))""";

    private final EntityManager entities;
    private final Outbox outbox;
    private final Forgotten forgotten;
    private final Clock clock;
    private final Event<WorkDue> workDue;

    /** There is something to do at the provider, once the transaction has committed. */
    record WorkDue() {}

    Payments(EntityManager entities, Outbox outbox, Forgotten forgotten, Clock clock, Event<WorkDue> workDue) {
        this.entities = entities;
        this.outbox = outbox;
        this.forgotten = forgotten;
        this.clock = clock;
        this.workDue = workDue;
    }

    /** For reading only, in the current transaction. */
    @Nullable
    Payment find(CorrelationId id) {
        return entities.find(Payment.class, id.value());
    }

    /** Adds facts to a payment, in the current transaction or one of its own. A payment that nobody has heard of begins with them. */
    @Transactional
    public void change(CorrelationId id, Consumer<Payment> facts) {
        changeAndTell(id, payment -> {
            facts.accept(payment);
            return true;
        });
    }

    /**
     * Adds facts to a payment if it allows them.
     *
     * @param facts looks at the locked payment, changes it or not, and gives what the caller wants to know
     */
    @Transactional
    public <T> T changeAndTell(CorrelationId id, Function<Payment, T> facts) {
        Payment payment = locked(id);
        T answer = facts.apply(payment);
        Payment.Work before = payment.due;
        payment.decide(clock.instant()).forEach(type -> outbox.publish(type, id));
        if (payment.due != before) {
            payment.dueCause = Cause.current();
        }
        if (payment.due != Payment.Work.NOTHING) {
            workDue.fire(new WorkDue());
        }
        if (payment.isToBeErased() && !isAsking(payment)) {
            erase(payment);
        }
        return answer;
    }

    /** Whether a card was tried whose outcome nobody knows: perhaps there is money to be given back. */
    boolean isAsking(Payment payment) {
        return !entities.createNativeQuery(ASKING)
                .setParameter("id", payment.correlationId)
                .getResultList()
                .isEmpty();
    }

    void erase(Payment payment) {
        entities.remove(payment);
        forgotten.remember(new CorrelationId(payment.correlationId));
    }

    /** Whether all of it was deleted. */
    boolean isForgotten(CorrelationId id) {
        return forgotten.has(id);
    }

    /** Deletes payments that were opened before then, took no money and hold none, and says how many. */
    @Transactional
    public int forgetAbandoned(Instant before) {
        return entities.createNativeQuery(FORGET_ABANDONED)
                .setParameter("before", before)
                .executeUpdate();
    }

    /**
     * Finds a payment with something to do at the provider that nobody does.
     *
     * @param lease until when nobody else finds it
     * @return null if there is none
     */
    @Transactional
    public @Nullable Payment claimDue(Instant now, Instant lease) {
        List<?> claimed = entities.createNativeQuery(CLAIM_DUE)
                .setParameter("lease", lease)
                .setParameter("now", now)
                .getResultList();
        return claimed.isEmpty() ? null : entities.find(Payment.class, claimed.get(0));
    }

    /** What was authorised before then, of orders that were never decided. */
    @Transactional
    public List<UUID> unconfirmed(Instant before) {
        return entities.createNativeQuery(UNCONFIRMED)
                .setParameter("before", before)
                .getResultList();
    }

    Payment locked(CorrelationId id) {
        Payment payment = entities.find(Payment.class, id.value(), LockModeType.PESSIMISTIC_WRITE);
        if (payment != null) {
            return payment;
        }
        boolean isNew = entities.createNativeQuery(START)
                        .setParameter("id", id.value())
                        .setParameter("now", clock.instant())
                        .executeUpdate()
                > 0;
        if (isNew) {
            forgotten.refuse(id);
        }
        // There, unless it was deleted between the statements: then it is a new one.
        return locked(id);
    }
}
