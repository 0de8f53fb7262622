package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The event log without a mouse. */
class KeyboardTest extends Journey {
    @BeforeEach
    void on_this_machine() {
        assumeTrue(
                ShopUnderTest.isLocal(),
                "-Dbase-url names an installation whose operator's password is not known here");
    }

    @Test
    void an_operator_finds_an_order_reads_its_story_and_goes_back_to_the_list_as_it_was() {
        Shopper zoe = aShopper().buys(Shopper.APPROVED).isOnTheOrdersPage().sees("Order confirmed");
        ShopUnderTest.awaitInEventLog(zoe.orderId(), "delivery.scheduled");
        String number = zoe.orderId().toString().substring(0, 8).toUpperCase(Locale.ROOT);
        Page page = signedIn();

        presses(page, "/");
        assertThat(page.locator("#events-number")).isFocused();
        page.keyboard().type(number);
        presses(page, "Enter");
        assertThat(page).hasURL(Pattern.compile(".*[?&]number=" + number + ".*"));
        Locator rows = page.locator("#events-rows tbody a");
        assertThat(rows.first()).hasText(number);

        presses(page, "j");
        assertThat(rows.first()).isFocused();
        presses(page, "ArrowDown");
        assertThat(rows.nth(1)).isFocused();
        presses(page, "k");
        presses(page, "ArrowUp");
        assertThat(rows.first()).isFocused();
        presses(page, "Enter");
        assertThat(page).hasURL(Pattern.compile(".*/event-log/" + zoe.orderId()));
        assertThat(page.locator("#events-story")).isVisible();

        presses(page, "Escape");
        assertThat(page).hasURL(Pattern.compile(".*/event-log\\?.*number=" + number + ".*"));
        assertThat(rows.first()).hasText(number);
    }

    @Test
    void one_key_pauses_the_list_but_not_while_one_is_typing_nor_when_single_keys_are_switched_off() {
        Page page = signedIn();
        Locator pause = page.locator("#events-pause");

        presses(page, "p");
        assertThat(page.locator("#events-go-on")).isVisible();
        assertThat(page.locator("#events-number")).isVisible();
        presses(page, "p");
        assertThat(pause).isVisible();

        presses(page, "/");
        page.keyboard().type("pj/");
        assertThat(page.locator("#events-number")).hasValue("pj/");
        assertThat(pause).isVisible();
        presses(page, "Escape");
        assertThat(page.locator("#events-rows")).isFocused();

        page.locator("#events-keys summary").focus();
        presses(page, "Enter");
        presses(page, "Tab");
        presses(page, "Space");
        assertThat(page.locator("#events-single-keys")).not().isChecked();
        presses(page, "/");
        assertThat(page.locator("#events-single-keys")).isFocused();
        page.reload();
        assertThat(page.locator("#events-single-keys")).not().isChecked();
    }

    private Page signedIn() {
        Shopper operator = aShopper();
        operator.page().navigate("/event-log");
        operator.types("Password", ShopUnderTest.shop().operatorPassword());
        operator.page().locator("#events-password").press("Enter");
        assertThat(operator.page().locator("#events-sign-out")).isVisible();
        return operator.page();
    }

    private static void presses(Page page, String key) {
        page.keyboard().press(key);
    }
}
