package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

/** What an operator sees of a checkout; nobody else sees it. */
class EventLogTest extends Journey {
    @Test
    void an_operator_reads_the_story_of_one_checkout_after_a_login() {
        assumeTrue(
                ShopUnderTest.isLocal(),
                "-Dbase-url names an installation whose operator's password is not known here");
        Shopper zoe = aShopper().buys(Shopper.APPROVED).isOnTheOrdersPage().sees("Order confirmed");
        ShopUnderTest.awaitInEventLog(zoe.orderId(), "payment.captured");
        Shopper operator = aShopper();
        Page page = operator.page();

        page.navigate("/event-log/" + zoe.orderId());
        assertThat(page.getByText("order.placed")).hasCount(0);
        operator.types("Password", "guessed");
        operator.button("Sign in").click();
        operator.reads("not the operator's password");
        assertThat(page.getByText("order.placed")).hasCount(0);
        operator.types("Password", ShopUnderTest.shop().operatorPassword());
        operator.button("Sign in").click();

        for (String type : new String[] {
            "order.placed",
            "payment.authorised.delivery-service",
            "reservation.made.delivery-service",
            "payment.secured",
            "order.confirmed",
            "payment.captured"
        }) {
            assertThat(page.getByRole(
                                    AriaRole.CELL,
                                    new Page.GetByRoleOptions().setName(type).setExact(true))
                            .first())
                    .isVisible();
        }
        assertThat(page.getByText("Leipzig")).hasCount(0);
    }

    @Test
    void a_list_that_is_paused_stands_still_says_what_came_and_goes_on() {
        Shopper operator = aShopper();
        Page page = operator.page();
        page.navigate("/event-log");
        operator.types("Password", ShopUnderTest.shop().operatorPassword());
        operator.button("Sign in").click();
        assertThat(page.locator("#events-heading")).isFocused();

        operator.button("Pause").click();
        assertThat(page.getByText("Nothing newer has come")).isVisible();
        assertThat(page.locator("#events-heading")).isVisible();
        assertThat(page.getByRole(AriaRole.SEARCH)).isVisible();
        Shopper zoe = aShopper().buys(Shopper.APPROVED).isOnTheOrdersPage();
        ShopUnderTest.awaitInEventLog(zoe.orderId(), "order.placed");
        assertThat(page.getByText("newer events have come"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(30_000));
        operator.button("Go on").click();

        assertThat(page.getByText("New events appear by themselves")).isVisible();
        assertThat(page.getByRole(AriaRole.SEARCH)).isVisible();
    }
}
