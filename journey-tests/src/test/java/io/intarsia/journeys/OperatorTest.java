package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.InstanceOfAssertFactories;
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
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        zoe.page().route(Pattern.compile(".*/pay$"), route -> {
            ShopUnderTest.planningFails(zoe.openId());
            route.resume();
        });
        try {
            zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
            Shopper operator = aShopper();
            Page page = operator.page();
            page.navigate("/event-log/" + zoe.orderId());
            SERVICES.forEach(service -> assertThat(widget(page, service)).containsText("after signing in"));
            operator.types("Password", ShopUnderTest.shop().operatorPassword());
            operator.button("Sign in").click();

            assertThat(page).hasTitle(Pattern.compile("Events of order [0-9A-F]{8} · .*"));
            // While it is tried again, later and later, and when it is given up.
            assertThat(mark(page, "received").locator("title"))
                    .hasText(Pattern.compile("delivery-service: being tried.*"));
            assertThat(mark(page, "parked").locator("title"))
                    .hasText(
                            "delivery-service: parked, tried 4 times",
                            new LocatorAssertions.HasTextOptions().setTimeout(40_000));
            Locator said = page.locator("#events-story td [data-state='parked']");
            assertThat(said).hasText("delivery-service: parked, tried 4 times");
            assertThat(mark(page, "parked"))
                    .hasAttribute(
                            "data-listens",
                            ShopUnderTest.eventId("order.confirmed", zoe.orderId())
                                    .toString());
            Assertions.assertThat(mark(page, "parked").locator("circle").getAttribute("cx"))
                    .isEqualTo(page.locator("svg text.lane", new Page.LocatorOptions().setHasText("delivery-service"))
                            .getAttribute("x"));
            assertThat(page.locator(".log-alarm"))
                    .containsText(
                            "delivery-service should have told delivery.scheduled",
                            new LocatorAssertions.ContainsTextOptions().setTimeout(40_000));
            Locator delivery = widget(page, "delivery-service");
            assertThat(delivery).containsText("the depot is not known to the carrier");
            assertThat(delivery).containsText("captured_at");
            assertThat(widget(page, "payment-service")).containsText("authorised_at");
            assertThat(widget(page, "checkout-service")).containsText("confirmed_at");
            assertThat(page.getByText("Leipzig")).hasCount(0);
            Assertions.assertThat(Axe.findsOn(page)).isEmpty();
            takePictures("parked");
            Assertions.assertThat(
                            page.evaluate(
                                    "() => [...document.querySelectorAll('.scroll')].filter(it => it.scrollWidth > it.clientWidth).map(it => it.innerText)"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .as("what has to be scrolled sideways at 1280 px")
                    .isEmpty();
            said.locator("a").click();
            assertThat(delivery.locator("tr:target")).containsText("order.confirmed");
            page.setViewportSize(320, 900);
            Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth"))
                    .isEqualTo(320);
            takePictures("parked-320");
            page.setViewportSize(1280, 900);

            ShopUnderTest.planningWorks();
            delivery.getByRole(AriaRole.CHECKBOX).check();
            button(delivery, "See what it will do").click();
            assertThat(delivery).containsText("Enter why.");
            assertThat(delivery.getByRole(AriaRole.CHECKBOX)).isChecked();
            delivery.getByLabel("Reason").fill("the carrier knows the depot now");
            button(delivery, "See what it will do").click();
            assertThat(delivery).containsText("1 parked event will be tried again: 1 order.confirmed.");
            button(delivery, "Send again").click();
            assertThat(delivery).containsText("1 event is being sent again.");
            assertThat(mark(page, "parked")).hasCount(0);
            assertThat(delivery).containsText("scheduled_at");
            assertThat(page.locator("#events-story")).containsText("nothing is stuck");

            page.navigate("/event-log");
            delivery.getByText("What operators did").click();
            assertThat(delivery).containsText("the carrier knows the depot now");
            assertThat(delivery).containsText("1 done, 0 parked again, 0 waiting or being tried");
            page.setViewportSize(320, 800);
            Assertions.assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(320);

            operator.button("Sign out").click();
            SERVICES.forEach(service -> assertThat(widget(page, service)).containsText("after signing in"));
        } finally {
            ShopUnderTest.planningWorks();
        }
        assertThat(zoe.widget("delivery-service/shipment")).containsText("Planned for");
    }

    private static Locator mark(Page page, String state) {
        return page.locator("#events-sequence + .scroll g[data-by='delivery-service'][data-state='" + state + "']");
    }

    private static Locator widget(Page page, String service) {
        return page.locator("[data-widget='" + service + "/operator']");
    }

    private static Locator button(Locator within, String name) {
        return within.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }
}
