package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator does with events that are stuck: each service has a widget of its own for that, on one page. */
class OperatorTest extends Journey {
    private static final List<String> SERVICES =
            List.of("checkout-service", "payment-service", "delivery-service", "event-log-service");

    @Test
    void an_operator_finds_a_parked_event_of_an_order_sends_it_again_and_reads_what_became_of_it() {
        assumeTrue(
                ShopUnderTest.isLocal(),
                "-Dbase-url names an installation whose operator's password is not known here");
        Shopper zoe = aShopper().buys(Shopper.APPROVED).isOnTheOrdersPage().sees("Order confirmed");
        ShopUnderTest.awaitInEventLog(zoe.orderId(), "delivery.scheduled");
        ShopUnderTest.park("delivery-service", "order.confirmed", zoe.orderId());
        Shopper operator = aShopper();
        Page page = operator.page();

        page.navigate("/event-log/" + zoe.orderId());
        SERVICES.forEach(service -> assertThat(widget(page, service)).containsText("after signing in"));
        operator.types("Password", ShopUnderTest.shop().operatorPassword());
        operator.button("Sign in").click();
        Locator delivery = widget(page, "delivery-service");
        assertThat(delivery).containsText("scheduled_at");
        assertThat(widget(page, "payment-service")).containsText("authorised_at");
        assertThat(widget(page, "checkout-service")).containsText("confirmed_at");
        assertThat(page.getByText("Leipzig")).hasCount(0);

        delivery.getByRole(AriaRole.CHECKBOX).check();
        button(delivery, "See what it will do").click();
        assertThat(delivery).containsText("Enter why.");
        assertThat(delivery.getByRole(AriaRole.CHECKBOX)).isChecked();
        delivery.getByLabel("Reason").fill("the carrier answers again");
        button(delivery, "See what it will do").click();
        assertThat(delivery).containsText("1 parked event will be tried again: 1 order.confirmed.");
        button(delivery, "Send again").click();
        assertThat(delivery).containsText("1 event is being sent again.");
        assertThat(delivery.getByText("parked", new Locator.GetByTextOptions().setExact(true)))
                .hasCount(0);

        page.navigate("/event-log");
        delivery.getByText("What operators did").click();
        assertThat(delivery).containsText("the carrier answers again");
        assertThat(delivery).containsText("1 done, 0 parked again, 0 waiting or being tried");
        page.setViewportSize(320, 800);
        assertThat((int) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(320);

        operator.button("Sign out").click();
        SERVICES.forEach(service -> assertThat(widget(page, service)).containsText("after signing in"));
    }

    private static Locator widget(Page page, String service) {
        return page.locator("[data-widget='" + service + "/operator']");
    }

    private static Locator button(Locator within, String name) {
        return within.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }
}
