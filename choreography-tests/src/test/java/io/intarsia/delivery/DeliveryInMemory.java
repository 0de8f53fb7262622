package io.intarsia.delivery;

import io.intarsia.choreography.ForgottenInMemory;
import io.intarsia.choreography.Sealed;
import io.intarsia.choreography.Settings;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.inbox.Reaction;
import io.intarsia.kit.outbox.Outbox;
import io.intarsia.kit.quote.Money;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The delivery service's deliveries, reactions and one slot; a map stands for its table, methods for its doors. */
public class DeliveryInMemory {
    private static final Price PRICE = new Price(Money.of(490, "EUR"), BigDecimal.valueOf(19));

    private final Map<UUID, Delivery> table = new LinkedHashMap<>();
    private final Slot slot = new Slot();
    private static final DeliverySettings SETTINGS = Settings.unset(DeliverySettings.class, Map.of());
    private final Clock clock;
    private final ForgottenInMemory forgotten;
    private final Slots slots;
    private final Deliveries deliveries;

    public DeliveryInMemory(Outbox outbox, Clock clock, int capacity) {
        this.clock = clock;
        this.forgotten = new ForgottenInMemory(clock);
        this.slots = new OneSlot();
        this.deliveries = new InMap(outbox);
        slot.id = "the-slot";
        slot.capacity = capacity;
        slot.closesAt = clock.instant().plus(Duration.ofDays(2));
    }

    private class OneSlot extends Slots {
        @SuppressWarnings("NullAway")
        OneSlot() {
            super(null, SETTINGS, clock);
        }

        @Override
        boolean take(String id) {
            boolean free = slot.isFree(clock.instant());
            slot.taken += free ? 1 : 0;
            return free;
        }

        @Override
        void giveBack(String id) {
            slot.taken--;
        }
    }

    private class InMap extends Deliveries {
        @SuppressWarnings("NullAway")
        InMap(Outbox outbox) {
            super(null, slots, outbox, forgotten, SETTINGS, clock);
        }

        @Override
        Delivery locked(CorrelationId id) {
            if (!table.containsKey(id.value())) {
                forgotten.refuse(id);
            }
            Delivery delivery = table.computeIfAbsent(id.value(), unknown -> new Delivery(id, SETTINGS.country()));
            delivery.touched(clock.instant());
            return delivery;
        }

        @Override
        int forgetAbandoned(Instant before) {
            int size = table.size();
            table.values()
                    .removeIf(delivery -> delivery.touchedAt.isBefore(before)
                            && (delivery.forgottenAt != null
                                    || (!delivery.placeTaken && delivery.scheduledAt == null)));
            return size - table.size();
        }

        @Override
        void erase(Delivery delivery) {
            table.remove(delivery.correlationId);
            forgotten.remember(delivery.id());
        }
    }

    public List<Reaction> reactions() {
        return List.of(
                new OnPaymentAuthorised(deliveries),
                new OnPaymentCaptured(deliveries),
                new OnOrderConfirmed(deliveries),
                new OnOrderCancelled(deliveries),
                new OnOrderForgotten(deliveries));
    }

    public Optional<Sealed> seal(CorrelationId id) {
        Delivery delivery = deliveries.locked(id);
        if (!delivery.isOver() && !delivery.isSealed()) {
            delivery.keep(delivery.recipient, new Choice(DeliveryOption.DEFAULT, slot.id), false);
        }
        if (delivery.isOver() || !(delivery.placeTaken || slots.take(slot.id))) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        delivery.seal(PRICE, now, SETTINGS.holdFor());
        return Optional.of(new Sealed("delivery-service", PRICE.amount().minorUnits(), now.plus(SETTINGS.quoteFor())));
    }

    public void release(CorrelationId id) {
        Delivery delivery = deliveries.locked(id);
        if (delivery.canBeGivenUp()) {
            delivery.cancelled(clock.instant());
            deliveries.follow(delivery);
        }
    }

    /** What {@link Deadlines} does. */
    public void looksAtTheClock() {
        Instant now = clock.instant();
        for (Delivery delivery : List.copyOf(table.values())) {
            boolean holdEnded = delivery.placeTaken && delivery.paidAt == null && !now.isBefore(delivery.holdUntil);
            boolean toDispatch = delivery.scheduledAt != null
                    && delivery.dispatchedAt == null
                    && delivery.cancelledAt == null
                    && delivery.capturedAt != null
                    && !now.isBefore(delivery.capturedAt.plus(SETTINGS.dispatchAfter()));
            if (holdEnded || toDispatch) {
                deliveries.follow(delivery);
            }
        }
    }

    /** What {@link Deadlines} does, long after. */
    public void forgetsAbandoned() {
        deliveries.forgetAbandoned(clock.instant().minus(SETTINGS.keepAbandoned()));
    }

    public boolean hasPlace(CorrelationId id) {
        Delivery delivery = table.get(id.value());
        return delivery != null && delivery.placeTaken;
    }

    /** Whether there is a row of it. */
    public boolean keeps(CorrelationId id) {
        return table.containsKey(id.value());
    }

    public int placesTaken() {
        return slot.taken;
    }

    public int capacity() {
        return slot.capacity;
    }
}
