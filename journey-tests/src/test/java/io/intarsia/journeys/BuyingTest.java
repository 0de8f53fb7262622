package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The purchase, which may be aimed at any installation by {@code -Dbase-url}. */
@Tag("any-installation")
class BuyingTest extends Journey {
    private static final String NOTHING_IS_CUT_OFF = "() => document.documentElement.scrollWidth <= window.innerWidth";

    @ParameterizedTest(name = "{0} pixels wide")
    @ValueSource(ints = {1280, 768, 320})
    void a_shopper_buys_with_the_mouse(int width) {
        Shopper zoe = aShopperAt(width);

        zoe.buys(Shopper.APPROVED).isOnTheOrdersPage().sees("Order confirmed");

        assertThat(zoe.page()
                        .getByText(zoe.orderId().toString().substring(0, 8).toUpperCase())
                        .first())
                .isVisible();
        assertThat(zoe.page().getByText(Pattern.compile("4242")).first()).isVisible();
        assertThat(zoe.page().evaluate(NOTHING_IS_CUT_OFF)).isEqualTo(true);
    }

    @Test
    void a_shopper_buys_on_a_phone() {
        Shopper zoe = aShopperOnAPhone();

        zoe.buys(Shopper.APPROVED).isOnTheOrdersPage().sees("Order confirmed");

        assertThat(zoe.page().evaluate(NOTHING_IS_CUT_OFF)).isEqualTo(true);
    }

    @Test
    void the_total_is_right_as_one_types() {
        Shopper zoe = aShopper().hasAFilledBasket();
        long goods = amountIn(zoe, "checkout-service/summary");
        long delivery = amountIn(zoe, "delivery-service/delivery");
        assertThat(goods).isPositive();
        seesTheTotal(zoe, goods + delivery);

        zoe.widget("checkout-service/summary").getByLabel("Quantity").first().fill("3");
        zoe.widget("checkout-service/summary").getByLabel("Quantity").first().blur();

        seesTheTotal(zoe, 3 * goods + delivery);
    }

