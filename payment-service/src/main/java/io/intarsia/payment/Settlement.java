package io.intarsia.payment;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Cause;
import io.intarsia.payment.Payment.Work;
import io.intarsia.payment.Payments.WorkDue;
import io.intarsia.payment.Provider.Settled;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Captures and voids what is due, after the commit that made it due, and again until the provider has clearly answered. */
@Singleton
class Settlement {
    private static final Logger LOG = Logger.getLogger(Settlement.class);

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

    private final Payments payments;
    private final Provider provider;
    private final Errands errands;
    private final PaymentSettings settings;
    private final EntityManager entities;
    private final Clock clock;

    Settlement(
            Payments payments,
            Provider provider,
            Errands errands,
            PaymentSettings settings,
            EntityManager entities,
            Clock clock) {
        this.payments = payments;
        this.provider = provider;
        this.errands = errands;
        this.settings = settings;
        this.entities = entities;
        this.clock = clock;
    }

    void atOnce(@Observes(during = TransactionPhase.AFTER_SUCCESS) WorkDue due) {
        errands.runAll(this::settleNext);
    }

    /** Finds what another process left undone. */
    @Scheduled(every = "${payment.look-every}")
    void lookAgain() {
        errands.runAll(this::settleNext);
    }

    /** Voids what nobody confirmed: an order that was never decided must not hold a shopper's money. */
    @Scheduled(
            every = "${payment.look-for-unconfirmed-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void giveUpUnconfirmed() {
        for (UUID id : QuarkusTransaction.requiringNew().call(this::unconfirmed)) {
            payments.change(new CorrelationId(id), payment -> {
                if (!payment.isConfirmed()) {
                    payment.cancelled(clock.instant());
                }
            });
        }
    }

    private List<UUID> unconfirmed() {
        return entities.createNativeQuery(UNCONFIRMED, UUID.class)
                .setParameter("before", clock.instant().minus(settings.voidUnconfirmedAfter()))
                .getResultList();
    }

    private boolean settleNext() {
        Payment found = QuarkusTransaction.requiringNew().call(this::claimDue);
        if (found == null) {
            return false;
        }
        MDC.put("correlationId", found.correlationId.toString());
        Work work = found.due;
        Settled settled = work == Work.CAPTURE
                ? provider.capture(found.authorisationId, found.amount)
                : provider.giveUp(found.authorisationId);
        Cause.runUnder(
                found.dueCause,
                () -> payments.change(
                        new CorrelationId(found.correlationId), payment -> record(payment, work, settled)));
        return true;
    }

    private @Nullable Payment claimDue() {
        Instant now = clock.instant();
        List<?> claimed = entities.createNativeQuery(CLAIM_DUE, UUID.class)
                .setParameter("lease", now.plus(settings.lease()))
                .setParameter("now", now)
                .getResultList();
        return claimed.isEmpty() ? null : Payment.findById(claimed.get(0));
    }

    private void record(Payment payment, Work work, Settled settled) {
        Instant now = clock.instant();
        if (settled == Settled.UNKNOWN || (work == Work.VOID && settled == Settled.REFUSED)) {
            payment.dueAt = now.plus(settings.pauseAfter(payment.tried));
            LOG.warnf("%s is not done after %d times; trying again", work, payment.tried);
        } else if (work == Work.VOID) {
            payment.voided(now);
            LOG.info("Payment voided");
        } else if (settled == Settled.DONE) {
            payment.captured(now);
            LOG.info("Payment captured");
        } else {
            payment.captureFailed(now);
            LOG.error("Payment could not be captured");
        }
    }
}
