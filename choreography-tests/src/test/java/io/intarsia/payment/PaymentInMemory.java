package io.intarsia.payment;

import io.intarsia.choreography.ForgottenInMemory;
import io.intarsia.choreography.Sealed;
import io.intarsia.choreography.Settings;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.inbox.Reaction;
import io.intarsia.kit.outbox.Outbox;
import io.intarsia.kit.quote.Money;
import jakarta.enterprise.event.Event;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The payment service's payments, attempts, cashier, settlement and reactions; maps stand for its tables, methods for its doors. */
public class PaymentInMemory {
    private final Map<UUID, Payment> table = new LinkedHashMap<>();
    private final Map<UUID, Attempt> attempts = new LinkedHashMap<>();
    private static final PaymentSettings SETTINGS =
            Settings.unset(PaymentSettings.class, Map.of("payment.provider-url", "http://provider.example"));
    private final ProviderInMemory provider = new ProviderInMemory(SETTINGS);
    private final Clock clock;
    private final ForgottenInMemory forgotten;
    private final Payments payments;
    private final Cashier cashier;
    private final Settlement settlement;

    /** What a card does that is tried. */
    public enum TestCard {
        GOOD,
        DECLINED,
        /** Charged, but nobody hears of it before asking again. */
        ANSWER_LOST,
        /** The first question never reaches the provider. */
        NOT_ARRIVED,
        /** Nobody hears of it before asking again. */
        DECLINED_LATE,
        /** The process that asks dies before the provider hears of it. */
        DIES_BEFORE,
        /** The process that asks dies when it is charged. */
        DIES_AFTER,
        /** The process that captures dies when it is captured. */
        CAPTURE_DIES,
        /** Captured or voided, but nobody hears of it before doing it again. */
        SETTLING_LOST,
        CAPTURE_REFUSED
    }

    public PaymentInMemory(Outbox outbox, Clock clock, Supplier<UUID> ids) {
        this.clock = clock;
        this.forgotten = new ForgottenInMemory(clock);
        this.payments = new InMap(outbox);
        Attempts all = new AttemptsInMap();
        Errands errands = new AtOnce();
        this.cashier = new Cashier(payments, all, provider, errands, SETTINGS, clock, ids);
        this.settlement = new Settlement(payments, provider, errands, SETTINGS, clock);
    }

    private class InMap extends Payments {
        @SuppressWarnings("NullAway")
        InMap(Outbox outbox) {
            super(null, outbox, forgotten, clock, nobodyHears());
        }

        @Override
        @Nullable
        Payment find(CorrelationId id) {
            return table.get(id.value());
        }

        @Override
        Payment locked(CorrelationId id) {
            if (!table.containsKey(id.value())) {
                forgotten.refuse(id);
            }
            return table.computeIfAbsent(id.value(), unknown -> {
                Payment payment = new Payment();
                payment.correlationId = id.value();
                payment.openedAt = clock.instant();
                return payment;
            });
        }

        @Override
        boolean isAsking(Payment payment) {
            return attempts.values().stream()
                    .anyMatch(attempt -> attempt.correlationId.equals(payment.correlationId) && attempt.isUnresolved());
        }

        @Override
        void erase(Payment payment) {
            table.remove(payment.correlationId);
            attempts.values().removeIf(attempt -> attempt.correlationId.equals(payment.correlationId));
            forgotten.remember(new CorrelationId(payment.correlationId));
        }

        @Override
        public @Nullable Payment claimDue(Instant now, Instant lease) {
            for (Payment payment : table.values()) {
                if (payment.dueAt != null && !payment.dueAt.isAfter(now)) {
                    payment.dueAt = lease;
                    payment.tried++;
                    return payment;
                }
            }
            return null;
        }

        @Override
        public List<UUID> unconfirmed(Instant before) {
            return table.values().stream()
                    .filter(payment -> payment.authorisedAt != null && !payment.authorisedAt.isAfter(before))
                    .filter(payment -> !payment.isConfirmed() && !payment.isCancelled())
                    .map(payment -> payment.correlationId)
                    .toList();
        }
    }

    private class AttemptsInMap extends Attempts {
        @SuppressWarnings("NullAway")
        AttemptsInMap() {
            super(null);
        }

        @Override
        void add(Attempt attempt) {
            attempts.put(attempt.id, attempt);
        }

        @Override
        Attempt get(UUID id) {
            return attempts.get(id);
        }

        @Override
        @Nullable
        Attempt last(UUID correlationId) {
            return attempts.values().stream()
                    .filter(attempt -> attempt.correlationId.equals(correlationId))
                    .max(Comparator.comparing(attempt -> attempt.startedAt))
                    .orElse(null);
        }

        @Override
        public @Nullable Attempt claimUnresolved(Instant now, Instant lease) {
            for (Attempt attempt : attempts.values()) {
                if (attempt.isUnresolved() && !attempt.nextAskAt.isAfter(now)) {
                    attempt.nextAskAt = lease;
                    attempt.asked++;
                    return attempt;
                }
            }
            return null;
        }
    }

