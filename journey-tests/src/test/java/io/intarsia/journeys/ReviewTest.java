package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside the button stands what will be bought, how the shopper is reached, whereto and when, as each widget says it, with a way back to each. */
@Tag("any-installation")
class ReviewTest extends Journey {
    @ParameterizedTest(name = "{0} pixels wide")
    @ValueSource(ints = {320, 1280})
    void whoever_is_about_to_buy_reads_what_whereto_and_when_and_changes_it_from_there(int width) {
        Shopper zoe = aShopperAt(width).hasABasketOf(2).saysWhoAndWhere().seesThatAllIsSaved();
        Locator said = zoe.page().locator("[data-reviews] > div");

        assertThat(said).hasCount(4);
        assertThat(said.nth(0)).hasText(Pattern.compile("^Your order\\s*1 × .+ · 1 × .+Change Your order$"));
        assertThat(said.nth(1)).hasText(Pattern.compile("^Email\\s*zoe@example.org\\s*Change Email$"));
        assertThat(said.nth(2))
                .hasText(Pattern.compile(
                        "^Recipient\\s*Zoe Maple · Lindenallee 4 · 04109 Leipzig · Germany\\s*Change Recipient$"));
        assertThat(said.nth(3))
                .hasText(Pattern.compile(
                        "^Delivery\\s*Standard · [A-Z][a-z]{2} \\d+ \\w+, \\d+:00\\S+\\s*Change Delivery$"));

        // A way back is no second field of that name.
        assertThat(zoe.page().getByLabel("Email")).hasCount(1);
        Map.of(
                        "Change Email", "contact-email",
                        "Change Recipient", "delivery-name",
                        "Change Delivery", "delivery-option-standard")
                .forEach((link, field) -> {
                    changes(zoe, link);
                    assertThat(zoe.page().locator("#" + field)).isFocused();
                    assertThat(zoe.page().locator("#" + field)).isInViewport();
                });
        changes(zoe, "Change Your order");
        assertThat(zoe.field("Quantity")).isFocused();
        assertThat(zoe.page()).hasURL(Pattern.compile("/checkout$"));
        zoe.page().keyboard().press("ControlOrMeta+a");
        zoe.page().keyboard().type("3");
        zoe.types("City", "Dresden").chooses("Delivery option", 1).seesThatAllIsSaved();

        assertThat(said.nth(0)).containsText("3 × ");
        assertThat(said.nth(2)).containsText("04109 Dresden");
        assertThat(said.nth(3)).containsText("Express · ");
    }

    @Test
    void the_button_stays_under_the_finger_though_what_was_typed_last_is_still_to_be_said() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        Page page = zoe.page();
        zoe.seesThatAllIsSaved();
        Locator button = zoe.button("Place order");
        Locator said = page.locator("[data-reviews]");
        zoe.field("Address line 2 (optional)").fill("behind the house with the very long fence, ".repeat(2));
        button.scrollIntoViewIfNeeded();
        double before = button.boundingBox().y;

        page.mouse().move(button.boundingBox().x + 20, before + 20);
        page.mouse().down();
        assertThat(page.locator("#delivery-review")).containsText("fence");
        zoe.seesThatAllIsSaved();

        assertThat(said).not().containsText("fence");
        assertThat(button.boundingBox().y).isEqualTo(before);
        page.mouse().up();
        zoe.isOnTheOrdersPage().sees("Order confirmed");
    }

    @Test
    void nothing_is_said_of_what_is_not_typed_yet() {
        Shopper zoe = aShopper().hasAFilledBasket();

        assertThat(zoe.page().locator("[data-reviews] dt")).hasText(new String[] {"Your order", "Delivery"});
    }

    private static void changes(Shopper shopper, String link) {
        shopper.page()
                .getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName(link).setExact(true))
                .click();
    }
}
