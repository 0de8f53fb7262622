package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
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
    void what_cannot_be_a_card_is_said_when_its_field_is_left_and_no_longer_as_soon_as_it_is_mended() {
        Shopper zoe = aShopper().hasAFilledBasket();
        Locator number = zoe.field("Card number");
        Locator said = zoe.widget("payment-service/card").locator("#card-number-error");

        number.pressSequentially("4242 4242 4242 4241");
        assertThat(said).hasCount(0);
        number.blur();
        assertThat(said).containsText("Check the card number");
        assertThat(number).hasAttribute("aria-invalid", "true");
        assertThat(number).hasAccessibleDescription(java.util.regex.Pattern.compile("Check the card number"));

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
