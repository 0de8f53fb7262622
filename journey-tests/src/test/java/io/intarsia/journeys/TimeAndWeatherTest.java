package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Time passes, and the network comes and goes: nothing is lost, nothing is done twice, and there is always a way on. */
class TimeAndWeatherTest extends Journey {
    private static final String DECLINED = "4000 0000 0000 0002";

    @BeforeEach
    void on_this_machine() {
        assumeTrue(ShopUnderTest.isLocal(), "-Dbase-url names an installation in which time cannot be made to pass");
    }

    @Test
    void what_is_typed_without_a_network_is_kept_said_and_saved_when_it_is_back() {
        Shopper zoe = aShopper().hasAFilledBasket();
        zoe.context().setOffline(true);
        zoe.types("City", "Leipzig");

        assertThat(zoe.widget("delivery-service/delivery").locator("[data-unavailable]"))
                .containsText("What you typed is kept");
        zoe.context().setOffline(false);

        assertThat(zoe.page().locator("[data-unavailable]")).hasCount(0);
        zoe.page().reload();
        zoe.seesAllWidgets();
        assertThat(zoe.field("City")).hasValue("Leipzig");
    }

    @Test
    void an_order_that_is_placed_without_a_network_says_so_and_is_placed_once_when_it_is_back() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        zoe.seesThatAllIsSaved();
        zoe.context().setOffline(true);
        zoe.placesTheOrder();
        zoe.reads("Nothing is lost, and pressing again is safe");
        zoe.context().setOffline(false);

        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");

