package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a screen reader finds: the browser's accessibility tree, by role and name, in its order. */
@Tag("any-installation")
class HeardTest extends Journey {
    private static final String DECLINED = "4000 0000 0000 0002";
    private static final Pattern CARD = Pattern.compile(".*/checkouts/[^/]+/widgets/card$");
    private static final Pattern SEAL = Pattern.compile(".*/seal$");

    @Test
    void the_checkout_its_errors_and_the_order_are_heard_as_they_are_seen() {
        Shopper zoe = aShopper().hasAFilledBasket();

        assertThat(zoe.page().locator("main")).matchesAriaSnapshot("""
                - main:
                  - heading "Checkout" [level=1]
                  - region "Your order":
                    - heading "Your order" [level=2]
                    - list:
                      - listitem:
                        - heading [level=3]
                        - spinbutton "Quantity": "1"
                        - button /Remove .+/
                    - term: Goods
                    - definition: €89.00
                  - term: Delivery
                  - definition: €4.90
                  - paragraph:
                    - text: Total
                    - status: €93.90
                  - region "Contact":
                    - heading "Contact" [level=2]
                    - textbox "Email"
                  - region "Delivery":
                    - heading "Delivery" [level=2]
                    - textbox "Full name"
                    - combobox "Country"
                    - textbox "Address line 1"
                    - textbox "Address line 2 (optional)"
                    - textbox "Postcode"
                    - textbox "City"
                    - radiogroup "Delivery option":
                      - radio /Standard €4\\.90 from .+/ [checked]
                      - radio /Express €9\\.90 from .+/
                      - radio /Evening €12\\.90 from .+/
                    - radiogroup "Delivery slot":
                      - radio /[A-Z][a-z]{2} [0-9]+ [A-Z][a-z]+ [0-9]+:00\u2060–\u2060[0-9]+:00/ [checked]
                  - region "Payment":
                    - heading "Payment" [level=2]
                    - paragraph:
                      - status: €93.90
                    - textbox "Name on card"
                    - textbox "Card number"
                    - textbox "Expiry date"
                    - textbox "Security code"
                  - region "Place order":
                    - term: Your order
                    - definition: /^1 × .+/
                    - definition:
                      - link "Change Your order"
                    - term: Delivery
                    - definition: /^Standard · .+/
                    - definition:
                      - link "Change Delivery"
                    - term: Goods
                    - definition: €89.00
                    - term: Delivery
                    - definition: €4.90
                    - button "Place order"
                """);

        zoe.types("Email", "zoe").placesTheOrder().reads("Please look at this");
        assertThat(zoe.page().locator("main")).matchesAriaSnapshot("""
                - main:
                  - heading "Checkout" [level=1]
                  - region "Please look at this":
                    - heading "Please look at this" [level=2]
                    - list:
                      - listitem:
                        - link "Enter an email address like name@example.com."
                      - listitem:
                        - link "Enter the recipient’s full name."
                      - listitem:
                        - link "Enter the street and the house number."
                """);
        assertThat(zoe.field("Email")).hasAccessibleDescription("Enter an email address like name@example.com.");

        zoe.saysWhoAndWhere().typesACard(Shopper.APPROVED).placesTheOrder().isOnTheOrdersPage();
        zoe.sees("Order confirmed").reads("Your card has been charged");
        assertThat(zoe.page().locator("main")).matchesAriaSnapshot("""
                - main:
                  - heading "Your order" [level=1]
                  - region "Order":
                    - heading "Order" [level=2]
                    - status: Order confirmed
                  - region "Payment":
                    - heading "Payment" [level=2]
                    - status: Your card has been charged.
                  - region "Your delivery":
                    - heading "Your delivery" [level=2]
                """);
    }

    /** Also by axe, where no reload shows it again. */
    @Test
    void what_is_empty_or_goes_wrong_is_heard_as_it_is_seen() {
        assumeTrue(ShopUnderTest.isLocal(), "-Dbase-url names an installation in which no time can pass");
        Shopper zoe = aShopper().opensTheCheckout();
        Page page = zoe.page();
        assertThat(page.locator("main")).matchesAriaSnapshot("""
                - main:
                  - heading "Checkout" [level=1]
                  - region "Your order":
                    - heading "Your order" [level=2]
                    - paragraph: Your basket is empty.
                    - paragraph:
                      - link "Choose something in the shop"
                """);
        assertThat(zoe.button("Place order")).hasCount(0);

        zoe.hasAFilledBasket();
        List<Route> held = new ArrayList<>();
        page.route(CARD, held::add);
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        page.reload();
        page.waitForCondition(() -> !held.isEmpty());
        assertThat(page.evaluate("() => document.getAnimations().length"))
                .as("what moves for whoever wants nothing to move")
                .isEqualTo(0);
        assertThat(Axe.findsOn(page)).as("while a widget loads").isEmpty();
        page.unroute(CARD);
        held.forEach(Route::resume);
        zoe.seesAllWidgets();

        zoe.saysWhoAndWhere().typesACard(DECLINED).button("Who owns what").click();
        assertThat(Axe.findsOn(page)).as("with its owners shown").isEmpty();
        zoe.button("Who owns what").click();
        page.route(SEAL, HeardTest::tooOften);
        zoe.placesTheOrder().reads("That was too often for now");
        assertThat(Axe.findsOn(page)).as("when it was too often").isEmpty();
        page.unroute(SEAL);
        page.reload();

        zoe.seesAllWidgets().typesACard(DECLINED).placesTheOrder().isOnTheOrdersPage();
        zoe.sees("Payment declined").reads("declined by its bank");
        assertThat(page.locator("main")).matchesAriaSnapshot("""
                - main:
                  - heading "Your order" [level=1]
                  - region "Order":
                    - heading "Order" [level=2]
                    - status: Payment declined
                    - group: /What you ordered/
                  - region "Payment":
                    - heading "Payment" [level=2]
                    - status: /The card was declined by its bank. Nothing was charged/
                    - textbox "Name on card"
                    - textbox "Card number"
                    - textbox "Expiry date"
                    - textbox "Security code"
                    - button "Try again"
                """);

        ShopUnderTest.letOrderExpire(zoe.orderId());
        zoe.sees("Order cancelled");
        assertThat(page.locator("main")).matchesAriaSnapshot("""
                - main:
                  - heading "Your order" [level=1]
                  - region "Order":
                    - heading "Order" [level=2]
                    - status: Order cancelled
                    - paragraph: /was not completed in time/
                    - paragraph: /is kept/
                    - paragraph:
                      - button "Go on with a new order"
                """);
    }

    private static void tooOften(Route route) {
        route.fulfill(new Route.FulfillOptions()
                .setStatus(429)
                .setContentType("application/problem+json")
                .setHeaders(Map.of("Retry-After", "30")));
    }
}
