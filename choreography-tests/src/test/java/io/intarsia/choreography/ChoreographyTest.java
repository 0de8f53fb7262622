package io.intarsia.choreography;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.checkout.CheckoutInMemory.Ending;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.payment.PaymentInMemory.Ledger;
import io.intarsia.payment.PaymentInMemory.TestCard;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/**
 * Three shoppers, two places, one gift paper; the real aggregates, reactions, cashier and settlement. A list of numbers says what happens next: an event arrives, in whatever
 * order, or once more; a shopper goes on, or does anything at any door; time passes; a service looks at the clock. Whatever happens, in the end it adds up.
 */
class ChoreographyTest {
    private static final int PLACES = 2;
    private static final int GIFT_PAPERS = 1;
    private static final Set<String> AS_OFTEN_AS_IT_HAPPENS = Set.of("payment.declined");

    @Property(tries = 5_000)
    void whatever_happens_in_whatever_order_every_checkout_ends_and_money_and_places_add_up(
            @ForAll @Size(3) List<TestCard> cards, @ForAll("steps") List<Integer> whatHappens) {
        Shop shop = new Shop(PLACES, GIFT_PAPERS);
        List<Shopper> shoppers = threeShoppers(shop, cards);
        whatHappens.forEach(next -> happens(next, shop, shoppers));
        shop.comesToRest();

        try {
            shoppers.forEach(shopper -> itAddsUp(shop, shopper.id));
            placesAddUp(shop, shoppers);
        } catch (AssertionError wrong) {
            throw new AssertionError(wrong.getMessage() + "\n" + String.join("\n", shop.story), wrong);
        }
        count(shop, shoppers);
    }

    @Provide
    Arbitrary<List<Integer>> steps() {
        return Arbitraries.integers()
                .between(0, 99_999)
                .withDistribution(RandomDistribution.uniform())
                .withoutEdgeCases()
                .list()
                .ofMaxSize(150)
                .withSizeDistribution(RandomDistribution.uniform());
    }

    private static List<Shopper> threeShoppers(Shop shop, List<TestCard> cards) {
        return IntStream.range(0, 3)
                .mapToObj(n -> new Shopper(shop, n, n > 0, cards.get(n)))
                .toList();
    }

    private static void happens(int next, Shop shop, List<Shopper> shoppers) {
        shop.clock.putForward(Duration.ofMillis(1));
        int what = next % 100;
        int which = next / 100;
        Shopper shopper = shoppers.get(which % shoppers.size());
        if (what < 50) {
            if (!shop.onTheirWay.isEmpty()) {
                shop.arrive(which);
            }
        } else if (what < 58) {
            if (!shop.arrived.isEmpty()) {
                shop.arriveAgain(which);
            }
        } else if (what < 84) {
            shopper.goesOn();
        } else if (what < 87) {
            TestCard[] cards = TestCard.values();
            shopper.does(which / 3, cards[which / 30 % cards.length]);
        } else if (what < 98) {
            shop.looksAtTheClock(which);
        } else {
            shop.putForward(List.of(
                            Duration.ofSeconds(7),
                            Duration.ofMinutes(2),
                            Duration.ofMinutes(16),
                            Duration.ofMinutes(31),
                            Duration.ofMinutes(61),
                            Duration.ofHours(25))
                    .get(which % 6));
        }
    }

    @Property(tries = 1_500)
    void whatever_is_told_or_done_after_an_order_was_forgotten_nothing_of_it_is_kept_or_begins_again(
            @ForAll @Size(3) List<TestCard> cards,
            @ForAll("steps") List<Integer> before,
            @ForAll("steps") List<Integer> after) {
        Shop shop = new Shop(PLACES, GIFT_PAPERS);
        List<Shopper> shoppers = threeShoppers(shop, cards);
        for (int next : before) {
            happens(next, shop, shoppers);
            // At the first moment at which it is allowed, with the events that led to it still on their way elsewhere.
            shop.forget(shoppers.get(next % 3).id);
        }
        after.forEach(next -> happens(next, shop, shoppers));
        shop.comesToRest();
        shoppers.forEach(shopper -> shop.forget(shopper.id));
        shop.comesToRest();
        everythingComesAgainAndEverythingIsTried(shop, shoppers);
        whatIsForgottenIsGoneUnlessItsMoneyCouldNotBeTaken(shop, shoppers);
        shop.aMonthPasses();

        try {
            shoppers.forEach(shopper -> nothingIsLeft(shop, shopper.id));
            assertThat(shop.delivery.placesTaken())
                    .as("places taken are those of deliveries that were planned")
                    .isEqualTo(toldTimes(shop, "delivery.scheduled"));
        } catch (AssertionError wrong) {
            throw new AssertionError(wrong.getMessage() + "\n" + String.join("\n", shop.story), wrong);
        }
    }

