package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each way that a purchase can go wrong: what the shopper sees, and that the money is right. */
class UnhappyWaysTest extends Journey {
    private static final String DECLINED = "4000 0000 0000 0002";
    private static final String SLOW = "4000 0000 0000 0044";
    private static final String CAPTURE_FAILS = "4000 0000 0000 3055";
    private static final Pattern NEWS = Pattern.compile(".*/widgets/(order|receipt)\\?after=.*");
    private static final String TIMES_OUT_BUT_CHARGED = "4000 0000 0000 0119";

    @BeforeEach
    void on_this_machine() {
        assumeTrue(ShopUnderTest.isLocal(), "-Dbase-url names an installation whose services are not to be stopped");
    }

    @Test
    void a_declined_card_is_told_and_another_one_pays_the_same_order() {
        Shopper zoe = aShopper().buys(DECLINED).isOnTheOrdersPage().sees("Payment declined");
        UUID order = zoe.orderId();
        List<Route> asksForNews = new CopyOnWriteArrayList<>();
        zoe.page().route("**/widgets/order?after=*", asksForNews::add);

        zoe.typesACard(Shopper.APPROVED).button("Try again").click();
        // What the order's widget says it has said before the card was taken.
        assertThat(zoe.page().locator("[data-outdated] .state[data-state=declined]"))
                .isInViewport();
        zoe.page().unroute("**/widgets/order?after=*");
        asksForNews.forEach(Route::resume);

        zoe.sees("Order confirmed");
        assertThat(zoe.page().locator("[data-outdated]")).hasCount(0);
        assertThat(zoe.orderId()).isEqualTo(order);
    }

