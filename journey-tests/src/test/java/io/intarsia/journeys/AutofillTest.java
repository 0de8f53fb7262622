package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the browser knows of its owner it fills in by itself: here Chromium's own autofill, told over its debugging protocol which address or card was picked from
 * its menu. It fills every field of a form at once, with a change of each, so that whole forms are on their way to a service at the same time.
 */
@Tag("any-installation")
class AutofillTest extends Journey {
    private static final String DECLINED = "4000 0000 0000 0002";

    private static final Map<String, String> AT_HOME = Map.of(
            "NAME_FULL",
            "Zoe Maple",
            "EMAIL_ADDRESS",
            "zoe@example.org",
            "ADDRESS_HOME_LINE1",
            "Lindenallee 4",
            "ADDRESS_HOME_ZIP",
            "04109",
            "ADDRESS_HOME_CITY",
            "Leipzig",
            "ADDRESS_HOME_COUNTRY",
            "DE");

    private static final Map<String, String> ABROAD = Map.of(
            "NAME_FULL",
            "Zoe Maple",
            "EMAIL_ADDRESS",
            "zoe@example.org",
            "ADDRESS_HOME_LINE1",
            "Calle Mayor 5",
            "ADDRESS_HOME_ZIP",
            "28013",
            "ADDRESS_HOME_CITY",
            "Madrid",
            "ADDRESS_HOME_STATE",
            "Madrid",
            "ADDRESS_HOME_COUNTRY",
            "ES");

    @Test
    void the_address_and_the_card_that_a_browser_knows_are_saved_as_if_they_were_typed_and_buy() {
        Shopper zoe = aShopper().hasAFilledBasket();
        fillsIn(zoe, "Email", address(AT_HOME));
        fillsIn(zoe, "Full name", address(AT_HOME));
        zoe.seesThatAllIsSaved();
        zoe.page().reload();
        zoe.seesAllWidgets();
        assertThat(zoe.field("Email")).hasValue("zoe@example.org");
        assertThat(zoe.field("Full name")).hasValue("Zoe Maple");
        assertThat(zoe.field("Country")).hasValue("DE");
        assertThat(zoe.field("Address line 1")).hasValue("Lindenallee 4");
        assertThat(zoe.field("Postcode")).hasValue("04109");
        assertThat(zoe.field("City")).hasValue("Leipzig");

        fillsInTheCard(zoe);

        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
    }

    @Test
    void after_a_declined_card_the_browser_fills_in_another_and_after_a_mistake_too() {
        Shopper zoe = aShopper().buys(DECLINED).isOnTheOrdersPage().sees("Payment declined");
        fillsInTheCard(zoe);
        zoe.types("Security code", "").button("Try again").click();
        assertThat(zoe.page().locator("#intarsia-errors")).isFocused();
        assertThat(zoe.field("Card number")).hasValue(Shopper.APPROVED);

        fillsInTheCard(zoe);
        zoe.button("Try again").click();

        zoe.sees("Order confirmed");
    }

    @Test
    void an_address_abroad_brings_the_fields_of_its_country_and_loses_nothing() {
        Shopper zoe = aShopper().hasAFilledBasket();

        fillsIn(zoe, "Full name", address(ABROAD));
        zoe.seesThatAllIsSaved();

        assertThat(zoe.field("Country")).hasValue("ES");
        assertThat(zoe.field("Address line 1")).hasValue("Calle Mayor 5");
        assertThat(zoe.field("Postcode")).hasValue("28013");
        assertThat(zoe.field("City")).hasValue("Madrid");
        assertThat(zoe.field("Province")).isVisible();
        zoe.page().reload();
        zoe.seesAllWidgets();
        assertThat(zoe.field("Country")).hasValue("ES");
        assertThat(zoe.field("Full name")).hasValue("Zoe Maple");
        assertThat(zoe.field("Address line 1")).hasValue("Calle Mayor 5");
        assertThat(zoe.field("Postcode")).hasValue("28013");
        assertThat(zoe.field("City")).hasValue("Madrid");
    }

    private static void fillsInTheCard(Shopper zoe) {
        fillsIn(zoe, "Card number", card());
        assertThat(zoe.field("Name on card")).hasValue("Zoe Maple");
        assertThat(zoe.field("Card number")).hasValue(Shopper.APPROVED);
        assertThat(zoe.field("Expiry date")).hasValue(Pattern.compile("12/(20)?34"));
        assertThat(zoe.field("Security code")).hasValue("123");
        assertThat(zoe.page().locator(".brand-name")).hasText("Visa");
        assertThat(zoe.page().locator("[aria-invalid=true]")).hasCount(0);
    }

    /** The shopper goes into a field and takes what the browser offers there. */
    private static void fillsIn(Shopper shopper, String label, JsonObject offered) {
        Page page = shopper.page();
        Locator field = shopper.field(label);
        field.focus();
        CDPSession browser = shopper.context().newCDPSession(page);
        offered.addProperty("fieldId", numberOf(browser, field.getAttribute("id")));
        browser.send("Autofill.enable");
        browser.send("Autofill.trigger", offered);
        assertThat(field).not().hasValue("");
        browser.detach();
    }

    private static int numberOf(CDPSession browser, String id) {
        JsonObject asked = new JsonObject();
        asked.addProperty("expression", "document.getElementById('" + id + "')");
        JsonObject found = browser.send("Runtime.evaluate", asked).getAsJsonObject("result");
        JsonObject described = new JsonObject();
        described.addProperty("objectId", found.get("objectId").getAsString());
        return browser.send("DOM.describeNode", described)
                .getAsJsonObject("node")
                .get("backendNodeId")
                .getAsInt();
    }

    private static JsonObject address(Map<String, String> parts) {
        JsonArray fields = new JsonArray();
        parts.forEach((name, value) -> {
            JsonObject field = new JsonObject();
            field.addProperty("name", name);
            field.addProperty("value", value);
            fields.add(field);
        });
        JsonObject address = new JsonObject();
        address.add("fields", fields);
        JsonObject offered = new JsonObject();
        offered.add("address", address);
        return offered;
    }

    private static JsonObject card() {
        JsonObject card = new JsonObject();
        card.addProperty("number", "4242424242424242");
        card.addProperty("name", "Zoe Maple");
        card.addProperty("expiryMonth", "12");
        card.addProperty("expiryYear", "2034");
        card.addProperty("cvc", "123");
        JsonObject offered = new JsonObject();
        offered.add("card", card);
        return offered;
    }
}
