package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every field of the checkout: its label above it, what a browser and a phone's keyboard are told of it, and what the page says at once of what was chosen. */
@Tag("any-installation")
class FieldsTest extends Journey {
    /** In the order in which they are read: from the top to the bottom, and in a row from where the language begins. */
    private static final String AS_READ = """
            () => [...document.querySelectorAll('main :is(input, select, textarea):not([type=hidden], [type=radio])')]
                .map(field => ({field, box: field.getBoundingClientRect(), label: field.labels[0]}))
                .sort((a, b) => Math.abs(a.box.top - b.box.top) < 4 ? a.box.left - b.box.left : a.box.top - b.box.top)
                .filter(({field}) => field.checkVisibility())""";

    private static final String FIELDS = AS_READ
            + "\n.map(({field, label}) => [label.textContent.trim(), field.name, field.type, field.autocomplete, field.inputMode].join(' | ').trim())";

    private static final String NOT_BELOW_THEIR_LABEL = AS_READ
            + "\n.filter(({box, label}) => label.getBoundingClientRect().bottom > box.top + 1).map(({label}) => label.textContent)";

    private static final String LABELS_OF_THE_ADDRESS = AS_READ
            + "\n.filter(({field}) => field.closest('[data-widget]').dataset.widget === 'delivery-service/delivery')"
            + ".map(({label}) => label.textContent.trim()).join(', ')";

    private static final Pattern SAVES = Pattern.compile(".*/widgets/(contact|delivery)$");

    private static final String SUM = """
            () => String([...document.querySelectorAll('[data-amount]')].reduce((sum, amount) => sum + Number(amount.dataset.amount), 0))""";

    @ParameterizedTest(name = "{0} pixels wide")
    @ValueSource(ints = {320, 768, 1280})
    void each_field_has_its_label_above_it_and_tells_browsers_and_keyboards_what_it_is_for(int width) {
        Page page = aShopperAt(width).hasAFilledBasket().page();

        assertThat(list(page, FIELDS).stream().sorted())
                .containsExactlyElementsOf(List.of(
                        "Address line 1 | line1 | text | address-line1 |",
                        "Address line 2 (optional) | line2 | text | address-line2 |",
                        "Card number | number | text | cc-number | numeric",
                        "City | city | text | address-level2 |",
                        "Country | country | select-one | country |",
                        "Email | email | email | email | email",
                        "Expiry date | expiry | text | cc-exp | numeric",
                        "Full name | name | text | name |",
                        "Name on card | name | text | cc-name |",
                        "Postcode | postcode | text | postal-code | numeric",
                        "Quantity | quantity | number | off | numeric",
                        "Security code | code | text | cc-csc | numeric"));
        assertThat(list(page, NOT_BELOW_THEIR_LABEL)).isEmpty();
        for (String group : List.of("Delivery option", "Delivery slot")) {
            Locator choices = page.getByRole(AriaRole.RADIOGROUP, new Page.GetByRoleOptions().setName(group));
            assertThat(choices).hasCount(1);
            assertThat(choices.getByRole(AriaRole.RADIO).first()).isVisible();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "DE | Full name, Country, Address line 1, Address line 2 (optional), Postcode, City",
                "IE | Full name, Country, Address line 1, Address line 2 (optional), City, County (optional), Eircode",
                "IT | Full name, Country, Address line 1, Address line 2 (optional), Postcode, City, Province"
            })
    void an_address_is_asked_for_in_the_order_in_which_its_country_writes_it(String country, String labels) {
        for (int width : new int[] {1280, 320}) {
            Shopper zoe = aShopperAt(width).hasAFilledBasket();

            zoe.field("Country").selectOption(country);

            assertThat(zoe.field(labels.substring(labels.lastIndexOf(", ") + 2)))
                    .isVisible();
            zoe.seesThatAllIsSaved();
            assertThat(zoe.page().evaluate(LABELS_OF_THE_ADDRESS)).isEqualTo(labels);
            assertThat(list(zoe.page(), NOT_BELOW_THEIR_LABEL)).isEmpty();
        }
    }

