package io.intarsia.choreography;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import io.intarsia.kit.outbox.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A service that somebody has added: it costs something, has few of it, and works when the order is confirmed. The same rules as the generator writes. */
class GiftWrapInMemory {
    static final String WRAPPED = "gift.wrapped";

    private static final long PRICE = 350;

    private final Map<CorrelationId, GiftWrap> table = new HashMap<>();
    private final ForgottenInMemory forgotten;
    private final Outbox outbox;
    private final Clock clock;
    private int left;

    private static class GiftWrap {
        boolean isSealed;
        boolean paid;
        boolean confirmed;
        boolean cancelled;
        boolean reserved;
        boolean refused;
        boolean givenBack;
        boolean done;
        boolean forgotten;

        boolean isToBeErased() {
            return forgotten && (!reserved || done || cancelled);
        }
    }

    private record On(String to, Consumer<Event> reaction) implements Reaction {
        @Override
        public void on(Event event) {
            reaction.accept(event);
        }
    }

    GiftWrapInMemory(Outbox outbox, Clock clock, int stock) {
        this.forgotten = new ForgottenInMemory(clock);
        this.outbox = outbox;
        this.clock = clock;
        this.left = stock;
    }

    List<Reaction> reactions() {
        return List.of(
                new On("payment.authorised.gift-service", event -> record(event, gift -> gift.paid = true)),
                new On("order.confirmed", event -> record(event, gift -> gift.confirmed = true)),
                new On("order.cancelled", event -> record(event, gift -> gift.cancelled = true)),
                new On("order.forgotten", event -> record(event, gift -> gift.forgotten = true)));
    }

    Optional<Sealed> seal(CorrelationId id) {
        GiftWrap gift = of(id);
        if (gift.cancelled || gift.confirmed || gift.forgotten) {
            return Optional.empty();
        }
        gift.isSealed = true;
        Instant goodUntil = clock.instant().plus(Duration.ofMinutes(15));
        return Optional.of(new Sealed("gift-service", PRICE, goodUntil));
    }

    private void record(Event event, Consumer<GiftWrap> fact) {
        GiftWrap gift = of(event.correlationId());
        fact.accept(gift);
        if (gift.paid && !gift.reserved && !gift.refused) {
            gift.reserved = gift.isSealed && !gift.cancelled && left > 0;
            gift.refused = !gift.reserved;
            left -= gift.reserved ? 1 : 0;
            outbox.publish(
                    "reservation." + (gift.reserved ? "made" : "refused") + ".gift-service", event.correlationId());
        }
        if (gift.confirmed && gift.reserved && !gift.done) {
            gift.done = true;
            outbox.publish(WRAPPED, event.correlationId());
        }
        if (gift.cancelled && gift.reserved && !gift.givenBack) {
            gift.givenBack = true;
            left++;
        }
        if (gift.isToBeErased()) {
            table.remove(event.correlationId());
            forgotten.remember(event.correlationId());
        }
    }

    private GiftWrap of(CorrelationId id) {
        if (!table.containsKey(id)) {
            forgotten.refuse(id);
        }
        return table.computeIfAbsent(id, unknown -> new GiftWrap());
    }

    /** Long after: what could not be done till then never will. */
    void forgetsAbandoned() {
        table.values().removeIf(gift -> gift.forgotten || !gift.reserved);
    }

    boolean keeps(CorrelationId id) {
        return table.containsKey(id);
    }

    int left() {
        return left;
    }
}
