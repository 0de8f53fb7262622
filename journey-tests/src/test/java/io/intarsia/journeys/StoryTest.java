package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the event log tells an operator of a purchase that went well, of one that was declined, and of one that is stuck. */
class StoryTest extends Journey {
    private static final List<String> SERVICES =
            List.of("checkout-service", "payment-service", "delivery-service", "event-log-service");

    @BeforeEach
    void on_this_machine() {
        assumeTrue(
                ShopUnderTest.isLocal(),
                "-Dbase-url names an installation whose operator's password is not known here");
    }

    @Test
    void a_purchase_is_explained_on_one_page_with_each_services_own_side() {
        Shopper zoe = aShopper().buys(Shopper.APPROVED).isOnTheOrdersPage().sees("Order confirmed");
        ShopUnderTest.awaitInEventLog(zoe.orderId(), "payment.captured", "delivery.scheduled");
        assertThat(zoe.widget("event-log-service/happened")).containsText("payment.captured by payment-service");
        Page page = signedInAt("/event-log/" + zoe.orderId());

        assertThat(page.locator("#events-story")).containsText("nothing is stuck");
        for (String lane :
                new String[] {"person or clock", "checkout-service", "payment-service", "delivery-service"}) {
            assertThat(page.locator("svg text.lane", new Page.LocatorOptions().setHasText(lane)))
                    .hasCount(1);
        }
        assertThat(page.locator("svg path.arrow.cause").count()).isGreaterThanOrEqualTo(5);
        assertThat(page.locator("#events-story tbody tr", new Page.LocatorOptions().setHasText("payment.captured"))
                        .locator("td")
                        .nth(3))
                .hasText("order.confirmed");
        for (String service : SERVICES) {
            assertThat(page.locator("[data-widget='" + service + "/operator']")).isVisible();
        }
        isAccessible(page);
        for (int width : new int[] {1280, 320}) {
            page.setViewportSize(width, 900);
            assertThat(page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                    .isEqualTo(true);
            takePictures("story-" + width);
        }

        page.setViewportSize(1280, 900);
        page.navigate("/event-log?number=" + numberOf(zoe) + "&type=payment");
        assertThat(page.locator("#events-list tbody tr").first()).containsText("payment.captured");
        assertThat(page.locator("#events-list tbody")).not().containsText("order.placed");
        assertThat(page.locator("#events-type")).hasValue("payment");
        isAccessible(page);
        takePictures("list-1280");
    }

    @Test
    void a_decline_is_a_problem_that_is_found_as_one() {
        Shopper zoe = aShopper().buys("4000 0000 0000 0002").isOnTheOrdersPage();
        ShopUnderTest.awaitInEventLog(zoe.orderId(), "payment.declined");

        Page page = signedInAt("/event-log?problems=only&number=" + numberOf(zoe));

        assertThat(page.locator("#events-list tbody tr")).hasCount(1);
        assertThat(page.locator("#events-list tbody tr")).containsText("payment.declined");
    }

    @Test
    void an_order_that_waits_for_a_dead_service_is_stuck_and_the_log_says_on_whom() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard("4000 0000 0000 0044");
        zoe.page().onResponse(answer -> {
            if (answer.url().endsWith("/place")) {
                ShopUnderTest.kill("delivery-service");
            }
        });
        try {
            zoe.placesTheOrder().isOnTheOrdersPage().sees("Order received");
            Page page = signedInAt("/event-log");

            Locator alarm = page.locator(".log-alarm");
            assertThat(alarm)
                    .containsText(
                            numberOf(zoe) + ": delivery-service should have told reservation.made.delivery-service",
                            new LocatorAssertions.ContainsTextOptions().setTimeout(40_000));
            assertThat(alarm).containsText("delivery-service does not answer.");
            assertThat(page.locator("[data-widget='delivery-service/operator']"))
                    .hasAttribute("data-fallback", "");
            page.locator("#events-stuck-" + zoe.orderId()).click();
            assertThat(page.locator(".log-alarm")).containsText("This checkout is stuck");
            assertThat(page.locator("svg circle.dot.overdue").first()).isVisible();
            isAccessible(page);
            takePictures("stuck-1280");

            ShopUnderTest.start("delivery-service");

            assertThat(page.locator("#events-story"))
                    .containsText("nothing is stuck", new LocatorAssertions.ContainsTextOptions().setTimeout(40_000));
        } finally {
            ShopUnderTest.start("delivery-service");
        }
        zoe.sees("Order confirmed");
    }

    private static String numberOf(Shopper shopper) {
        return shopper.orderId().toString().substring(0, 8).toUpperCase(Locale.ROOT);
    }

    private Page signedInAt(String path) {
        Shopper operator = aShopper();
        operator.page().navigate(path);
        operator.types("Password", ShopUnderTest.shop().operatorPassword());
        operator.button("Sign in").click();
        assertThat(operator.page().locator("#events-sign-out")).isVisible();
        return operator.page();
    }

    private static void isAccessible(Page page) {
        assertThat(Axe.findsOn(page)).isEmpty();
    }
}