    private static void everythingComesAgainAndEverythingIsTried(Shop shop, List<Shopper> shoppers) {
        List.copyOf(shop.arrived).forEach(Shop.OnItsWay::arrive);
        for (Shopper shopper : shoppers) {
            if (shop.toldOf(shopper.id).contains("order.forgotten")) {
                IntStream.range(0, 10).forEach(door -> shopper.does(door, TestCard.GOOD));
            }
        }
        shop.comesToRest();
    }

    /** Then a place is taken for what never leaves. */
    private static void whatIsForgottenIsGoneUnlessItsMoneyCouldNotBeTaken(Shop shop, List<Shopper> shoppers) {
        for (Shopper shopper : shoppers) {
            List<String> told = shop.toldOf(shopper.id);
            if (told.contains("order.forgotten") && !told.contains("payment.capture-failed")) {
                assertThat(shop.whoKeeps(shopper.id))
                        .as("who still keeps a row, at once")
                        .isEmpty();
            }
        }
    }

    private static void nothingIsLeft(Shop shop, CorrelationId id) {
        List<String> told = shop.toldOf(id);
        Ledger money = shop.payment.ledger(id);
        boolean forgotten = told.contains("order.forgotten");
        if (forgotten) {
            assertThat(shop.whoKeeps(id)).as("who still keeps a row").isEmpty();
            assertThat(money.held()).as("authorisations left open").isZero();
            assertThat(told.contains("payment.captured"))
                    .as("dispatched if captured")
                    .isEqualTo(told.contains("delivery.dispatched"));
        }
        assertThat(told.stream().filter(type -> !AS_OFTEN_AS_IT_HAPPENS.contains(type)))
                .as("told once")
                .doesNotHaveDuplicates();
        assertThat(money.charges()).as("charges at the provider").isLessThanOrEqualTo(1);
        Statistics.label("forgotten")
                .collect(!forgotten ? "not" : told.contains("payment.captured") ? "bought" : "cancelled");
        Statistics.label("forgotten").coverage(endings -> {
            endings.check("bought").percentage(share -> share > 5);
            endings.check("cancelled").percentage(share -> share > 5);
        });
    }

    private static int toldTimes(Shop shop, String type) {
        return (int) shop.published.stream()
                .filter(event -> event.type().equals(type))
                .count();
    }

    private static void itAddsUp(Shop shop, CorrelationId id) {
        List<String> told = shop.toldOf(id);
        Ledger money = shop.payment.ledger(id);
        Ending order = shop.checkout.ending(id).orElse(new Ending(false, false, true));

        assertThat(told.stream().filter(type -> !AS_OFTEN_AS_IT_HAPPENS.contains(type)))
                .as("told once")
                .doesNotHaveDuplicates();
        assertThat(order.confirmed() && order.cancelled())
                .as("both confirmed and cancelled")
                .isFalse();
        assertThat(order.inTime()).as("confirmed before its time was over").isTrue();
        if (shop.checkout.ending(id).isPresent()) {
            assertThat(order.confirmed() || order.cancelled()).as("decided").isTrue();
        }
        assertThat(money.charges()).as("charges at the provider").isLessThanOrEqualTo(1);
        assertThat(money.held()).as("authorisations left open").isZero();
        assertThat(shop.payment.isAtRest(id))
                .as("nothing left to do at the provider")
                .isTrue();
        theMoneyFollowsTheOrder(shop, id, order, money, told);
        nobodyWorksForNothing(shop, id, told);
    }

    private static void theMoneyFollowsTheOrder(
            Shop shop, CorrelationId id, Ending order, Ledger money, List<String> told) {
        boolean cannotBeTaken = money.captureRefused() || shop.payment.gaveUp(id);
        if (order.confirmed() && !cannotBeTaken) {
            assertThat(money.captures()).as("captures").isEqualTo(1);
            assertThat(money.amount()).as("charged").isEqualTo(shop.payment.billed(id));
            assertThat(told).contains("payment.captured", "delivery.scheduled", "delivery.dispatched");
        } else {
            assertThat(money.captures()).as("captures").isZero();
            assertThat(told).doesNotContain("payment.captured", "delivery.dispatched");
        }
        if (!order.confirmed()) {
            assertThat(told).doesNotContain("delivery.scheduled", GiftWrapInMemory.WRAPPED);
        } else if (cannotBeTaken) {
            assertThat(told).contains("payment.capture-failed");
        }
        assertThat(shop.delivery.hasPlace(id)).as("has a place").isEqualTo(order.confirmed());
    }

