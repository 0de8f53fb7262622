package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole purchase by the keyboard alone and by touch, on a phone, a tablet and a desktop. */
@Tag("any-installation")
class AnyHandTest extends Journey {
    private static final int MOST_TABS = 200;

    private static final List<Map.Entry<String, String>> TYPED = List.of(
            Map.entry("Email", "zoe@example.org"),
            Map.entry("Full name", "Zoe Maple"),
            Map.entry("Address line 1", "Lindenallee 4"),
            Map.entry("Postcode", "04109"),
            Map.entry("City", "Leipzig"),
            Map.entry("Name on card", "Zoe Maple"),
            Map.entry("Card number", "4242424242424242"),
            Map.entry("Expiry date", "1234"),
            Map.entry("Security code", "123"));

    /** Where the focus is, and whether one sees it: an outline, and nothing of the page in front of it. */
    private static final String FOCUS = """
            () => {
              const field = document.activeElement;
              const outlined = [field, field.closest('.choice')].some(any => any && getComputedStyle(any).outlineStyle !== 'none');
              const box = field.getBoundingClientRect();
              const front = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, innerHeight));
              const covered = front && field !== front && !field.contains(front) && !front.contains(field) && !front.closest('label')?.contains(field);
              return {outlined, covered: Boolean(covered), name: field.labels?.[0]?.textContent ?? field.textContent};
            }""";

    @ParameterizedTest(name = "{0} pixels wide")
    @ValueSource(ints = {1280, 768, 320})
    void a_shopper_buys_with_the_keyboard_alone_and_always_sees_where_the_focus_is(int width) {
        Shopper zoe = aShopperAt(width).opensTheShop();
        Page page = zoe.page();
        tabTo(page, zoe.button("Add to basket").first());
        page.keyboard().press("Enter");
        zoe.reads("Added");
        page.keyboard().press("Control+Home");
        page.reload();
        tabTo(
                page,
                page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("Checkout")))
                        .first());
        page.keyboard().press("Enter");
        page.waitForURL("**/checkout");
        zoe.seesAllWidgets();

        TYPED.forEach(typed -> {
            tabTo(page, zoe.field(typed.getKey()));
            page.keyboard().type(typed.getValue());
        });
        tabTo(page, zoe.button("Place order"));
        page.keyboard().press("Enter");

        zoe.isOnTheOrdersPage().sees("Order confirmed");
    }

    @ParameterizedTest(name = "{0} pixels wide")
    @ValueSource(ints = {1280, 768, 320})
    void a_shopper_buys_by_touch_and_always_sees_the_total(int width) {
        Shopper zoe = aShopperWhoTouchesAt(width).opensTheShop();
        zoe.button("Add to basket").first().tap();
        zoe.reads("Added");
        zoe.page()
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("Checkout")))
                .first()
                .tap();
        zoe.page().waitForURL("**/checkout");
        zoe.seesAllWidgets();
        Locator total = zoe.page().locator(".standing-total output");

        TYPED.forEach(typed -> {
            zoe.tapsInto(typed.getKey());
            assertThat(total).isInViewport();
            zoe.page().keyboard().type(typed.getValue());
        });
        zoe.page()
                .getByText("Express", new Page.GetByTextOptions().setExact(true))
                .tap();
        assertThat(zoe.page().locator("#delivery-option-express")).isChecked();
        zoe.seesThatAllIsSaved();
        zoe.button("Place order").tap();

        zoe.isOnTheOrdersPage().sees("Order confirmed");
    }

    /** Presses Tab until the focus is there. */
    private static void tabTo(Page page, Locator wanted) {
        for (int i = 0; i < MOST_TABS; i++) {
            page.keyboard().press("Tab");
            @SuppressWarnings("unchecked")
            Map<String, Object> focus = (Map<String, Object>) page.evaluate(FOCUS);
            assertThat(focus.get("outlined"))
                    .as("the focus on %s is seen", focus)
                    .isEqualTo(true);
            assertThat(focus.get("covered"))
                    .as("nothing is in front of %s", focus)
                    .isEqualTo(false);
            if (Boolean.TRUE.equals(wanted.evaluate("field => field === document.activeElement"))) {
                return;
            }
        }
        throw new AssertionError("The focus did not come to " + wanted);
    }
}
