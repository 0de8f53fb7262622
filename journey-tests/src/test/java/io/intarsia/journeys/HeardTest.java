package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a screen reader finds: the browser's accessibility tree, by role and name, in its order. */
@Tag("any-installation")
class HeardTest extends Journey {
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
                    - group "Delivery option":
                      - radio /Standard €4\\.90 from .+/ [checked]
                      - radio /Express €9\\.90 from .+/
                      - radio /Evening €12\\.90 from .+/
                    - group "Delivery slot":
                      - radio /[A-Z][a-z]{2} [0-9]+ [A-Z][a-z]+ [0-9]+:00\u2060–\u2060[0-9]+:00/ [checked]
                  - region "Payment":
                    - heading "Payment" [level=2]
                    - textbox "Name on card"
                    - textbox "Card number"
                    - textbox "Expiry date"
                    - textbox "Security code"
                  - region "Place order":
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
}
