package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Shoppers who are faster than the services answer: whatever they typed, pressed and chose counts. */
@Tag("any-installation")
class InAHurryTest extends Journey {
    @Test
    void a_reload_while_a_change_is_under_way_loses_nothing_that_was_typed_and_keeps_no_card() {
        Shopper zoe = aShopper().hasAFilledBasket();
        Page page = zoe.page();
        List<Route> held = holdsBackChanges(page);
        zoe.types("Quantity", "3").types("Email", "zoe@example.org").types("Full name", "Zoe Maple");
        zoe.types("Address line 1", "Lindenallee 4").types("City", "Leipzig").chooses("Delivery option", 1);
        zoe.typesACard(Shopper.APPROVED);
        page.waitForCondition(() -> held.size() == 3);
        // This one has not even been left.
        zoe.field("Postcode").pressSequentially("04109");
        assertThat(String.valueOf(page.evaluate("() => JSON.stringify([{...sessionStorage}, {...localStorage}])")))
                .contains("Lindenallee 4")
                .doesNotContain("4242", "12/34", "card-");
        letsChangesGo(page);

        page.reload();
        zoe.seesAllWidgets();

        assertThat(zoe.field("Address line 1")).hasValue("Lindenallee 4");
        assertThat(zoe.field("Postcode")).hasValue("04109");
        assertThat(zoe.field("Card number")).hasValue("");
        zoe.seesThatAllIsSaved();
        page.waitForFunction("() => !sessionStorage.getItem('intarsia-unsaved')");
        zoe.opensAnotherTab().opensTheCheckout();
        assertThat(zoe.field("Quantity")).hasValue("3");
        assertThat(zoe.field("Email")).hasValue("zoe@example.org");
        assertThat(zoe.field("Full name")).hasValue("Zoe Maple");
        assertThat(zoe.field("City")).hasValue("Leipzig");
        assertThat(zoe.field("Postcode")).hasValue("04109");
        assertThat(zoe.page().locator("#delivery-option-express")).isChecked();
    }

    @Test
    void what_another_country_asks_for_is_given_back_after_a_reload_too() {
        Shopper zoe = aShopper().hasAFilledBasket();
        Page page = zoe.page();
        zoe.field("Country").selectOption("IT");
        assertThat(zoe.field("Province")).isVisible();
        zoe.seesThatAllIsSaved().types("Email", "zoe@example.org");
        List<Route> held = holdsBackChanges(page);
        zoe.field("Country").selectOption("DE");
        page.waitForCondition(() -> held.size() == 1);
        zoe.field("Country").selectOption("IT");
        zoe.types("Province", "RM");
        letsChangesGo(page);

        page.reload();

        zoe.seesAllWidgets().seesThatAllIsSaved();
        assertThat(zoe.field("Country")).hasValue("IT");
        assertThat(zoe.field("Province")).hasValue("RM");
    }

