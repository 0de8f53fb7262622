package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitUntilState;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service that is down costs its own widget, nothing else; and it comes back by itself. */
class ServiceDownTest extends Journey {
    private static final String FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";

    /** A slow machine takes two seconds; a page that waits for a service, as long as the gateway does, which is thirty. */
    private static final double MOST_MILLIS = 8_000;

    @BeforeEach
    void on_this_machine() {
        assumeTrue(ShopUnderTest.isLocal(), "-Dbase-url names an installation whose services are not to be stopped");
    }

    @ParameterizedTest(name = "without {0}")
    @CsvSource({
        "payment-service, payment-service/card, Card number, City",
        "delivery-service, delivery-service/delivery, City, Card number",
        "checkout-service, checkout-service/contact, Email, Card number",
    })
    void the_checkout_comes_up_without_a_service_says_so_and_heals_by_itself(
            String service, String widget, String itsField, String anothersField) {
        Shopper zoe = aShopper().hasAFilledBasket();
        ShopUnderTest.stop(service);
        try {
            zoe.page().reload();

            Locator fallback = zoe.page().locator("[data-widget='" + widget + "'][data-fallback]");
            assertThat(fallback).isVisible();
            assertThat(fallback).not().isEmpty();
            assertThat(zoe.field(anothersField)).isEditable();
            assertThat(zoe.field(itsField)).hasCount(0);
        } finally {
            ShopUnderTest.start(service);
        }
        assertThat(zoe.field(itsField)).isVisible();
        zoe.seesAllWidgets()
                .saysWhoAndWhere()
                .typesACard(Shopper.APPROVED)
                .placesTheOrder()
                .isOnTheOrdersPage()
                .sees("Order confirmed");
    }

    /** As of a first visit: the browser has no style sheet and no script yet. */
    @Test
    void a_service_that_hangs_holds_up_neither_the_first_paint_nor_the_other_widgets() {
        assumeTrue(
                Files.isDirectory(Path.of("/proc/self")), "processes are found by their folders, as Linux tells them");
        Shopper zoe = aShopper().hasAFilledBasket();
        Page page = zoe.page();
        zoe.context().newCDPSession(page).send("Network.clearBrowserCache");
        ShopUnderTest.hangs("payment-service");
        try {
            page.reload(new Page.ReloadOptions().setWaitUntil(WaitUntilState.COMMIT));

            assertThat(zoe.field("City")).isEditable();
            double arrived = millis(page, "performance.now()");
            page.waitForFunction("() => " + FIRST_PAINT + " !== undefined");
            double painted = millis(page, FIRST_PAINT);
            System.out.println("With a service that hangs: first paint after " + painted
                    + " ms, the other widgets after at most " + arrived + " ms");
            assertThat(painted).isLessThan(MOST_MILLIS);
            assertThat(arrived).isLessThan(MOST_MILLIS);
        } finally {
            ShopUnderTest.goesOn("payment-service");
        }
        assertThat(zoe.field("Card number")).isEditable();
    }

    private static double millis(Page page, String expression) {
        return ((Number) page.evaluate("() => " + expression)).doubleValue();
    }

    @Test
    void the_shop_sells_without_the_event_log_which_misses_nothing() {
        ShopUnderTest.stop("event-log-service");
        Shopper zoe = aShopper();
        try {
            zoe.buys(Shopper.APPROVED).isOnTheOrdersPage().sees("Order confirmed");
        } finally {
            ShopUnderTest.start("event-log-service");
        }
        ShopUnderTest.awaitInEventLog(zoe.orderId(), "order.placed", "order.confirmed", "payment.captured");
    }

    @Test
    void an_order_placed_while_delivery_dies_is_confirmed_when_it_is_back() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard("4000 0000 0000 0044");
        zoe.placesTheOrder();
        zoe.page().onResponse(answer -> {
            if (answer.url().endsWith("/place")) {
                ShopUnderTest.kill("delivery-service");
            }
        });

        zoe.isOnTheOrdersPage().sees("Order received");
        ShopUnderTest.start("delivery-service");

        zoe.sees("Order confirmed");
    }
}
