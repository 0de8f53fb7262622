package io.intarsia.payment;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Cause;
import io.intarsia.payment.Payment.Work;
import io.intarsia.payment.Payments.WorkDue;
import io.intarsia.payment.Provider.Settled;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Captures and voids what is due, after the commit that made it due, and again until the provider has clearly answered. */
@Singleton
class Settlement {
    private static final Logger LOG = Logger.getLogger(Settlement.class);

    private final Payments payments;
    private final Provider provider;
    private final Errands errands;
    private final PaymentSettings settings;
    private final Clock clock;

    Settlement(Payments payments, Provider provider, Errands errands, PaymentSettings settings, Clock clock) {
        this.payments = payments;
        this.provider = provider;
        this.errands = errands;
        this.settings = settings;
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
        for (UUID id : payments.unconfirmed(clock.instant().minus(settings.voidUnconfirmedAfter()))) {
            payments.change(new CorrelationId(id), payment -> {
                if (!payment.isConfirmed()) {
                    payment.cancelled(clock.instant());
                }
            });
        }
    }

    private boolean settleNext() {
        Instant now = clock.instant();
        Payment found = payments.claimDue(now, now.plus(settings.lease()));
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