        assertThat(ShopUnderTest.ledger(zoe.orderId())).containsOnlyOnce("authorised");
    }

    @Test
    void back_after_the_order_is_an_empty_checkout_and_forward_is_the_order_again() {
        Shopper zoe = aShopper().buys(Shopper.APPROVED).isOnTheOrdersPage().sees("Order confirmed");
        UUID id = zoe.orderId();

        zoe.page().goBack();
        zoe.seesAllWidgets();
        zoe.reads("Your basket is empty");
        zoe.page().goForward();

        zoe.isOnTheOrdersPage().sees("Order confirmed");
        assertThat(zoe.orderId()).isEqualTo(id);
    }

    @Test
    void whoever_closes_the_tab_finds_everything_again_but_the_card() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        zoe.seesThatAllIsSaved();
        zoe.page().close();

        zoe.opensAnotherTab().opensTheCheckout();

        assertThat(zoe.field("Email")).hasValue("zoe@example.org");
        assertThat(zoe.field("City")).hasValue("Leipzig");
        assertThat(zoe.field("Card number")).hasValue("");
        assertThat(zoe.widget("checkout-service/summary").getByLabel("Quantity"))
                .hasCount(1);
    }

    @Test
    void whoever_comes_back_on_another_day_finds_everything_again_but_the_card_and_buys() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        Locator slots = zoe.page().locator("input[name=slot]:enabled");
        slots.last().check(new Locator.CheckOptions().setForce(true));
        zoe.seesThatAllIsSaved();
        zoe.page().close();

        ShopUnderTest.letDaysPass(zoe.opensAnotherTab().opensTheShop().openId(), 1);

        zoe.goesToTheCheckout();
        everythingIsThereButTheCard(zoe);
        assertThat(zoe.page().locator("[aria-invalid=true]")).hasCount(0);
        zoe.placesTheOrder().reads("Enter the card number");
        zoe.typesACard(Shopper.APPROVED).placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
    }

    @Test
    void a_slot_whose_time_is_over_is_asked_for_again_and_nothing_else() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere();
        zoe.seesThatAllIsSaved();
        zoe.page().close();

        ShopUnderTest.letDaysPass(zoe.opensAnotherTab().opensTheShop().openId(), 4);

        zoe.goesToTheCheckout();
        everythingIsThereButTheCard(zoe);
        zoe.reads("It is too late for this slot");
        assertThat(zoe.page().locator("[aria-invalid=true]")).hasCount(1);
        zoe.typesACard(Shopper.APPROVED).placesTheOrder();
        assertThat(zoe.page().locator("#intarsia-errors a")).hasCount(1);
        zoe.page().locator("input[name=slot]:enabled").first().check(new Locator.CheckOptions().setForce(true));
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
    }

    private static void everythingIsThereButTheCard(Shopper zoe) {
        assertThat(zoe.widget("checkout-service/summary").getByLabel("Quantity"))
                .hasValue("1");
        assertThat(zoe.field("Email")).hasValue("zoe@example.org");
        assertThat(zoe.field("Full name")).hasValue("Zoe Maple");
        assertThat(zoe.field("Address line 1")).hasValue("Lindenallee 4");
        assertThat(zoe.field("Postcode")).hasValue("04109");
        assertThat(zoe.field("City")).hasValue("Leipzig");
        for (String label : List.of("Name on card", "Card number", "Expiry date", "Security code")) {
            assertThat(zoe.field(label)).hasValue("");
        }
    }

    @Test
    void what_the_page_of_an_order_says_is_true_tomorrow_and_when_its_day_is_over() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        Locator slots = zoe.page().locator("input[name=slot]:enabled");
        slots.last().check(new Locator.CheckOptions().setForce(true));
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
        zoe.reads("There is nothing more for you to do").reads("Your card has been charged");
        zoe.reads("Planned for");

        ShopUnderTest.letDaysPass(zoe.orderId(), 1);
        await().atMost(Duration.ofSeconds(20)).until(() -> ShopUnderTest.isDispatched(zoe.orderId()));
        zoe.page().reload();
        zoe.seesAllWidgets().sees("Order confirmed").reads("Your card has been charged");
        zoe.reads("On its way, planned for");

        ShopUnderTest.letDaysPass(zoe.orderId(), 9);
        zoe.page().reload();
        zoe.seesAllWidgets().sees("Order confirmed").reads("Your card has been charged");
        zoe.reads("Handed over to the carrier");
        assertThat(zoe.widget("delivery-service/shipment")).not().containsText("On its way");
    }

    @Test
    void a_declined_order_that_nobody_came_back_to_is_said_to_be_over_tomorrow() {
        Shopper zoe = aShopper().buys(DECLINED).isOnTheOrdersPage().sees("Payment declined");

        ShopUnderTest.letDaysPass(zoe.orderId(), 1);
        zoe.page().reload();

        zoe.seesAllWidgets().sees("Order cancelled").reads("Nothing was charged");
        assertThat(zoe.widget("payment-service/receipt")).containsText("Not charged");
        assertThat(zoe.widget("delivery-service/shipment")).containsText("Not delivered");
        assertThat(zoe.button("Try again")).hasCount(0);
        zoe.button("Go on with a new order").click();
        zoe.page().waitForURL("**/checkout");
        assertThat(zoe.seesAllWidgets().field("Email")).hasValue("zoe@example.org");
    }

    @Test
    void after_a_decline_the_time_left_is_said_and_can_be_prolonged_even_when_it_is_over() {
        Shopper zoe = aShopper().buys(DECLINED).isOnTheOrdersPage().sees("Payment declined");
        Locator receipt = zoe.widget("payment-service/receipt");
        assertThat(receipt.locator("[data-left]")).containsText("at least 10 minutes");
        zoe.typesACard(Shopper.APPROVED);

        ShopUnderTest.letPricesExpire(zoe.orderId());

        zoe.reads("that time is over");
        assertThat(zoe.button("Try again")).hasCount(0);
        zoe.button("Hold the prices again").click();
        assertThat(receipt.locator("[data-left]")).containsText("minutes");
        assertThat(zoe.field("Card number")).hasValue(Shopper.APPROVED);
        zoe.button("Try again").click();

        zoe.sees("Order confirmed");
    }

    @Test
    void an_order_that_has_expired_offers_one_way_on_with_all_that_was_typed() {
        Shopper zoe = aShopper().buys(DECLINED).isOnTheOrdersPage().sees("Payment declined");
        UUID expired = zoe.orderId();
        ShopUnderTest.letOrderExpire(expired);
        zoe.sees("Order cancelled");
        zoe.reads("Nothing was charged");

        zoe.button("Go on with a new order").click();

        zoe.page().waitForURL("**/checkout");
        zoe.seesAllWidgets();
        assertThat(zoe.field("Email")).hasValue("zoe@example.org");
        assertThat(zoe.field("Address line 1")).hasValue("Lindenallee 4");
        assertThat(zoe.widget("checkout-service/summary").getByLabel("Quantity"))
                .hasCount(1);
        zoe.typesACard(Shopper.APPROVED).placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
        assertThat(zoe.orderId()).isNotEqualTo(expired);
    }

    @Test
    void paid_but_not_delivered_is_said_first_with_what_becomes_of_the_money_and_a_way_on() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard("4000 0000 0000 0044");
        ShopUnderTest.loseHoldAfterPlacing(zoe.page());
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order cancelled");
        ShopUnderTest.emptyAllSlots();

        String first = zoe.page().locator("main [data-widget]").first().innerText();
        assertThat(first).contains("The delivery could not be reserved", "Nothing was charged");
        await().untilAsserted(() -> assertThat(
                        zoe.page().locator("main [data-widget]").first().innerText())
                .contains("has been released"));
        zoe.button("Go on with a new order").click();
        zoe.page().waitForURL("**/checkout");
        zoe.seesAllWidgets();
        assertThat(zoe.page().getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setChecked(true)))
                .hasCount(2);
    }
}
