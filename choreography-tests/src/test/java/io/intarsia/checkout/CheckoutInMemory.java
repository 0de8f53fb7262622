package io.intarsia.checkout;

import io.intarsia.choreography.ForgottenInMemory;
import io.intarsia.choreography.Sealed;
import io.intarsia.choreography.Settings;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.inbox.Reaction;
import io.intarsia.kit.outbox.Outbox;
import io.intarsia.kit.quote.Money;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The checkout service's orders and reactions; a map stands for its table, methods for its doors. */
public class CheckoutInMemory {
    private static final long PRICE = 12_900;

    private final Map<UUID, Order> table = new LinkedHashMap<>();
    private static final CheckoutConfiguration CONFIGURATION = Settings.unset(CheckoutConfiguration.class, Map.of());
    private final Clock clock;
    private final ForgottenInMemory forgotten;
    private final Orders orders;

    public CheckoutInMemory(Outbox outbox, Clock clock) {
        this.clock = clock;
        this.forgotten = new ForgottenInMemory(clock);
        this.orders = new InMap(outbox);
    }

    private class InMap extends Orders {
        @SuppressWarnings("NullAway")
        InMap(Outbox outbox) {
            super(null, outbox, forgotten, clock, CONFIGURATION);
        }

        @Override
        Order lock(UUID id) {
            if (!table.containsKey(id)) {
                forgotten.refuse(new CorrelationId(id));
            }
            return table.computeIfAbsent(id, Order::new);
        }

        @Override
        void erase(Order order) {
            table.remove(order.correlationId);
            forgotten.remember(new CorrelationId(order.correlationId));
        }
    }

    public List<Reaction> reactions() {
        return List.of(
                new OnPaymentAuthorised(orders),
                new OnPaymentDeclined(orders),
                new OnPaymentSecured(orders),
                new OnPaymentCaptured(orders),
                new OnPaymentCaptureFailed(orders),
                new OnPaymentVoided(orders),
                new OnReservationMade(orders),
                new OnReservationRefused(orders));
    }

    public Optional<Sealed> seal(CorrelationId id) {
        Order order = orders.take(id);
        if (order.isOver()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (order.isOpen()) {
            order.put("chair", 1, now);
        }
        order.seal(bill(order), now, now.plus(CONFIGURATION.expiresAfter()));
        orders.settle(order);
        Instant goodUntil = order.priceGoodUntil(now.plus(CONFIGURATION.quoteValidFor()));
        return Optional.of(new Sealed("checkout-service", bill(order).sum().minorUnits(), goodUntil));
    }

    private static Bill bill(Order order) {
        List<Bill.Item> items = new ArrayList<>();
        for (Line line : order.lines) {
            items.add(new Bill.Item(line.sku(), "Chair", line.quantity(), null, Money.of(PRICE, "EUR")));
        }
        return new Bill(items, Money.of(PRICE * items.size(), "EUR"), BigDecimal.valueOf(19));
    }

    public void place(CorrelationId id) {
        Order order = orders.take(id);
        if (order.isOver() || !order.isSealed()) {
            return;
        }
        Instant now = clock.instant();
        if (order.place(now, now.plus(CONFIGURATION.expiresAfter()))) {
            orders.publish(Order.PLACED, order);
            orders.settle(order);
        }
    }

    public void release(CorrelationId id) {
        Order order = orders.take(id);
        if (order.canBeGivenUp()) {
            order.release(clock.instant());
            orders.settle(order);
        }
    }

    /** What {@link Deadlines} does. */
    public void looksAtTheClock() {
        table.values().stream()
                .filter(order -> order.isOverdue(clock.instant()))
                .forEach(order -> orders.take(new CorrelationId(order.correlationId)));
    }

    /** An operator has it forgotten, if it is at its end. */
    public boolean forget(CorrelationId id) {
        Order order = table.get(id.value());
        if (order == null || order.endedAt == null) {
            return false;
        }
        orders.forget(order);
        return true;
    }

    /** Whether there is a row of it. */
    public boolean keeps(CorrelationId id) {
        return table.containsKey(id.value());
    }

    /** How an order ended; neither, if it has not. */
    public record Ending(boolean confirmed, boolean cancelled, boolean inTime) {}

    /** Empty if nothing has happened to it. */
    public Optional<Ending> ending(CorrelationId id) {
        return Optional.ofNullable(table.get(id.value()))
                .filter(order -> order.revision > 0)
                .map(CheckoutInMemory::ending);
    }

    private static Ending ending(Order order) {
        boolean late =
                order.confirmedAt != null && order.expiresAt != null && !order.confirmedAt.isBefore(order.expiresAt);
        return new Ending(order.confirmedAt != null, order.cancelledAt != null, !late);
    }
}