    @Test
    void an_empty_basket_asks_for_nothing_and_keeps_what_was_typed() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);

        zoe.page()
                .getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Remove ")))
                .click();
        zoe.reads("Your basket is empty");
        assertThat(zoe.page().locator("main :is(input, select, button, [data-total], data):visible"))
                .hasCount(0);
        assertThat(zoe.page().locator("main")).isFocused();
        Page checkout = zoe.page();
        zoe.opensAnotherTab().opensTheShop().addsToBasket(1);
        zoe.reads("Added");
        long price = Long.parseLong(digits(
                zoe.widget("checkout-service/catalogue").locator(".price").nth(1)));
        zoe.goesBackTo(checkout);

        assertThat(zoe.button("Place order")).isVisible();
        seesTheTotal(zoe, price + amountIn(zoe, "delivery-service/delivery"));
        assertThat(zoe.field("City")).hasValue("Leipzig");
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
    }

    @Test
    void a_quantity_changed_just_before_the_button_is_pressed_belongs_to_the_order() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);

        zoe.widget("checkout-service/summary").getByLabel("Quantity").first().fill("2");
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");

        zoe.reads("2 × ");
    }

    @Test
    void the_basket_survives_a_reload_and_is_shared_by_tabs() {
        Shopper zoe = aShopper().opensTheShop().addsToBasket(0);
        zoe.reads("Added");
        Page first = zoe.page();

        zoe.opensAnotherTab().opensTheShop().addsToBasket(1);
        zoe.reads("Added");
        zoe.goesBackTo(first);
        zoe.page().reload();
        zoe.goesToTheCheckout();

        assertThat(zoe.widget("checkout-service/summary").getByLabel("Quantity"))
                .hasCount(2);
    }

    @Test
    void a_typing_error_is_shown_beside_the_field_and_nothing_typed_is_lost() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard("4242 4242 4242 4241");
        zoe.types("Email", "zoe.example.org");

        zoe.placesTheOrder();

        assertThat(zoe.field("Email")).hasAttribute("aria-invalid", "true");
        assertThat(zoe.field("Email")).hasValue("zoe.example.org");
        assertThat(zoe.page().locator("#intarsia-errors")).isFocused();
        zoe.page()
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^Enter an email")))
                .click();
        assertThat(zoe.field("Email")).isFocused();
        zoe.types("Email", "zoe@example.org").placesTheOrder();
        assertThat(zoe.page().locator("#intarsia-errors")).isFocused();
        assertThat(zoe.field("Card number")).hasAttribute("aria-invalid", "true");
        assertThat(zoe.field("Card number")).hasValue(Pattern.compile("4242 ?4242 ?4242 ?4241"));
        assertThat(zoe.field("Security code")).hasValue("123");
        assertThat(zoe.field("City")).hasValue("Leipzig");

        zoe.types("Card number", Shopper.APPROVED)
                .placesTheOrder()
                .isOnTheOrdersPage()
                .sees("Order confirmed");
    }

    @Test
    void reload_and_back_in_the_middle_lose_nothing_but_the_card() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere();
        zoe.seesThatAllIsSaved();

        zoe.page().reload();
        zoe.seesAllWidgets();
        assertThat(zoe.field("City")).hasValue("Leipzig");
        zoe.page().goBack();
        zoe.goesToTheCheckout();

        assertThat(zoe.field("Email")).hasValue("zoe@example.org");
        assertThat(zoe.field("Postcode")).hasValue("04109");
        zoe.typesACard(Shopper.APPROVED).placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
    }

    @Test
    void a_double_click_places_one_order() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);

        zoe.button("Place order").dblclick();

        zoe.isOnTheOrdersPage().sees("Order confirmed");
        if (ShopUnderTest.isLocal()) {
            await().untilAsserted(() ->
                    assertThat(ShopUnderTest.ledger(zoe.orderId())).containsExactly("authorised", "captured"));
        }
    }

    @Test
    void the_order_is_still_there_after_a_reload_and_a_new_basket_has_a_new_id() {
        Shopper zoe = aShopper().buys(Shopper.APPROVED).isOnTheOrdersPage().sees("Order confirmed");
        Object id = zoe.orderId();
        Page order = zoe.page();

        order.reload();
        zoe.sees("Order confirmed");
        zoe.opensAnotherTab().hasAFilledBasket();

        assertThat((Object) zoe.openId()).isNotEqualTo(id);
        assertThat(zoe.widget("checkout-service/summary").getByLabel("Quantity"))
                .hasCount(1);
    }

    @Test
    void knowing_the_address_of_an_order_shows_nothing_of_it() {
        Shopper zoe = aShopper().buys(Shopper.APPROVED).isOnTheOrdersPage().sees("Order confirmed");

        Shopper stranger = aShopper();
        stranger.page().navigate("/orders/" + zoe.orderId());

        stranger.reads("another browser");
        assertThat(stranger.page().getByText("Leipzig")).hasCount(0);
        assertThat(stranger.page()
                        .getByRole(AriaRole.STATUS)
                        .filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("Order confirmed")))
                .hasCount(0);
    }

    /** In minor units, as the widget tells it to the page. */
    private static long amountIn(Shopper shopper, String widget) {
        return Long.parseLong(
                shopper.widget(widget).locator("[data-amount]").first().getAttribute("data-amount"));
    }

    /** Wherever a total stands that one sees; whatever is sold there, and in whichever currency. */
    private static void seesTheTotal(Shopper shopper, long minorUnits) {
        Locator totals = shopper.page().locator("[data-total]:visible");
        await().untilAsserted(() -> assertThat(totals.all())
                .isNotEmpty()
                .allSatisfy(total -> assertThat(digits(total)).isEqualTo(String.valueOf(minorUnits))));
    }

    /** Every currency is written with all digits of its minor unit. */
    private static String digits(Locator written) {
        return written.textContent().replaceAll("\\D", "");
    }
}
