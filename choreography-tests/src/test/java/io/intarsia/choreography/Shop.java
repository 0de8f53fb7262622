package io.intarsia.choreography;

import io.intarsia.checkout.CheckoutInMemory;
import io.intarsia.delivery.DeliveryInMemory;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.erasure.IsForgotten;
import io.intarsia.kit.event.Cause;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.event.EventTypes;
import io.intarsia.kit.inbox.Reaction;
import io.intarsia.kit.outbox.OutboxInMemory;
import io.intarsia.payment.PaymentInMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** All services in memory, and between them a bag of events that are on their way. No inbox: what comes twice takes effect twice, if the aggregates let it. */
class Shop {
    final TestClock clock = new TestClock();
    final CheckoutInMemory checkout;
    final PaymentInMemory payment;
    final DeliveryInMemory delivery;
    final GiftWrapInMemory giftWrap;
    final List<Event> published = new ArrayList<>();
    final List<OnItsWay> onTheirWay = new ArrayList<>();
    final List<OnItsWay> arrived = new ArrayList<>();
    final List<String> story = new ArrayList<>();
    private final List<Reaction> reactions;
    private long ids;

    /** An event, and one of those who react to it. */
    record OnItsWay(Event event, Reaction to) {
        @Override
        public String toString() {
            return "  %s of %s arrives at %s"
                    .formatted(
                            event.type(),
                            shortened(event.correlationId()),
                            to.getClass().getName());
        }

        /** As the inbox does: what is told of a checkout that was forgotten is done. */
        void arrive() {
            try {
                Cause.runUnder(event.id(), () -> to.on(event));
            } catch (IsForgotten e) {
                // Nothing begins again.
            }
        }
    }

    Shop(int places, int giftPapers) {
        checkout = new CheckoutInMemory(outboxOf("checkout-service"), clock);
        payment = new PaymentInMemory(outboxOf("payment-service"), clock, this::nextId);
        delivery = new DeliveryInMemory(outboxOf("delivery-service"), clock, places);
        giftWrap = new GiftWrapInMemory(outboxOf("gift-service"), clock, giftPapers);
        reactions = Stream.of(checkout.reactions(), payment.reactions(), delivery.reactions(), giftWrap.reactions())
                .flatMap(List::stream)
                .toList();
    }

    private OutboxInMemory outboxOf(String service) {
        return new OutboxInMemory(service, this::nextId, clock, this::send);
    }

    private UUID nextId() {
        return new UUID(0x8000, ++ids);
    }

    private void send(Event event) {
        published.add(event);
        story.add("%s of %s".formatted(event.type(), shortened(event.correlationId())));
        reactions.stream()
                .filter(reaction -> EventTypes.matches(reaction.to(), event.type()))
                .forEach(reaction -> onTheirWay.add(new OnItsWay(event, reaction)));
    }

    void arrive(int which) {
        OnItsWay next = onTheirWay.remove(which % onTheirWay.size());
        arrived.add(next);
        story.add(next.toString());
        next.arrive();
    }

    void arriveAgain(int which) {
        OnItsWay again = arrived.get(which % arrived.size());
        story.add(again + " again");
        again.arrive();
    }

    /** What every service looks for by itself. */
    void looksAtTheClock(int which) {
        story.add("  a service looks at the clock: " + which % 5);
        switch (which % 5) {
            case 0 -> payment.asksAgain();
            case 1 -> payment.settles();
            case 2 -> checkout.looksAtTheClock();
            case 3 -> delivery.looksAtTheClock();
            default -> payment.givesUpUnconfirmed();
        }
    }

    /** An operator has a checkout forgotten, if it is at its end. */
    void forget(CorrelationId id) {
        if (checkout.forget(id)) {
            story.add("  an operator has %s forgotten".formatted(shortened(id)));
        }
    }

    /** Nobody has asked or told anything for a month. */
    void aMonthPasses() {
        putForward(Duration.ofDays(31));
        delivery.forgetsAbandoned();
        giftWrap.forgetsAbandoned();
    }

    /** Who still has a row of a checkout. */
    List<String> whoKeeps(CorrelationId id) {
        List<String> keepers = new ArrayList<>();
        if (checkout.keeps(id)) {
            keepers.add("checkout-service");
        }
        if (payment.keeps(id)) {
            keepers.add("payment-service");
        }
        if (delivery.keeps(id)) {
            keepers.add("delivery-service");
        }
        if (giftWrap.keeps(id)) {
            keepers.add("gift-service");
        }
        return keepers;
    }

    static String shortened(CorrelationId id) {
        return String.valueOf(id.value().getLeastSignificantBits() & 0xffff);
    }

    /** Until nothing is on its way and every deadline is over. */
    void comesToRest() {
        settles();
        for (int minute = 0; minute < 5; minute++) {
            timePasses(Duration.ofMinutes(1));
        }
        timePasses(Duration.ofMinutes(31));
        timePasses(Duration.ofMinutes(61));
        timePasses(Duration.ofHours(25));
        for (int minute = 0; minute < 5; minute++) {
            timePasses(Duration.ofMinutes(1));
        }
        timePasses(Duration.ofHours(2));
    }

    private void timePasses(Duration by) {
        putForward(by);
        settles();
    }

    void putForward(Duration by) {
        story.add("  time passes: " + by);
        clock.putForward(by);
    }

    private void settles() {
        int before;
        do {
            before = published.size();
            while (!onTheirWay.isEmpty()) {
                arrive(0);
            }
            for (int each = 0; each < 5; each++) {
                looksAtTheClock(each);
            }
        } while (published.size() > before || !onTheirWay.isEmpty());
    }

    List<String> toldOf(CorrelationId id) {
        return published.stream()
                .filter(event -> event.correlationId().equals(id))
                .map(Event::type)
                .toList();
    }
}