    @Test
    void a_click_on_a_link_that_is_shown_anew_before_the_button_is_let_go_leads_there() {
        Shopper zoe = aShopper().opensTheShop().seesAllWidgets();
        Page page = zoe.page();
        Locator link = page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("Checkout")));

        presses(page, link);
        isShownAnew(page, link, "checkout-service:basket-changed");
        page.mouse().up();

        page.waitForURL("**/checkout");
    }

    @Test
    void the_link_that_has_the_focus_keeps_it_when_it_is_shown_anew() {
        Shopper zoe = aShopper().opensTheShop().seesAllWidgets();
        Page page = zoe.page();
        Locator link = page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("Checkout")));

        link.focus();
        isShownAnew(page, link, "checkout-service:basket-changed");
        page.keyboard().press("Enter");

        page.waitForURL("**/checkout");
    }

    @Test
    void a_slot_is_chosen_though_the_slots_are_shown_anew_under_the_pointer() {
        Shopper zoe = aShopper().hasAFilledBasket();
        Page page = zoe.page();
        List<Route> held = holdsBackChanges(page);
        zoe.field("City").fill("Leipzig");
        Locator second =
                page.locator("#delivery-slot-field label:has(:enabled)").nth(1);
        String chosen = second.locator("input").getAttribute("id");
        page.locator("#delivery-slot-field label:has(:enabled)").nth(2).click();
        page.waitForCondition(() -> held.size() == 1);

        presses(page, second);
        page.evaluate("id => window.before = document.getElementById(id)", chosen);
        letsChangesGo(page);
        held.forEach(Route::resume);
        page.waitForFunction("() => !window.before.isConnected");
        page.mouse().up();

        assertThat(page.locator("#" + chosen)).isChecked();
        zoe.seesThatAllIsSaved();
        page.reload();
        zoe.seesAllWidgets();
        assertThat(page.locator("#" + chosen)).isChecked();
        assertThat(zoe.field("City")).hasValue("Leipzig");
    }

    @Test
    void quantities_that_are_changed_one_after_the_other_and_a_removal_all_count() {
        Shopper zoe = aShopper().hasABasketOf(3);
        Page page = zoe.page();
        Locator quantities = zoe.widget("checkout-service/summary").getByLabel("Quantity");
        List<Route> held = holdsBackChanges(page);

        quantities.nth(0).fill("2");
        quantities.nth(1).fill("4");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^Remove ")))
                .nth(2)
                .click();
        page.waitForCondition(() -> held.size() == 1);
        letsChangesGo(page);
        held.forEach(Route::resume);

        assertThat(quantities).hasCount(2);
        zoe.seesThatAllIsSaved();
        page.reload();
        zoe.seesAllWidgets();
        assertThat(quantities.nth(0)).hasValue("2");
        assertThat(quantities.nth(1)).hasValue("4");
    }

    @Test
    void enter_in_a_quantity_changes_the_quantity_and_presses_nothing() {
        Shopper zoe = aShopper().hasAFilledBasket();

        zoe.field("Quantity").fill("2");
        zoe.field("Quantity").press("Enter");

        assertThat(zoe.widget("checkout-service/summary").locator(".sums")).containsText("€178.00");
        assertThat(zoe.field("Quantity")).isFocused();
        zoe.field("Quantity").press("Enter");
        zoe.seesThatAllIsSaved();
        assertThat(zoe.field("Quantity")).hasValue("2");
    }

    @Test
    void a_product_that_is_added_before_the_basket_is_shown_is_shown_in_it() {
        Shopper zoe = aShopper();
        Page page = zoe.page();
        Map<Route, APIResponse> held = new ConcurrentHashMap<>();
        page.route("**/widgets/basket", route -> {
            if (held.isEmpty() && route.request().url().contains("/checkouts/")) {
                held.put(route, route.fetch());
            } else {
                route.resume();
            }
        });
        zoe.opensTheShop();
        page.waitForCondition(() -> held.size() == 1);
        zoe.addsToBasket(0);
        assertThat(page.getByText("Added").first()).isVisible();

        held.forEach((route, answer) -> route.fulfill(new Route.FulfillOptions().setResponse(answer)));

        assertThat(page.locator("header .badge")).containsText("1");
    }

    /** From now on no change of this page reaches its service. */
    private static List<Route> holdsBackChanges(Page page) {
        List<Route> held = new CopyOnWriteArrayList<>();
        page.route("**/checkouts/**", route -> {
            if (route.request().method().equals("POST")) {
                held.add(route);
            } else {
                route.resume();
            }
        });
        return held;
    }

    private static void letsChangesGo(Page page) {
        page.unroute("**/checkouts/**");
    }

    private static void presses(Page page, Locator where) {
        where.scrollIntoViewIfNeeded();
        BoundingBox box = where.boundingBox();
        page.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
        page.mouse().down();
    }

    private static void isShownAnew(Page page, Locator element, String event) {
        element.evaluate("element => window.before = element");
        page.evaluate("event => document.body.dispatchEvent(new CustomEvent(event))", event);
        page.waitForFunction("() => !window.before.isConnected");
    }
}
