package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The fields of the card help while one types, and say what is wrong when one has left them, not before. */
@Tag("any-installation")
class TypingACardTest extends Journey {
    @Test
    void a_number_stands_in_the_groups_of_its_brand_and_the_brand_is_named() {
        Shopper zoe = aShopper().hasAFilledBasket();
        Locator number = zoe.field("Card number");
        Locator brand = zoe.widget("payment-service/card").locator(".brand-name");

        number.pressSequentially("4242424242424242");
        assertThat(number).hasValue("4242 4242 4242 4242");
        assertThat(brand).hasText("Visa");

        number.fill("");
        assertThat(brand).hasText("");
        number.pressSequentially("378282246310005");
        assertThat(number).hasValue("3782 822463 10005");
        assertThat(brand).hasText("American Express");

        number.fill("5555-5555 55554444");
        assertThat(number).hasValue("5555 5555 5555 4444");
        assertThat(brand).hasText("Mastercard");
    }

    @Test
    void a_digit_that_is_put_right_in_the_middle_leaves_the_caret_where_it_is() {
        Shopper zoe = aShopper().hasAFilledBasket();
        Locator number = zoe.field("Card number");
        number.pressSequentially("4242942424242");

        number.evaluate("field => field.setSelectionRange(6, 6)");
        number.press("Backspace");

        assertThat(number).hasValue("4242 4242 4242");
        assertThat(number.evaluate("field => field.selectionStart")).isEqualTo(4);
    }

    @Test
    void the_stroke_of_the_expiry_date_comes_by_itself_and_can_be_typed_too() {
        Shopper zoe = aShopper().hasAFilledBasket();
        Locator expiry = zoe.field("Expiry date");

        expiry.pressSequentially("1234");
        assertThat(expiry).hasValue("12/34");
        expiry.fill("");
        expiry.pressSequentially("4/2034");
        assertThat(expiry).hasValue("04/2034");
        expiry.press("Backspace");
        expiry.press("Backspace");
        expiry.press("Backspace");
        expiry.press("Backspace");
        expiry.press("Backspace");
        assertThat(expiry).hasValue("04");
    }

    @Test
    void an_expiry_date_is_taken_as_people_write_it() {
        Locator expiry = aShopper().hasAFilledBasket().field("Expiry date");
        Map.of(
                        "1/34", "01/34",
                        "1 / 2034", "01/2034",
                        "01-34", "01/34",
                        "1-34", "01/34",
                        "9/34", "09/34",
                        "12/34", "12/34",
                        "1234", "12/34")
                .forEach((typed, shown) -> {
                    expiry.fill("");
                    expiry.pressSequentially(typed);
                    assertThat(expiry).hasValue(shown);
                    expiry.blur();
                    assertThat(expiry).not().hasAttribute("aria-invalid", "true");
                    expiry.fill(typed);
                    assertThat(expiry).hasValue(shown);
                });
    }

    @Test
    void a_month_of_one_digit_buys() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        // As if the script had not come: the service is asked what it takes.
        zoe.field("Expiry date").evaluate("field => { field.value = '1/34'; }");

        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
    }

    @Test
    void a_name_that_was_missing_is_no_longer_wrong_as_soon_as_it_is_there() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        Locator name = zoe.field("Name on card");
        zoe.types("Name on card", "").placesTheOrder();
        Locator errors = zoe.page().locator("#intarsia-errors");
        assertThat(errors).containsText("Enter the name as it is on the card");
        assertThat(name).hasAttribute("aria-invalid", "true");

        name.pressSequentially(" ");
        assertThat(name).hasAttribute("aria-invalid", "true");
        name.pressSequentially("Z");

        assertThat(name).not().hasAttribute("aria-invalid", "true");
        assertThat(zoe.page().locator("#card-name-error")).hasCount(0);
        assertThat(errors).hasCount(0);
        assertThat(zoe.page()).hasTitle(Pattern.compile("^Checkout"));
        assertThat(name).isFocused();
    }

    @Test
    void what_cannot_be_a_card_is_said_when_its_field_is_left_and_no_longer_as_soon_as_it_is_mended() {
        Shopper zoe = aShopper().hasAFilledBasket();
        Locator number = zoe.field("Card number");
        Locator said = zoe.widget("payment-service/card").locator("#card-number-error");

        number.pressSequentially("4242 4242 4242 4241");
        assertThat(said).hasCount(0);
        number.blur();
        assertThat(said).containsText("Check the card number");
        assertThat(number).hasAttribute("aria-invalid", "true");
        assertThat(number).hasAccessibleDescription(Pattern.compile("Check the card number"));

        number.press("End");
        number.press("Backspace");
        number.press("2");
        assertThat(said).hasCount(0);
        assertThat(number).not().hasAttribute("aria-invalid", "true");

        zoe.types("Expiry date", "01/20");
        zoe.reads("This card has expired");
        zoe.types("Security code", "12");
        zoe.reads("three or four digits");
    }

    @Test
    void a_card_that_its_service_finds_wrong_keeps_its_brand_and_what_was_typed() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard("4242 4242 4242 4241");

        zoe.placesTheOrder();

        assertThat(zoe.page().locator("#intarsia-errors")).isFocused();
        assertThat(zoe.field("Card number")).hasValue("4242 4242 4242 4241");
        assertThat(zoe.widget("payment-service/card").locator(".brand-name")).hasText("Visa");
        assertThat(zoe.field("Security code")).hasValue("123");
    }
}
