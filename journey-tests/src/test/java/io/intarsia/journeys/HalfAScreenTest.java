package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A phone whose keyboard covers half of its screen: what one is at is never hidden, neither by the end of what is left nor by the total that stands there. */
@Tag("any-installation")
class HalfAScreenTest extends Journey {
    private static final int HALF = 390;
    private static final int MOST_STOPS = 200;
    private static final String DECLINED = "4000000000000002";

    /** Where the focus is: its name, whether all of it is in sight, and what is in front of its middle, if anything is. */
    private static final String FOCUS = """
            () => {
              const at = document.activeElement;
              const seen = at.matches('[type=radio], [type=checkbox]') ? at.closest('label') ?? at : at;
              const box = seen.getBoundingClientRect();
              const total = document.querySelector('.standing-total')?.getBoundingClientRect().top ?? innerHeight;
              const front = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              const fits = box.height <= total;
              return {
                name: at.id || at.textContent.trim(),
                radio: at.type === 'radio',
                inSight: box.top > -1 && (!fits || box.bottom < total + 1),
                where: `${Math.round(box.top)} to ${Math.round(box.bottom)} of ${Math.round(total)}`,
                inFront: front && (seen.contains(front) || front.contains(seen)) ? '' : front?.outerHTML.slice(0, 80) ?? 'nothing, it is off the screen',
              };
            }""";

    private static final String ALL_STOPS = """
            () => [...document.querySelectorAll('main :is(a[href], input:not([type=hidden]), select, textarea, button)')]
                .filter(stop => !stop.disabled && !stop.closest('[inert]') && stop.checkVisibility())
                .filter(stop => stop.type !== 'radio' || stop.checked)
                .map(stop => stop.id || stop.textContent.trim())""";

    @ParameterizedTest(name = "{0} pixels wide")
    @ValueSource(ints = {320, 390})
    void whatever_gets_the_focus_is_in_sight(int width) {
        Shopper zoe = aShopperAt(width, HALF).hasAFilledBasket();
        Page page = zoe.page();
        List<String> visited = new ArrayList<>();

        page.locator("main").focus();
        for (String stop = next(page, "Tab"); !stop.isEmpty(); stop = next(page, "Tab")) {
            assertThat(visited.size()).as("%s", visited).isLessThan(MOST_STOPS);
            visited.add(stop);
            if (isRadio(page)) {
                goesThroughTheGroup(zoe, stop);
            }
        }

        assertThat(visited).containsAll(allStops(page));
        assertThat(visited).contains("contact-email", "delivery-line1", "card-code", "Place order");
    }

    /** With the arrows, which choose as they go. */
    private static void goesThroughTheGroup(Shopper zoe, String first) {
        for (String radio = next(zoe.page(), "ArrowDown");
                !radio.equals(first);
                radio = next(zoe.page(), "ArrowDown")) {
            zoe.seesThatAllIsSaved();
            isSeen(focus(zoe.page()));
        }
        zoe.seesThatAllIsSaved();
    }