    @Test
    void a_slot_that_is_taken_meanwhile_is_asked_for_again() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        zoe.seesThatAllIsSaved();
        String chosen = ShopUnderTest.chosenSlot(zoe.openId());
        ShopUnderTest.fillSlot(chosen);
        try {
            zoe.placesTheOrder();

            zoe.reads("just been taken");
            zoe.chooses("Delivery slot", freeSlot(zoe));
            zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
        } finally {
            ShopUnderTest.emptySlot(chosen);
        }
    }

    @Test
    void a_basket_that_another_tab_has_changed_is_shown_and_asked_again() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        Page checkout = zoe.page();
        ShopUnderTest.holdBack(checkout, "checkout-service:basket-changed");
        zoe.opensAnotherTab().opensTheShop().addsToBasket(2);
        zoe.reads("Added");

        zoe.goesBackTo(checkout).placesTheOrder();

        zoe.reads("changed");
        assertThat(zoe.widget("checkout-service/summary").getByLabel("Quantity"))
                .hasCount(2);
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
    }

    @Test
    void a_paid_order_whose_delivery_cannot_be_reserved_is_cancelled_and_the_money_released() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(SLOW);
        ShopUnderTest.loseHoldAfterPlacing(zoe.page());

        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order cancelled");

        zoe.reads("released|not charged|nothing (has been|was) charged|Nothing was charged");
        await().untilAsserted(() -> assertThat(ShopUnderTest.ledger(zoe.orderId()))
                .contains("voided")
                .doesNotContain("captured"));
        ShopUnderTest.emptyAllSlots();
    }

    @Test
    void a_quote_left_out_gets_nothing_from_its_service_and_the_order_ends_without_a_charge() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        zoe.page()
                .route(Pattern.compile(".*/pay$"), route -> ShopUnderTest.payWithoutQuoteOf(route, "delivery-service"));

        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order received");
        UUID id = zoe.orderId();
        await().untilAsserted(() -> assertThat(ShopUnderTest.ledger(id)).contains("authorised"));
        ShopUnderTest.letOrderExpire(id);

        zoe.sees("Order cancelled");
        await().untilAsserted(() ->
                assertThat(ShopUnderTest.ledger(id)).contains("voided").doesNotContain("captured"));
        assertThat(ShopUnderTest.isScheduled(id)).isFalse();
    }

    @Test
    void an_abandoned_order_expires_and_its_slot_is_free_again() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        zoe.page().route(Pattern.compile(".*/pay$"), Route::abort);
        zoe.placesTheOrder();
        zoe.reads("did not answer|does not answer|no answer|again");
        UUID id = zoe.openId();
        assertThat(ShopUnderTest.holdsSlot(id)).isTrue();

        ShopUnderTest.letOrderExpire(id);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ShopUnderTest.holdsSlot(id)).isFalse());
        zoe.page().navigate("/orders/" + id);
        zoe.sees("Order cancelled");
    }

    @Test
    void a_payment_after_the_order_has_expired_is_not_taken() {
        Shopper zoe = aShopper().buys(DECLINED).isOnTheOrdersPage().sees("Payment declined");
        UUID id = zoe.orderId();
        zoe.typesACard(Shopper.APPROVED);
        // Or the button would go with what it pays for.
        List<Route> asksForNews = new CopyOnWriteArrayList<>();
        zoe.page().route(NEWS, asksForNews::add);
        ShopUnderTest.letOrderExpire(id);
        await().atMost(Duration.ofSeconds(20)).until(() -> ShopUnderTest.paymentIsOver(id));

        Response answer = zoe.page()
                .waitForResponse(
                        "**/receipt/retry", () -> zoe.button("Try again").click());

        assertThat(answer.ok()).isTrue();
        assertThat(ShopUnderTest.ledger(id)).containsExactly("declined");
        zoe.reads("Not charged");
        zoe.page().unroute(NEWS);
        asksForNews.forEach(Route::resume);
        zoe.sees("Order cancelled");
        assertThat(zoe.button("Try again")).hasCount(0);
    }

    @Test
    void a_capture_that_fails_is_told_and_nothing_is_sent() {
        Shopper zoe = aShopper().buys(CAPTURE_FAILS).isOnTheOrdersPage().sees("Order confirmed");

        zoe.reads("payment could not be taken");
        assertThat(ShopUnderTest.isDispatched(zoe.orderId())).isFalse();
    }

    @Test
    void a_card_that_times_out_but_was_charged_is_found_again_and_charged_once() {
        Shopper zoe = aShopper().buys(TIMES_OUT_BUT_CHARGED).isOnTheOrdersPage();

        zoe.sees("Order confirmed");
        await().untilAsserted(() ->
                assertThat(ShopUnderTest.ledger(zoe.orderId())).containsOnlyOnce("authorised", "captured"));
    }

    @Test
    void a_basket_changed_after_sealing_goes_on_under_a_new_id_with_everything_kept() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        zoe.page().route(Pattern.compile(".*/pay$"), Route::abort);
        zoe.placesTheOrder();
        zoe.reads("did not answer|does not answer|no answer|again");
        UUID sealed = zoe.openId();
        zoe.page().unroute(Pattern.compile(".*/pay$"));
        zoe.widget("payment-service/card").evaluate("card => card.dataset.before = ''");

        zoe.widget("checkout-service/summary").getByLabel("Quantity").first().fill("2");
        zoe.widget("checkout-service/summary").getByLabel("Quantity").first().blur();

        await().untilAsserted(() -> assertThat(zoe.openId()).isNotEqualTo(sealed));
        assertThat(zoe.widget("checkout-service/summary").getByLabel("Quantity").first())
                .hasValue("2");
        assertThat(zoe.field("City")).hasValue("Leipzig");
        assertThat(zoe.field("Email")).hasValue("zoe@example.org");
        assertThat(zoe.page().locator("[data-before]")).hasCount(0);
        assertThat(zoe.field("Card number")).hasValue(Shopper.APPROVED);
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(ShopUnderTest.holdsSlot(sealed)).isFalse());
        assertThat(ShopUnderTest.ledger(sealed)).doesNotContain("captured");
    }

    private static int freeSlot(Shopper shopper) {
        com.microsoft.playwright.Locator radios = shopper.page()
                .locator("fieldset")
                .filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("Delivery slot"))
                .last()
                .getByRole(com.microsoft.playwright.options.AriaRole.RADIO);
        for (int i = 0; i < radios.count(); i++) {
            if (radios.nth(i).isEnabled()) {
                return i;
            }
        }
        throw new AssertionError("Every slot is full");
    }
}