    private static void nobodyWorksForNothing(Shop shop, CorrelationId id, List<String> told) {
        Set<String> paidFor = shop.payment.paidFor(id);
        for (String issuer : List.of("checkout-service", "delivery-service", "gift-service")) {
            if (!paidFor.contains(issuer)) {
                assertThat(told).doesNotContain("reservation.made." + issuer, "reservation.refused." + issuer);
            }
        }
        if (told.contains(GiftWrapInMemory.WRAPPED)) {
            assertThat(paidFor).contains("gift-service");
        }
        if (told.contains("delivery.scheduled")) {
            assertThat(paidFor).contains("delivery-service", "checkout-service");
        }
    }

    private static void placesAddUp(Shop shop, List<Shopper> shoppers) {
        long firm = shoppers.stream()
                .filter(shopper -> shop.delivery.hasPlace(shopper.id))
                .count();
        long wrapped = shop.published.stream()
                .filter(event -> event.type().equals(GiftWrapInMemory.WRAPPED))
                .count();
        assertThat((long) shop.delivery.placesTaken())
                .as("places taken")
                .isEqualTo(firm)
                .isBetween(0L, (long) PLACES);
        assertThat((long) shop.giftWrap.left()).as("gift papers left").isEqualTo(GIFT_PAPERS - wrapped);
    }

    /** A property that holds because nothing has happened says nothing. */
    private static void count(Shop shop, List<Shopper> shoppers) {
        for (Shopper shopper : shoppers) {
            List<String> told = shop.toldOf(shopper.id);
            Statistics.label("ending")
                    .collect(
                            told.contains("payment.captured")
                                    ? "captured"
                                    : told.contains("payment.capture-failed")
                                            ? "capture failed"
                                            : told.contains("payment.voided")
                                                    ? "voided"
                                                    : told.contains("order.cancelled")
                                                            ? "cancelled unpaid"
                                                            : "not begun");
        }
        Statistics.label("ending").coverage(endings -> {
            for (String ending : List.of("captured", "voided", "cancelled unpaid")) {
                endings.check(ending).percentage(share -> share > 5);
            }
            endings.check("capture failed").percentage(share -> share > 0.3);
        });
    }

    @Property(tries = 2_000)
    void where_no_deadline_decides_two_orders_of_the_same_events_end_the_same(
            @ForAll TestCard card,
            @ForAll boolean giftWrap,
            @ForAll("steps") List<Integer> oneOrder,
            @ForAll("steps") List<Integer> another) {
        assertThat(toldInTheEnd(card, giftWrap, oneOrder)).isEqualTo(toldInTheEnd(card, giftWrap, another));
    }

    @Example
    void a_place_that_was_paid_without_an_order_is_given_back_by_itself() {
        Shop shop = new Shop(1, 0);
        CorrelationId id = new Shopper(shop, 0, false, TestCard.GOOD).id;
        shop.payment.pay(id, shop.delivery.seal(id).stream().toList(), TestCard.GOOD);
        shop.comesToRest();

        assertThat(shop.toldOf(id)).contains("reservation.made.delivery-service", "order.cancelled", "payment.voided");
        assertThat(shop.delivery.placesTaken()).isZero();
    }

    @Example
    void an_order_whose_time_is_over_is_not_confirmed_by_what_comes_late() {
        Shop shop = new Shop(1, 0);
        Shopper shopper = new Shopper(shop, 0, false, TestCard.GOOD);
        shopper.goesOnUntilPaid();
        shop.clock.putForward(Duration.ofMinutes(31));
        while (!shop.onTheirWay.isEmpty()) {
            shop.arrive(0);
        }

        assertThat(shop.toldOf(shopper.id)).contains("order.cancelled").doesNotContain("order.confirmed");
    }

    @Example
    void what_was_told_to_be_secured_is_not_given_up_at_the_payments_own_door() {
        Shop shop = new Shop(1, 0);
        Shopper shopper = new Shopper(shop, 0, false, TestCard.GOOD);
        shopper.goesOnUntilPaid();
        while (!shop.toldOf(shopper.id).contains("payment.secured")) {
            shop.arrive(0);
        }
        shop.payment.release(shopper.id);
        shop.comesToRest();

        assertThat(shop.toldOf(shopper.id)).contains("order.confirmed", "payment.captured");
    }

    private static Set<String> toldInTheEnd(TestCard card, boolean giftWrap, List<Integer> order) {
        Shop shop = new Shop(1, 1);
        Shopper shopper = new Shopper(shop, 0, giftWrap, card);
        shopper.goesOnUntilPaid();
        for (int next : order) {
            if (next % 4 == 0 && !shop.arrived.isEmpty()) {
                shop.arriveAgain(next / 4);
            } else if (next % 4 == 1) {
                shop.looksAtTheClock(next / 4);
            } else if (!shop.onTheirWay.isEmpty()) {
                shop.arrive(next / 4);
            }
        }
        shop.comesToRest();
        return shop.toldOf(shopper.id).stream().collect(Collectors.toCollection(TreeSet::new));
    }
}