    @Test
    void another_delivery_option_changes_the_total_wherever_it_stands_and_the_tax_in_its_price() {
        Shopper zoe = aShopper().hasAFilledBasket();
        String standard = sum(zoe);
        assertThat(zoe.page().locator("#delivery-option-tax")).containsText("includes 19 % tax: €0.78");

        zoe.chooses("Delivery option", 1).seesThatAllIsSaved();

        assertThat(zoe.page().locator("#delivery-option-tax")).containsText("includes 19 % tax: €1.58");
        assertThat(Long.parseLong(sum(zoe))).isEqualTo(Long.parseLong(standard) + 500);
        assertThat(zoe.page().locator("[data-total]")).hasCount(3);
        eachTotalIs(zoe, sum(zoe));
        zoe.page().reload();
        zoe.seesAllWidgets();
        assertThat(zoe.page().getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("Express")))
                .isChecked();
    }

    @Test
    void a_postcode_that_looks_wrong_is_taken_once_the_shopper_has_said_that_it_is_right() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        zoe.types("Postcode", "0410").reads("Enter a postcode of Germany, for example 10115");
        Locator right = zoe.page()
                .getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName(Pattern.compile("“0410” is right")));

        right.check();

        assertThat(zoe.field("Postcode")).not().hasAttribute("aria-invalid", "true");
        assertThat(right).isChecked();
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
        zoe.reads("0410 Leipzig");
    }

    @ParameterizedTest(name = "{0} pixels wide")
    @ValueSource(ints = {320, 1280})
    void an_error_that_comes_above_moves_neither_what_is_typed_into_nor_what_is_pressed(int width) {
        Shopper zoe = aShopperAt(width).hasAFilledBasket();
        Page page = zoe.page();
        List<Route> held = new ArrayList<>();
        page.route(SAVES, held::add);
        zoe.field("Email").fill("zoe");
        zoe.field("Full name").click();
        page.waitForCondition(() -> !held.isEmpty());
        double before = top(zoe.field("Full name"));

        page.unroute(SAVES);
        held.forEach(Route::resume);

        assertThat(zoe.field("Email")).hasAttribute("aria-invalid", "true");
        assertThat(top(zoe.field("Full name"))).isCloseTo(before, within(1.0));

        held.clear();
        page.route(SAVES, held::add);
        Locator express = page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("Express"));
        zoe.field("Postcode").fill("1");
        zoe.field("Postcode").evaluate("field => field.scrollIntoView()");
        BoundingBox box = page.locator(".choice")
                .filter(new Locator.FilterOptions().setHas(express))
                .boundingBox();
        page.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
        page.mouse().down();
        page.waitForCondition(() -> !held.isEmpty());
        page.unroute(SAVES);
        held.forEach(Route::resume);
        assertThat(zoe.field("Postcode")).hasAttribute("aria-invalid", "true");
        page.mouse().up();

        assertThat(express).isChecked();
        zoe.seesThatAllIsSaved();
        assertThat(express).isChecked();
    }

    private static double top(Locator field) {
        return ((Number) field.evaluate("field => field.getBoundingClientRect().top")).doubleValue();
    }

    @ParameterizedTest(name = "in {0}, {1} pixels wide")
    @CsvSource({"en, 1280", "de, 320", "ar, 320"})
    void the_amount_that_the_card_is_charged_with_stands_beside_its_fields_is_right_at_once_and_moves_nothing(
            String language, int width) {
        Shopper zoe = aShopperWhoReads(language);
        zoe.page().setViewportSize(width, 780);
        zoe.opensTheShop().page().locator(".product button").first().click();
        assertThat(zoe.page().locator(".product [role=status]").first()).not().isEmpty();
        Pattern amounts = Pattern.compile(".*/widgets/(summary|delivery)$");
        List<Route> held = new ArrayList<>();
        zoe.page().route(amounts, held::add);
        zoe.page().navigate("/checkout");
        Locator card = zoe.page().locator("[data-widget='payment-service/card']:not([aria-busy])");
        Locator said = card.locator(".when-charged > :first-child");
        Locator amount = card.locator("output[data-total]");
        assertThat(said).isVisible();
        assertThat(amount).hasText("");
        assertThat(amount).not().isVisible();
        zoe.page().waitForCondition(() -> held.size() >= 2);
        double before = fieldsBegin(card);

        zoe.page().unroute(amounts);
        held.forEach(Route::resume);
        zoe.seesAllWidgets();

        assertThat(said).not().isVisible();
        assertThat(amount).isVisible();
        assertThat(amount).hasAttribute("aria-live", "off");
        eachTotalIs(zoe, sum(zoe));
        assertThat(fieldsBegin(card)).isEqualTo(before);
        Locator quantity = zoe.widget("checkout-service/summary").locator("input[name=quantity]");
        String one = sum(zoe);
        quantity.fill("12");
        quantity.blur();
        zoe.page().waitForFunction("one => (" + SUM + ")() !== one", one);
        eachTotalIs(zoe, sum(zoe));
    }

    @Test
    void the_word_behind_the_times_of_a_slot_stays_with_its_number_and_nothing_overflows() {
        Shopper zoe = aShopperWhoReads("de");
        zoe.opensTheShop().page().locator(".product button").first().click();
        assertThat(zoe.page().locator(".product [role=status]").first()).not().isEmpty();
        zoe.page().navigate("/checkout");
        zoe.seesAllWidgets();
        assertThat(zoe.page().locator("#delivery-slot-field .choice").first()).containsText("Uhr");
        for (int width : new int[] {1280, 768, 390, 360, 320}) {
            zoe.page().setViewportSize(width, 780);
            assertThat(list(zoe.page(), PARTED)).as("at %d", width).isEmpty();
        }
        zoe.page().evaluate("() => document.documentElement.style.fontSize = '200%'");
        assertThat(list(zoe.page(), PARTED))
                .as("at 320, text of twice the size")
                .isEmpty();
    }

    /** Slots whose last time and word are in several lines, or that are wider than their place. */
    private static final String PARTED = """
            () => [...document.querySelectorAll('#delivery-slot-field .choice > span:not(.hint)')].filter(said => {
              const text = said.firstChild;
              const last = document.createRange();
              last.setStart(text, text.data.indexOf('–') + 1);
              last.setEnd(text, text.data.trimEnd().length);
              const choice = said.closest('.choice');
              return last.getClientRects().length > 1 || choice.scrollWidth > choice.clientWidth;
            }).map(said => said.textContent)""";

    private static double fieldsBegin(Locator card) {
        return ((Number) card.evaluate("card => card.querySelector('input').getBoundingClientRect().top"
                        + " - card.getBoundingClientRect().top"))
                .doubleValue();
    }

    private static String sum(Shopper shopper) {
        return (String) shopper.page().evaluate(SUM);
    }

    /** In minor units: the digits of what is shown. */
    private static void eachTotalIs(Shopper shopper, String minorUnits) {
        Locator totals = shopper.page().locator("[data-total]");
        assertThat(totals.allTextContents())
                .allMatch(shown -> shown.replaceAll("\\D", "").equals(minorUnits));
    }

    @SuppressWarnings("unchecked")
    private static List<String> list(Page page, String script) {
        return (List<String>) page.evaluate(script);
    }
}
