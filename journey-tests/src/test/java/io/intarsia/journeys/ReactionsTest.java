package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.UUID;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each service says in its own widget is marked in the event log's diagram: no service asks another, the page brings it together. */
class ReactionsTest extends Journey {
    @BeforeEach
    void on_this_machine() {
        assumeTrue(
                ShopUnderTest.isLocal(),
                "-Dbase-url names an installation whose operator's password is not known here");
    }

    @Test
    void a_service_that_has_reacted_is_marked_with_the_time_it_took() {
        Page page = storyOf(aConfirmedOrder());

        Locator mark = markOf(page, "delivery-service", "done").first();
        assertThat(mark.locator("title"))
                .hasText(Pattern.compile("delivery-service: reacted after \\d+ ms.*", Pattern.DOTALL));
        assertThat(mark.locator("text")).hasText(Pattern.compile("\\d+ ms"));
        assertThat(page.locator("#events-story td a[href^='#operator-payment-service-came-']")
                        .first())
                .hasText("payment-service");
    }

    @Test
    void what_came_twice_is_marked_where_it_is() throws Exception {
        Shopper zoe = aConfirmedOrder();
        UUID confirmed = ShopUnderTest.eventId("order.confirmed", zoe.orderId());
        Page page = storyOf(zoe);
        assertThat(markOf(page, "payment-service", "done").first()).isVisible();

        // The first history that a new shop asks for may have let it come again once, too.
        for (int i = 0; i < 3; i++) {
            ShopUnderTest.publish(confirmed, "order.confirmed", zoe.orderId());
        }

        for (String service : new String[] {"payment-service", "delivery-service"}) {
            Locator repeated = page.locator(
                    "#events-story svg g[data-repeated][data-by='" + service + "'][data-listens='" + confirmed + "']");
            assertThat(repeated.locator("title"))
                    .hasText(Pattern.compile(".*reacted after \\d+ ms, came again [3-9] times"));
            assertThat(repeated.locator("text")).hasText(Pattern.compile("\\d+ ms ×[4-9]"));
        }
        assertThat(page.locator(
                        "#events-story svg text.badge",
                        new Page.LocatorOptions().setHasText(Pattern.compile("×[4-9]"))))
                .hasCount(1);
        Assertions.assertThat(Axe.findsOn(page)).isEmpty();
        takePictures("reactions");
    }

    private Shopper aConfirmedOrder() {
        Shopper zoe = aShopper().buys(Shopper.APPROVED).isOnTheOrdersPage().sees("Order confirmed");
        ShopUnderTest.awaitInEventLog(zoe.orderId(), "payment.captured", "delivery.scheduled");
        return zoe;
    }

    private Page storyOf(Shopper shopper) {
        Shopper operator = aShopper();
        operator.page().navigate("/event-log/" + shopper.orderId());
        operator.types("Password", ShopUnderTest.shop().operatorPassword());
        operator.button("Sign in").click();
        assertThat(operator.page().locator("#events-sign-out")).isVisible();
        return operator.page();
    }

    private static Locator markOf(Page page, String service, String state) {
        return page.locator("#events-sequence + .scroll g[data-by='" + service + "'][data-state='" + state + "']");
    }
}