    private static class AtOnce extends Errands {
        @Override
        void runAll(BooleanSupplier next) {
            try {
                while (next.getAsBoolean()) {
                    continue;
                }
            } catch (ProviderInMemory.ProcessDied e) {
                // Another finds what it left.
            }
        }
    }

    /** The settlement is not told; it looks when the test says so. */
    @SuppressWarnings("unchecked")
    private static Event<Payments.WorkDue> nobodyHears() {
        return (Event<Payments.WorkDue>) Proxy.newProxyInstance(
                PaymentInMemory.class.getClassLoader(), new Class<?>[] {Event.class}, (proxy, method, args) -> null);
    }

    public List<Reaction> reactions() {
        return List.of(
                new OnOrderConfirmed(payments),
                new OnOrderCancelled(payments),
                new OnOrderForgotten(payments),
                new OnReservationMade(payments),
                new OnReservationRefused(payments));
    }

    public void pay(CorrelationId id, List<Sealed> quotes, TestCard card) {
        boolean good = quotes.stream().allMatch(quote -> clock.instant().isBefore(quote.goodUntil()));
        if (good && !quotes.isEmpty() && cashier.already(id) == null) {
            ask(id, bill(quotes), card);
        }
    }

    /** Another card for the same bill, after the last was declined. */
    public void payAgain(CorrelationId id, TestCard card) {
        Payment payment = payments.find(id);
        if (payment != null && cashier.already(id) == null) {
            Bill bill = payment.billAgain(clock.instant());
            if (bill != null) {
                ask(id, bill, card);
            }
        }
    }

    private void ask(CorrelationId id, Bill bill, TestCard card) {
        try {
            cashier.pay(id, bill, new Card("Ada", card.name(), "12/40", "123"));
        } catch (ProviderInMemory.ProcessDied e) {
            // Another finds what it left.
        }
    }

    private static Bill bill(List<Sealed> quotes) {
        long total = quotes.stream().mapToLong(Sealed::amount).sum();
        return new Bill(
                quotes.stream()
                        .map(quote -> new AcceptedQuote(quote.issuer(), quote.amount(), "EUR", quote.goodUntil()))
                        .toList(),
                Money.of(total, "EUR"));
    }

    public void release(CorrelationId id) {
        payments.change(id, payment -> {
            if (payment.canBeGivenUp()) {
                payment.cancelled(clock.instant());
            }
        });
    }

    public void asksAgain() {
        cashier.askAgain();
    }

    public void settles() {
        settlement.lookAgain();
    }

    public void givesUpUnconfirmed() {
        settlement.giveUpUnconfirmed();
    }

    /** What the provider's ledger says of a checkout, and whether the service has still to do with it. */
    public record Ledger(int charges, int held, int captures, long amount, boolean captureRefused) {}

    public Ledger ledger(CorrelationId id) {
        List<ProviderInMemory.Charge> charges = provider.charges().stream()
                .filter(charge -> charge.reference.equals(id.value()))
                .toList();
        return new Ledger(
                charges.size(),
                (int) charges.stream()
                        .filter(charge -> charge.captures == 0 && !charge.voided && !charge.captureRefused)
                        .count(),
                charges.stream().mapToInt(charge -> charge.captures).sum(),
                charges.stream()
                        .filter(charge -> charge.captures > 0)
                        .mapToLong(charge -> charge.amount)
                        .sum(),
                charges.stream().anyMatch(charge -> charge.captureRefused));
    }

    /** Whether there is a row of it. */
    public boolean keeps(CorrelationId id) {
        return table.containsKey(id.value())
                || attempts.values().stream().anyMatch(attempt -> attempt.correlationId.equals(id.value()));
    }

    /** The issuers on the last bill that was tried. */
    public Set<String> paidFor(CorrelationId id) {
        Payment payment = payments.find(id);
        return payment == null || payment.authorisedAt == null
                ? Set.of()
                : payment.quotes.stream().map(AcceptedQuote::issuer).collect(Collectors.toSet());
    }

    /** What the quotes on the last bill sum up to. */
    public long billed(CorrelationId id) {
        Payment payment = payments.find(id);
        return payment == null
                ? 0
                : payment.quotes.stream().mapToLong(AcceptedQuote::amount).sum();
    }

    /** Whether it waited so long for the order's decision that it gave the money up. */
    public boolean gaveUp(CorrelationId id) {
        Payment payment = payments.find(id);
        return payment != null
                && payment.authorisedAt != null
                && payment.cancelledAt != null
                && !payment.cancelledAt.isBefore(payment.authorisedAt.plus(SETTINGS.voidUnconfirmedAfter()));
    }

    public boolean isAtRest(CorrelationId id) {
        Payment payment = payments.find(id);
        return payment == null
                || (payment.due == Payment.Work.NOTHING
                        && attempts.values().stream()
                                .filter(attempt -> attempt.correlationId.equals(id.value()))
                                .noneMatch(Attempt::isUnresolved));
    }
}
