package io.intarsia.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.quote.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryTest {
    private static final Price PRICE = new Price(Money.of(490, "EUR"), BigDecimal.valueOf(19));
    private static final CorrelationId ID = CorrelationId.fromString("4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84");
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration LATER = Duration.ofHours(1);

    private enum Fact {
        PAID {
            @Override
            void of(Delivery delivery) {
                delivery.paid(NOW);
            }
        },
        CONFIRMED {
            @Override
            void of(Delivery delivery) {
                delivery.confirmed(NOW);
            }
        },
        CAPTURED {
            @Override
            void of(Delivery delivery) {
                delivery.captured(NOW);
            }
        },
        CANCELLED {
            @Override
            void of(Delivery delivery) {
                delivery.cancelled(NOW);
            }
        };

        abstract void of(Delivery delivery);
    }

    @Test
    void paid_confirmed_and_captured_in_any_order_and_however_often_is_reserved_scheduled_and_dispatched_once() {
        for (List<Fact> order : ordersOf(List.of(Fact.PAID, Fact.CONFIRMED, Fact.CAPTURED))) {
            Delivery delivery = sealed();

            List<String> events = tell(delivery, order);

            assertThat(events)
                    .as("%s", order)
                    .containsExactly(Delivery.RESERVED, Delivery.SCHEDULED, Delivery.DISPATCHED);
            assertThat(delivery.state()).isEqualTo(Delivery.State.DISPATCHED);
            assertThat(delivery.givesPlaceBack(NOW.plus(Duration.ofDays(1)))).isFalse();
        }
    }

    @Test
    void a_cancelled_order_keeps_no_place_and_is_never_scheduled_whatever_the_order_of_facts() {
        for (List<Fact> order : ordersOf(List.of(Fact.PAID, Fact.CANCELLED, Fact.CAPTURED))) {
            Delivery delivery = sealed();

            List<String> events = tell(delivery, order);

            assertThat(events).as("%s", order).hasSize(1).containsAnyOf(Delivery.RESERVED, Delivery.REFUSED);
            assertThat(delivery.givesPlaceBack(NOW)).isTrue();
            assertThat(delivery.state()).isEqualTo(Delivery.State.CANCELLED);
        }
    }

    @Test
    void what_is_to_be_forgotten_is_erased_when_nothing_is_left_to_do_for_it_and_not_before() {
        Delivery nothingChosen = new Delivery(ID, Country.DE);
        nothingChosen.forgotten(NOW);
        assertThat(nothingChosen.isToBeErased()).isTrue();

        Delivery onHold = sealed();
        assertThat(onHold.isToBeErased()).isFalse();
        onHold.forgotten(NOW);
        assertThat(onHold.isToBeErased()).isFalse();
        assertThat(onHold.isOver()).isTrue();

        Delivery bought = sealed();
        bought.forgotten(NOW);
        tell(bought, List.of(Fact.PAID, Fact.CONFIRMED));
        assertThat(bought.isToBeErased()).isFalse();
        tell(bought, List.of(Fact.CAPTURED));
        assertThat(bought.dispatchedAt).isNotNull();
        assertThat(bought.isToBeErased()).isTrue();
    }

    @Test
    void paid_after_the_cancellation_is_refused() {
        assertThat(tell(sealed(), List.of(Fact.CANCELLED, Fact.PAID))).containsExactly(Delivery.REFUSED);
    }

    @Test
    void what_was_not_paid_is_not_scheduled_even_if_the_order_is_confirmed_and_captured() {
        for (List<Fact> order : ordersOf(List.of(Fact.CONFIRMED, Fact.CAPTURED))) {
            assertThat(tell(sealed(), order)).as("%s", order).isEmpty();
        }
    }

    @Test
    void without_a_place_it_is_refused_when_paid_and_never_scheduled() {
        for (List<Fact> order : ordersOf(List.of(Fact.PAID, Fact.CONFIRMED, Fact.CAPTURED))) {
            Delivery delivery = sealed();
            delivery.placeTaken = false;

            assertThat(tell(delivery, order)).as("%s", order).containsExactly(Delivery.REFUSED);
        }
    }

    @Test
    void what_was_never_sealed_here_is_refused_when_paid() {
        assertThat(tell(new Delivery(ID, Country.DE), List.of(Fact.PAID))).containsExactly(Delivery.REFUSED);
    }

    @Test
    void before_the_capture_and_the_time_after_it_nothing_is_dispatched() {
        Delivery delivery = sealed();
        tell(delivery, List.of(Fact.PAID, Fact.CONFIRMED));
        assertThat(delivery.decide(NOW.plus(Duration.ofDays(9)), LATER)).isEmpty();

        delivery.captured(NOW);
        assertThat(delivery.decide(NOW.plusSeconds(3599), LATER)).isEmpty();
        assertThat(delivery.decide(NOW.plusSeconds(3600), LATER)).containsExactly(Delivery.DISPATCHED);
        assertThat(delivery.decide(NOW.plusSeconds(3601), LATER)).isEmpty();
    }

    @Test
    void a_hold_that_is_not_paid_ends_at_its_deadline() {
        Delivery delivery = sealed();

        assertThat(delivery.givesPlaceBack(NOW.plusSeconds(3599))).isFalse();
        assertThat(delivery.givesPlaceBack(NOW.plusSeconds(3600))).isTrue();
        delivery.paid(NOW);
        assertThat(delivery.givesPlaceBack(NOW.plusSeconds(3600))).isFalse();
    }

    @Test
    void sealing_again_holds_the_place_for_longer_and_keeps_price_and_time() {
        Delivery delivery = sealed();

        delivery.seal(new Price(Money.of(999, "EUR"), BigDecimal.TEN), NOW.plusSeconds(60), LATER);

        assertThat(delivery.holdUntil).isEqualTo(NOW.plusSeconds(3660));
        assertThat(delivery.sealedAt).isEqualTo(NOW);
        assertThat(delivery.sealedPrice(BigDecimal.TEN)).isEqualTo(PRICE);
    }

    @Test
    void only_what_was_paid_after_its_hold_ended_needs_a_place() {
        Delivery delivery = sealed();
        assertThat(delivery.needsPlace()).isFalse();
        delivery.placeTaken = false;
        assertThat(delivery.needsPlace()).isFalse();
        delivery.paid(NOW);
        assertThat(delivery.needsPlace()).isTrue();
        delivery.cancelled(NOW);
        assertThat(delivery.needsPlace()).isFalse();
    }

    @Test
    void once_reserved_it_cannot_be_given_up_here_any_more() {
        Delivery delivery = sealed();
        assertThat(delivery.canBeGivenUp()).isTrue();
        tell(delivery, List.of(Fact.PAID));
        assertThat(delivery.canBeGivenUp()).isFalse();
        tell(delivery, List.of(Fact.CANCELLED));
        assertThat(delivery.canBeGivenUp()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Fact.class)
    void a_fact_keeps_the_time_when_it_first_became_known(Fact fact) {
        Delivery delivery = sealed();
        fact.of(delivery);
        delivery.paid(NOW.plusSeconds(5));
        delivery.confirmed(NOW.plusSeconds(5));
        delivery.captured(NOW.plusSeconds(5));
        delivery.cancelled(NOW.plusSeconds(5));

        assertThat(List.of(delivery.paidAt, delivery.confirmedAt, delivery.capturedAt, delivery.cancelledAt))
                .containsOnlyOnce(NOW);
    }

    private static Delivery sealed() {
        Delivery delivery = new Delivery(ID, Country.DE);
        delivery.keep(delivery.recipient, new Choice(DeliveryOption.STANDARD, "standard-2026-11-26-0800"), false);
        delivery.seal(PRICE, NOW, LATER);
        return delivery;
    }

    private static List<String> tell(Delivery delivery, List<Fact> facts) {
        List<String> events = new ArrayList<>();
        for (Fact fact : facts) {
            fact.of(delivery);
            events.addAll(delivery.decide(NOW, AT_ONCE));
        }
        return events;
    }

    /** Every order of the facts, and a thousand longer ones in which all occur and some are repeated. */
    private static List<List<Fact>> ordersOf(List<Fact> facts) {
        List<List<Fact>> orders = new ArrayList<>();
        permute(new ArrayList<>(), facts, orders);
        Random random = new Random(42);
        for (int n = 0; n < 1000; n++) {
            List<Fact> repeated = new ArrayList<>(facts);
            random.ints(1 + random.nextInt(6), 0, facts.size()).forEach(i -> repeated.add(facts.get(i)));
            java.util.Collections.shuffle(repeated, random);
            orders.add(repeated);
        }
        return orders;
    }

    private static void permute(List<Fact> begun, List<Fact> left, List<List<Fact>> orders) {
        if (left.isEmpty()) {
            orders.add(List.copyOf(begun));
            return;
        }
        for (Fact next : left) {
            List<Fact> longer = new ArrayList<>(begun);
            longer.add(next);
            permute(longer, left.stream().filter(other -> other != next).toList(), orders);
        }
    }
}
