package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service that is down costs its own widget, nothing else; and it comes back by itself. */
class ServiceDownTest extends Journey {

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
