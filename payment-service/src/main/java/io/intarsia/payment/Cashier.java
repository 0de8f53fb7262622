package io.intarsia.payment;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.payment.Provider.Authorised;
import io.intarsia.payment.Provider.Decision;
import io.intarsia.payment.Provider.Declined;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Asks the provider to authorise, and asks again until the outcome is known. An attempt is committed before the provider is asked, and recorded in another
 * transaction after: whenever this process dies, the attempt and its idempotency key are there, and whoever finds it goes on.
 */
@Singleton
class Cashier {
    private static final Logger LOG = Logger.getLogger(Cashier.class);

    private final Payments payments;
    private final Attempts attempts;
    private final Provider provider;
    private final Errands errands;
    private final PaymentSettings settings;
    private final Clock clock;
    private final Supplier<UUID> ids;

    /** What came of a wish to pay. */
    enum Paid {
        /** The provider was asked, now or before; the receipt says with what outcome. */
        ASKED,
        /** This payment was given up: nothing was tried. */
        OVER,
        /** The provider takes no such card: nothing was tried. */
        CARD_REFUSED,
        /** The provider could not be reached: nothing was tried. */
        NOT_REACHED
    }

    Cashier(
            Payments payments,
            Attempts attempts,
            Provider provider,
            Errands errands,
            PaymentSettings settings,
            Clock clock,
            Supplier<UUID> ids) {
        this.payments = payments;
        this.attempts = attempts;
        this.provider = provider;
        this.errands = errands;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Whether a card was asked already, or never will be.
     *
     * @return null if a card may be tried
     */
    @Transactional
    public @Nullable Paid already(CorrelationId id) {
        return already(payments.find(id), id);
    }

    private @Nullable Paid already(@Nullable Payment payment, CorrelationId id) {
        Attempt last = attempts.last(id.value());
        if (last != null && last.standsInTheWay()) {
            return payment != null && payment.isOver() ? Paid.OVER : Paid.ASKED;
        }
        return payment != null && payment.isOver() ? Paid.OVER : null;
    }

    /** Pays a bill with a card, unless another attempt for the same checkout is unresolved or has succeeded. */
    Paid pay(CorrelationId id, Bill bill, Card card) {
        Provider.Tokenised tokenised = provider.tokenise(card);
        if (tokenised instanceof Provider.Token token) {
            return pay(id, bill, token);
        }
        return tokenised instanceof Provider.CardRefused ? Paid.CARD_REFUSED : Paid.NOT_REACHED;
    }

    private Paid pay(CorrelationId id, Bill bill, Provider.Token token) {
        Attempt[] started = new Attempt[1];
        Paid already = payments.changeAndTell(id, payment -> {
            Paid known = already(payment, id);
            if (known == null) {
                started[0] = start(payment, bill, token);
            }
            return known;
        });
        if (already != null) {
            return already;
        }
        ask(started[0]);
        return Paid.ASKED;
    }

    private Attempt start(Payment payment, Bill bill, Provider.Token token) {
        Instant now = clock.instant();
        payment.tries(bill);
        Attempt attempt = Attempt.start(ids.get(), payment.correlationId, token, bill, now, now.plus(settings.lease()));
        attempts.add(attempt);
        return attempt;
    }

    /** Finds attempts whose outcome nobody knows: the answer was lost, or the process that asked. */
    @Scheduled(every = "${payment.look-every}")
    void askAgain() {
        errands.runAll(this::askNext);
    }

    private boolean askNext() {
        Instant now = clock.instant();
        Attempt found = attempts.claimUnresolved(now, now.plus(settings.lease()));
        if (found == null) {
            return false;
        }
        ask(found);
        return true;
    }

    private void ask(Attempt attempt) {
        MDC.put("correlationId", attempt.correlationId.toString());
        Decision decision =
                provider.authorise(attempt.id, attempt.correlationId, attempt.token, attempt.amount, attempt.currency);
        payments.change(new CorrelationId(attempt.correlationId), payment -> record(payment, attempt.id, decision));
    }

    private void record(Payment payment, UUID attemptId, Decision decision) {
        Attempt attempt = attempts.get(attemptId);
        if (!attempt.isUnresolved()) {
            return;
        }
        Instant now = clock.instant();
        if (decision instanceof Authorised authorised) {
            attempt.authorised(authorised.authorisationId(), now);
            payment.authorised(authorised.authorisationId(), now);
            LOG.info("Payment authorised");
        } else if (decision instanceof Declined declined) {
            attempt.declined(declined.code(), now);
            payment.declined();
            LOG.infof("Payment declined: %s", declined.code());
        } else {
            attempt.unknown(now.plus(settings.pauseAfter(attempt.asked)));
            LOG.infof("Payment unknown after asking %d times; asking again", attempt.asked);
        }
    }
}