    @ParameterizedTest(name = "{0} pixels wide")
    @ValueSource(ints = {320, 390})
    void a_shopper_buys_with_a_typing_error_a_declined_card_and_a_reload(int width) {
        Shopper zoe = aShopperWhoTouchesAt(width, HALF).opensTheShop();
        Page page = zoe.page();
        zoe.button("Add to basket").first().tap();
        zoe.reads("Added");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("Checkout")))
                .first()
                .tap();
        page.waitForURL("**/checkout");
        zoe.seesAllWidgets();
        goesInto(zoe, "Email", "zoe.example.org");
        goesInto(zoe, "Full name", "Zoe Maple");
        goesInto(zoe, "Address line 1", "Lindenallee 4");
        goesInto(zoe, "Postcode", "04109");
        goesInto(zoe, "City", "Leipzig");
        goesInto(zoe, "Name on card", "Zoe");
        zoe.seesThatAllIsSaved();
        page.reload();
        zoe.seesAllWidgets();
        assertThat(zoe.field("Email")).hasValue("zoe.example.org");
        assertThat(zoe.field("City")).hasValue("Leipzig");
        goesInto(zoe, "Name on card", "Zoe Maple");
        goesInto(zoe, "Card number", DECLINED);
        goesInto(zoe, "Expiry date", "1234");
        goesInto(zoe, "Security code", "123");

        zoe.button("Place order").tap();
        Locator mistake = page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("^Enter an email address like")));
        assertThat(mistake).isInViewport();
        mistake.tap();
        assertThat(zoe.field("Email")).isFocused();
        isSeen(focus(page));
        zoe.field("Email").fill("");
        goesInto(zoe, "Email", "zoe@example.org");
        page.keyboard().press("Enter");
        assertThat(page.locator("#intarsia-errors")).hasCount(0);
        zoe.button("Place order").tap();
        zoe.isOnTheOrdersPage().sees("Payment declined");
        goesInto(zoe, "Name on card", "Zoe Maple");
        goesInto(zoe, "Card number", Shopper.APPROVED.replace(" ", ""));
        goesInto(zoe, "Expiry date", "1234");
        goesInto(zoe, "Security code", "123");
        zoe.button("Try again").tap();

        zoe.sees("Order confirmed");
        assertThat(page.getByText("Order confirmed").first()).isInViewport();
        assertThat(page.locator("main")).isFocused();
    }

    @ParameterizedTest(name = "{0} pixels wide")
    @ValueSource(ints = {320, 390})
    void many_lines_are_folded_into_one_until_they_are_asked_for_and_the_total_is_in_sight_throughout(int width) {
        Shopper zoe = aShopperWhoTouchesAt(width, HALF).hasABasketOf(5);
        Page page = zoe.page();
        Locator quantities = zoe.widget("checkout-service/summary").getByLabel("Quantity");
        Locator total = page.locator(".standing-total output");
        assertThat(quantities.first()).not().isVisible();
        assertThat(total).isInViewport();
        Locator fold = zoe.widget("checkout-service/summary").locator("summary");
        assertThat(fold).hasAccessibleName(Pattern.compile("^5 products €[0-9.]+$"));

        fold.tap();
        goesInto(zoe, "Quantity", "2");
        page.keyboard().press("Tab");

        zoe.seesThatAllIsSaved();
        assertThat(fold).containsText("5 products");
        assertThat(quantities.first()).isVisible();
        assertThat(quantities).hasCount(5);
        assertThat(total).isInViewport();
        fold.tap();
        assertThat(quantities.first()).not().isVisible();
        page.setViewportSize(1280, HALF);
        assertThat(quantities.last()).isVisible();
        assertThat(fold).not().isVisible();
    }

    /** Into the field, and a key after the other; all the while it is seen. */
    private static void goesInto(Shopper zoe, String label, String text) {
        zoe.tapsInto(label);
        isSeen(focus(zoe.page()));
        zoe.page().keyboard().type(text);
        isSeen(focus(zoe.page()));
    }

    /** Where that key leads; nothing, when it leads out of the page. */
    private static String next(Page page, String key) {
        page.keyboard().press(key);
        if (Boolean.TRUE.equals(page.evaluate("() => document.activeElement === document.body"))) {
            return "";
        }
        Map<String, Object> focus = focus(page);
        isSeen(focus);
        return (String) focus.get("name");
    }

    private static boolean isRadio(Page page) {
        return Boolean.TRUE.equals(focus(page).get("radio"));
    }

    private static void isSeen(Map<String, Object> focus) {
        assertThat(focus.get("inSight")).as("all of it is in sight: %s", focus).isEqualTo(true);
        assertThat(focus.get("inFront"))
                .as("what is in front of the middle of %s", focus)
                .isEqualTo("");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> focus(Page page) {
        return (Map<String, Object>) page.evaluate(FOCUS);
    }

    @SuppressWarnings("unchecked")
    private static List<String> allStops(Page page) {
        return (List<String>) page.evaluate(ALL_STOPS);
    }
}
