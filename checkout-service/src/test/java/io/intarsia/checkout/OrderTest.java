package io.intarsia.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intarsia.kit.quote.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OrderTest {
    private static final Set<String> NEEDS = Set.of("checkout-service", "delivery-service");
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(1800);

    /** What happens to an order that goes well, by the shopper's posts and by events; sealing always comes first. */
    private static final List<Consumer<Order>> GOES_WELL = List.of(
            order -> order.paymentAuthorised(NOW),
            order -> order.reservationMade("delivery-service"),
            order -> order.reservationMade("checkout-service"),
            order -> order.paymentSecured(NOW.plusSeconds(2)),
            order -> order.paymentDeclined(NOW.minusSeconds(5)),
            order -> placeIfItCanBe(order));

    private static final List<Consumer<Order>> GOES_WRONG = List.of(
            order -> order.reservationRefused("delivery-service"),
            order -> order.release(NOW.plusSeconds(3)),
            order -> order.expire(NOW.plusSeconds(4)));

    private final Random random = new Random(20261124);

    @Test
    void in_whatever_order_and_however_often_the_facts_come_an_order_that_goes_well_is_confirmed_once() {
        for (List<Consumer<Order>> facts : permutations(GOES_WELL)) {
            Order order = sealed();
            List<String> events = play(order, facts);
            events.addAll(play(order, facts));

            assertThat(events).containsExactlyInAnyOrder(Order.RESERVED, Order.CONFIRMED);
            assertThat(order.isDeclined()).isFalse();
        }
    }

    @Test
    void every_order_of_facts_that_tells_of_the_same_confirmed_order_ends_in_the_same_facts() {
        Order first = sealed();
        play(first, GOES_WELL);
        for (List<Consumer<Order>> facts : permutations(GOES_WELL)) {
            Order order = sealed();
            play(order, facts);

            assertThat(order).usingRecursiveComparison().isEqualTo(first);
        }
    }

    @Test
    void an_order_is_confirmed_or_cancelled_but_never_both_and_never_twice() {
        List<Consumer<Order>> everything = new ArrayList<>(GOES_WELL);
        everything.addAll(GOES_WRONG);
        everything.addAll(everything);
        for (int round = 0; round < 20_000; round++) {
            Collections.shuffle(everything, random);
            Order order = sealed();
            List<String> events = play(order, everything);

            assertThat(events.stream().filter(e -> e.startsWith("order."))).hasSize(1);
            assertThat(events.stream().filter(e -> e.startsWith("reservation.")))
                    .hasSize(1);
            assertThat(order.confirmedAt == null).isNotEqualTo(order.cancelledAt == null);
        }
    }

    @Test
    void one_thing_that_goes_wrong_before_the_last_fact_cancels_in_whatever_order_the_rest_comes() {
        for (Consumer<Order> wrong : GOES_WRONG) {
            for (List<Consumer<Order>> facts : permutations(GOES_WELL)) {
                Order order = sealed();
                List<Consumer<Order>> wrongFirst = new ArrayList<>(facts);
                wrongFirst.add(random.nextInt(0, 3), wrong);
                List<String> events = play(order, wrongFirst);

                assertThat(events).contains(Order.CANCELLED).doesNotContain(Order.CONFIRMED);
            }
        }
    }

    @Test
    void a_confirmed_order_is_at_its_end_when_the_money_was_taken_or_could_not_be() {
        Order order = sealed();
        play(order, GOES_WELL);
        assertThat(order.endedAt).isNull();

        play(order, List.of(paid -> paid.paymentCaptured(NOW)));
        assertThat(order.endedAt).isNotNull();

        Order unpaid = sealed();
        play(unpaid, GOES_WELL);
        play(unpaid, List.of(failed -> failed.captureFailed(NOW)));
        assertThat(unpaid.endedAt).isNotNull();
    }

    @Test
    void a_cancelled_order_is_at_its_end_when_nothing_is_held_whatever_came_first() {
        Order neverPaid = sealed();
        play(neverPaid, List.of(order -> order.release(NOW)));
        assertThat(neverPaid.endedAt).isNotNull();

        play(neverPaid, List.of(order -> order.paymentAuthorised(NOW)));
        assertThat(neverPaid.endedAt).isNull();
        play(neverPaid, List.of(order -> order.paymentVoided(NOW)));
        assertThat(neverPaid.endedAt).isNotNull();
    }

    @Test
    void an_order_is_not_confirmed_before_all_that_it_needs_is_there() {
        List<Consumer<Order>> needed = List.of(
                order -> order.paymentAuthorised(NOW),
                order -> order.reservationMade("delivery-service"),
                order -> order.paymentSecured(NOW),
                OrderTest::placeIfItCanBe);
        for (Consumer<Order> missing : needed) {
            List<Consumer<Order>> others = new ArrayList<>(needed);
            others.remove(missing);
            Order order = sealed();

            assertThat(play(order, others)).doesNotContain(Order.CONFIRMED);
            assertThat(play(order, List.of(missing))).contains(Order.CONFIRMED);
        }
    }

    @Test
    void a_reservation_of_somebody_else_does_not_stand_for_the_one_that_is_needed() {
        Order order = sealed();
        List<String> events = play(
                order,
                List.of(
                        o -> o.paymentAuthorised(NOW),
                        o -> o.reservationMade("gift-service"),
                        o -> o.paymentSecured(NOW),
                        OrderTest::placeIfItCanBe));

        assertThat(events).containsExactly(Order.RESERVED);
    }

    @Test
    void an_order_that_was_cancelled_refuses_to_reserve_when_it_is_paid_after_all() {
        Order order = sealed();

        assertThat(play(
                        order,
                        List.of(o -> o.release(NOW), o -> o.paymentAuthorised(NOW), o -> o.paymentAuthorised(LATER))))
                .containsExactly(Order.CANCELLED, Order.RESERVATION_REFUSED);
    }

    @Test
    void nothing_is_reserved_that_was_never_sealed() {
        Order order = open();

        assertThat(play(order, List.of(o -> o.paymentAuthorised(NOW)))).isEmpty();
    }

    @Test
    void the_first_reason_to_cancel_stays() {
        Order order = sealed();
        play(order, List.of(o -> o.expire(NOW), o -> o.release(NOW), o -> o.reservationRefused("delivery-service")));

        assertThat(order.cancelledBecause).isEqualTo(Order.Reason.EXPIRED);
    }

    @Test
    void a_card_that_is_authorised_after_a_decline_clears_it_in_whatever_order_the_events_come() {
        Order inOrder = sealed();
        inOrder.paymentDeclined(NOW);
        assertThat(inOrder.isDeclined()).isTrue();
        inOrder.paymentAuthorised(NOW.plusSeconds(9));
        assertThat(inOrder.isDeclined()).isFalse();

        Order turnedRound = sealed();
        turnedRound.paymentAuthorised(NOW.plusSeconds(9));
        turnedRound.paymentDeclined(NOW);
        assertThat(turnedRound.isDeclined()).isFalse();
    }

    @Test
    void sealing_freezes_names_prices_currency_and_tax() {
        Order order = sealed();

        assertThat(order.lines).containsExactly(new Line("tray", 2, "Walnut tray", 12_900L));
        assertThat(order.currency).isEqualTo("EUR");
        assertThat(order.taxRate).isEqualByComparingTo("19");
    }

    @Test
    void sealing_again_moves_the_deadline_until_the_order_is_paid_but_placing_again_does_not() {
        Order order = sealed();
        order.seal(bill(), NOW, LATER.plusSeconds(1));
        assertThat(order.expiresAt).isEqualTo(LATER.plusSeconds(1));

        assertThat(order.place(NOW, LATER.plusSeconds(2))).isTrue();
        assertThat(order.place(NOW, LATER.plusSeconds(3))).isFalse();
        assertThat(order.expiresAt).isEqualTo(LATER.plusSeconds(2));
        order.seal(bill(), NOW, LATER.plusSeconds(4));
        assertThat(order.expiresAt).isEqualTo(LATER.plusSeconds(4));

        order.authorisedAt = NOW;
        order.seal(bill(), NOW, LATER.plusSeconds(5));
        assertThat(order.expiresAt).isEqualTo(LATER.plusSeconds(4));
    }

    @Test
    void what_is_sealed_cannot_be_changed_but_may_be_said_again() {
        Order order = sealed();
        order.put("tray", 2, NOW);

        assertThatThrownBy(() -> order.put("tray", 3, NOW)).hasMessageContaining("sealed at " + NOW);
        assertThatThrownBy(() -> order.writeEmail("b@example.com", NOW)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_version_grows_with_each_change_of_what_is_bought_and_with_nothing_else() {
        Order order = open();
        long before = order.version;
        order.put("tray", 2, NOW);
        order.writeEmail("b@example.com", NOW);
        order.paymentDeclined(NOW);
        assertThat(order.version).isEqualTo(before);

        order.put("tray", 3, NOW);
        order.put("tray", 0, NOW);
        assertThat(order.version).isEqualTo(before + 2);
        assertThat(order.lines).isEmpty();
    }

    @Test
    void a_basket_takes_fifty_lines_of_ninety_nine_and_no_more() {
        Order order = new Order(UUID.randomUUID());
        for (int i = 0; i < 50; i++) {
            order.put("sku-" + i, 99, NOW);
        }

        assertThatThrownBy(() -> order.put("sku-50", 1, NOW)).hasMessageContaining("50 lines");
        assertThatThrownBy(() -> order.put("sku-0", 100, NOW)).hasMessageContaining("99");
        order.put("sku-0", 98, NOW);
        assertThat(order.quantityOf("sku-0")).isEqualTo(98);
    }

    @Test
    void the_largest_basket_of_the_dearest_products_does_not_overflow() {
        Product dearest = new Product("tray", "Tray", "", Money.of(1_000_000_000L, "EUR"), "tray.svg", "Tray");
        List<Bill.Item> items = Collections.nCopies(50, new Bill.Item("tray", "Tray", 99, dearest, dearest.price()));
        Money sum = items.stream().map(Bill.Item::price).reduce(Money.of(0, "EUR"), Money::plus);

        assertThat(sum.minorUnits()).isEqualTo(50L * 99 * 1_000_000_000);
        assertThat(new Bill(items, sum, BigDecimal.valueOf(19)).tax().minorUnits())
                .isEqualTo(790_336_134_454L);
    }

    private static void placeIfItCanBe(Order order) {
        if (!order.isOver()) {
            order.place(NOW.plusSeconds(1), LATER);
        }
    }

    private List<String> play(Order order, List<Consumer<Order>> facts) {
        List<String> events = new ArrayList<>();
        for (Consumer<Order> fact : facts) {
            fact.accept(order);
            events.addAll(order.decide(NEEDS, NOW));
        }
        return events;
    }

    private static Order open() {
        Order order = new Order(new UUID(0, 1));
        order.writeEmail("a@example.com", NOW);
        order.put("tray", 2, NOW);
        return order;
    }

    private static Order sealed() {
        Order order = open();
        order.seal(bill(), NOW, LATER);
        return order;
    }

    private static Bill bill() {
        Money price = Money.of(12_900, "EUR");
        Product product = new Product("tray", "Walnut tray", "", price, "tray.svg", "A tray");
        return new Bill(
                List.of(new Bill.Item("tray", "Walnut tray", 2, product, price)),
                price.times(2),
                BigDecimal.valueOf(19));
    }

    private static <T> List<List<T>> permutations(List<T> of) {
        if (of.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            List<T> rest = new ArrayList<>(of);
            T first = rest.remove(i);
            for (List<T> permuted : permutations(rest)) {
                List<T> whole = new ArrayList<>();
                whole.add(first);
                whole.addAll(permuted);
                all.add(whole);
            }
        }
        return all;
    }
}
