package io.intarsia.delivery;

import static io.intarsia.delivery.AtTheDoor.chosen;
import static io.intarsia.delivery.AtTheDoor.complete;
import static io.intarsia.delivery.AtTheDoor.error;
import static io.intarsia.delivery.AtTheDoor.value;
import static io.intarsia.delivery.AtTheDoor.version;
import static io.intarsia.delivery.AtTheDoor.widget;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.equalTo;

import io.intarsia.kit.quote.ApprovedIssuers;
import io.intarsia.kit.quote.Money;
import io.intarsia.kit.quote.Quote;
import io.intarsia.kit.test.Infrastructure;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class DeliveryWidgetTest {
    @Inject
    SettableClock clock;

    @Inject
    SlotsForTests slots;

    @Inject
    ApprovedIssuers approved;

    private AtTheDoor shopper;

    @BeforeEach
    void a_new_shopper() {
        shopper = new AtTheDoor(clock);
    }

    @AfterEach
    void put_the_clock_right() {
        clock.putRight();
    }

    @Test
    void the_manifest_offers_delivery_and_shipment() {
        given().get("/manifest")
                .then()
                .statusCode(200)
                .body("widgets.find { it.name == 'delivery' }.page", equalTo("checkout"))
                .body("widgets.find { it.name == 'delivery' }.essential", equalTo(true))
                .body(
                        "widgets.find { it.name == 'delivery' }.steps",
                        containsInAnyOrder("check", "seal", "release", "carry-over"))
                .body("widgets.find { it.name == 'shipment' }.page", equalTo("order"));
    }

    @Test
    void the_skeleton_is_inert_has_the_fields_and_nothing_personal() {
        Element skeleton = Jsoup.parseBodyFragment(given().get("/widgets/delivery")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .body()
                .child(0);

        assertThat(skeleton.hasAttr("inert")).isTrue();
        assertThat(skeleton.attr("hx-get")).isEqualTo("/delivery-service/checkouts/{correlationId}/widgets/delivery");
        assertThat(skeleton.select("label").eachText())
                .contains("Full name", "Address line 1", "Address line 2 (optional)", "City", "Postcode", "Country");
        assertThat(skeleton.select("[data-amount]")).isEmpty();
    }

    @Test
    void all_ids_begin_with_the_widgets_name_and_all_swaps_say_where() {
        shopper.save(complete(slots.make(1)));
        Element widget = widget(shopper.show());

        assertThat(widget.select("[id]").eachAttr("id"))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.startsWith("delivery-"));
        assertThat(widget.select("[hx-post]")).isNotEmpty().allSatisfy(element -> {
            assertThat(element.attr("hx-target")).isNotEmpty();
            assertThat(element.attr("hx-swap")).isNotEmpty();
        });
        assertThat(widget.select("[hx-target^=#]"))
                .allSatisfy(element ->
                        assertThat(widget.select(element.attr("hx-target"))).hasSize(1));
    }

    @Test
    void a_new_checkout_is_offered_standard_in_the_first_free_slot() {
        Response first = shopper.show();

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(chosen(first, "option")).isEqualTo("standard");
        assertThat(chosen(first, "slot")).startsWith("standard-");
        assertThat(version(first)).isZero();
        assertThat(widget(first).expectFirst("[data-amount]").attr("data-amount"))
                .isEqualTo("490");
        assertThat(widget(first).select("[data-amount]")).hasSize(1);
    }

    @Test
    void looking_writes_nothing() {
        shopper.show();
        shopper.shipment();

        assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> Delivery.findByIdOptional(shopper.id().value())))
                .isEmpty();
    }

    @Test
    void options_have_a_price_and_an_earliest_day_and_slots_a_day_and_a_window() {
        Element widget = widget(shopper.show());

        assertThat(widget.select("#delivery-option-field legend").text()).isEqualTo("Delivery option");
        assertThat(widget.select("#delivery-slot-field legend").text()).isEqualTo("Delivery slot");
        assertThat(widget.select("#delivery-option-field .price").eachText())
                .containsExactly("€4.90", "€9.90", "€12.90");
        assertThat(widget.select("#delivery-option-field .choice .hint").eachText())
                .allMatch(hint -> hint.matches("from (Mon|Tue|Wed|Thu|Fri|Sat) \\d{1,2} [A-Z][a-z]+"));
        assertThat(widget.select("#delivery-slot-field label").get(0).text())
                .matches("(Mon|Tue|Wed|Thu|Fri|Sat) \\d{1,2} [A-Z][a-z]+ \\d{1,2}:\\d\\d\u2060–\u2060\\d{1,2}:\\d\\d");
    }

    @Test
    void the_options_and_the_slots_are_groups_of_radio_buttons() {
        Element widget = widget(shopper.show());

        assertThat(widget.select("[role=radiogroup] > legend").eachText())
                .containsExactly("Delivery option", "Delivery slot");
    }

    @Test
    void the_tax_in_the_price_of_the_chosen_option_is_shown_and_stays_as_it_was_sealed() {
        assertThat(widget(shopper.show()).expectFirst("#delivery-option-tax").text())
                .isEqualTo("The price includes 19 % tax: €0.78");
        assertThat(widget(shopper.save(Map.of("option", "express")))
                        .expectFirst("#delivery-option-tax")
                        .text())
                .isEqualTo("The price includes 19 % tax: €1.58");

        shopper.sealIn(slots.make(1));
        QuarkusTransaction.requiringNew()
                .run(() -> Delivery.<Delivery>findById(shopper.id().value()).taxRate = new BigDecimal("7.00"));

        assertThat(widget(shopper.show()).expectFirst("#delivery-option-tax").text())
                .isEqualTo("The price includes 7 % tax: €0.32");
        assertThat(widget(shopper.shipment()).text()).contains("includes 7 % tax €0.32");
    }

    @Test
    void how_long_a_slot_is_held_is_said_before_the_order_is_placed() {
        Element slots = widget(shopper.show()).expectFirst("#delivery-slot-field");

        assertThat(slots.attr("aria-describedby")).isEqualTo("delivery-slot-hint");
        assertThat(slots.expectFirst("legend + p").text())
                .isEqualTo("We hold it for you once you place the order, for at least 15 minutes while you pay.");
    }

    @Test
    void what_was_typed_is_there_after_a_reload() {
        shopper.save(Map.of("name", "Ada Lovelace"));
        shopper.save(Map.of("city", "Berlin", "country", "AT"));

        Response again = shopper.show();
        assertThat(value(again, "name")).isEqualTo("Ada Lovelace");
        assertThat(value(again, "city")).isEqualTo("Berlin");
        assertThat(widget(again)
                        .expectFirst("#delivery-country option[selected]")
                        .val())
                .isEqualTo("AT");
    }

    @Test
    void a_field_that_is_still_empty_has_no_error_before_the_check() {
        Response saved = shopper.save(Map.of("name", "Ada Lovelace", "city", ""));

        assertThat(saved.statusCode()).isEqualTo(200);
        assertThat(widget(saved).select(".error")).isEmpty();
    }

    @Test
    void a_postcode_that_does_not_fit_the_country_is_said_so_with_an_example_and_kept() {
        Response saved = shopper.save(Map.of("postcode", "1011", "country", "DE"));

        assertThat(saved.statusCode()).isEqualTo(422);
        assertThat(error(saved, "postcode")).isEqualTo("Enter a postcode of Germany, for example 10115.");
        assertThat(value(saved, "postcode")).isEqualTo("1011");
        assertThat(widget(saved).expectFirst("#delivery-postcode").attr("aria-invalid"))
                .isEqualTo("true");
        assertThat(error(shopper.save(Map.of("country", "AT")), "postcode")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DE | Full name, Country, Address line 1, Address line 2 (optional), Postcode, City",
                "FR | Full name, Country, Address line 1, Address line 2 (optional), Postcode, City",
                "IT | Full name, Country, Address line 1, Address line 2 (optional), Postcode, City, Province",
                "ES | Full name, Country, Address line 1, Address line 2 (optional), Postcode, City, Province",
                "IE | Full name, Country, Address line 1, Address line 2 (optional), City, County (optional), Eircode"
            })
    void an_address_has_the_fields_of_its_country_in_its_order(String country, String labels) {
        Element widget = widget(shopper.save(Map.of("country", country)));

        assertThat(String.join(
                        ", ",
                        widget.select("#delivery-form > .field label, .address label")
                                .eachText()))
                .isEqualTo(labels);
        assertThat(widget.expectFirst("#delivery-line1-hint").text())
                .isEqualTo(country.matches("FR|IE") ? "House number and street" : "Street and house number");
        assertThat(widget.expectFirst("#delivery-postcode").attr("inputmode"))
                .isEqualTo(country.equals("IE") ? "" : "numeric");
    }

    @Test
    void a_province_is_asked_for_where_an_address_needs_one_and_nowhere_else() {
        assertThat(error(shopper.check(Map.of("country", "IT")), "region")).isEqualTo("Enter the province.");
        assertThat(error(shopper.check(Map.of("country", "IE")), "region")).isEmpty();
        assertThat(widget(shopper.check(Map.of("country", "DE"))).select("#delivery-region"))
                .isEmpty();
    }

    @Test
    void a_postcode_that_looks_wrong_is_taken_if_the_shopper_says_that_it_is_right() {
        Map<String, String> typed = new HashMap<>(complete(slots.make(1)));
        typed.put("postcode", "1011X");
        typed.put("country", "DE");
        assertThat(shopper.check(typed).statusCode()).isEqualTo(422);
        typed.put("postcodeAsTyped", "1011X");

        shopper.check(typed).then().statusCode(204);

        assertThat(widget(shopper.show()).select(".error")).isEmpty();
        assertThat(widget(shopper.show())
                        .expectFirst("#delivery-postcode-as-typed")
                        .hasAttr("checked"))
                .isTrue();
        shopper.seal(version(shopper.show())).then().statusCode(200);
    }

    @Test
    void what_was_said_of_one_postcode_is_not_said_of_another_nor_in_another_country() {
        shopper.save(Map.of("country", "DE"));
        shopper.save(Map.of("postcode", "1011X", "postcodeAsTyped", "1011X"))
                .then()
                .statusCode(200);

        assertThat(error(shopper.save(Map.of("postcode", "1012X", "postcodeAsTyped", "1011X")), "postcode"))
                .isNotEmpty();
        shopper.save(Map.of("postcode", "1011X", "postcodeAsTyped", "1011X"));
        assertThat(error(shopper.save(Map.of("country", "AT", "postcodeAsTyped", "1011X")), "postcode"))
                .isNotEmpty();
        shopper.save(Map.of("postcode", "1011X", "postcodeAsTyped", "1011X"));
        assertThat(error(shopper.save(Map.of("postcode", "1011X")), "postcode"))
                .as("the box is no longer ticked")
                .isNotEmpty();
    }

    @Test
    void what_no_honest_browser_sends_is_refused_and_changes_nothing() {
        shopper.save(Map.of("name", "Ada Lovelace"));

        for (Map<String, String> bad : java.util.List.of(
                Map.of("name", "x".repeat(101)),
                Map.of("name", "Ada\u0007"),
                Map.of("country", "XX"),
                Map.of("option", "teleport"),
                Map.of("slot", "standard-1999-01-01-0800"))) {
            assertThat(shopper.save(bad).statusCode()).as("%s", bad.keySet()).isEqualTo(400);
        }
        assertThat(value(shopper.show(), "name")).isEqualTo("Ada Lovelace");
        assertThat(version(shopper.show())).isZero();
    }

    @Test
    void choosing_another_option_shows_its_price_and_slots_and_is_a_new_version() {
        Response express = shopper.save(Map.of("option", "express", "slot", chosen(shopper.show(), "slot")));

        assertThat(chosen(express, "option")).isEqualTo("express");
        assertThat(chosen(express, "slot")).startsWith("express-");
        assertThat(widget(express).expectFirst("[data-amount]").attr("data-amount"))
                .isEqualTo("990");
        assertThat(widget(express).select("input[name=slot]").eachAttr("value"))
                .allMatch(id -> id.startsWith("express-"));
        assertThat(version(express)).isEqualTo(1);
    }

    @Test
    void typing_an_address_is_no_new_version() {
        shopper.save(complete(chosen(shopper.show(), "slot")));
        shopper.save(Map.of("name", "Grace Hopper"));

        assertThat(version(shopper.show())).isZero();
    }

    @Test
    void storing_what_was_shown_by_default_is_no_new_version() {
        Map<String, String> fields = complete(chosen(shopper.show(), "slot"));

        shopper.check(fields).then().statusCode(204);
        shopper.seal(0).then().statusCode(200);
    }

    @Test
    void a_page_that_has_the_newest_version_gets_nothing() {
        long version = version(shopper.save(Map.of("option", "evening")));

        assertThat(shopper.showAfter(version).statusCode()).isEqualTo(204);
        assertThat(shopper.showAfter(version - 1).statusCode()).isEqualTo(200);
    }

    @Test
    void a_full_slot_is_shown_as_full_and_cannot_be_chosen() {
        String full = slots.make(0);

        Element slot = widget(shopper.show()).expectFirst("#delivery-slot-" + full);

        assertThat(slot.hasAttr("disabled")).isTrue();
        assertThat(slot.parent().text()).endsWith("full");
        assertThat(error(shopper.save(Map.of("option", "standard", "slot", full)), "slot"))
                .isEqualTo("This slot has just been taken. Choose another.");
    }

    @Test
    void the_check_of_an_empty_form_names_every_field_that_is_missing() {
        Response checked = shopper.check(Map.of("name", "", "line1", "", "city", "", "postcode", "", "country", "DE"));

        assertThat(checked.statusCode()).isEqualTo(422);
        for (String field : new String[] {"name", "line1", "city", "postcode"}) {
            assertThat(error(checked, field)).as(field).isNotEmpty();
        }
        assertThat(error(checked, "line2")).isEmpty();
        assertThat(chosen(checked, "slot")).isNotEmpty();
    }

    @Test
    void the_check_keeps_what_it_was_sent() {
        shopper.check(Map.of("name", "Ada Lovelace"));

        assertThat(value(shopper.show(), "name")).isEqualTo("Ada Lovelace");
    }

    @Test
    void sealing_takes_one_place_and_answers_with_a_quote_for_the_price() throws Exception {
        String slot = slots.make(3);
        shopper.save(complete(slot));

        Response sealed = shopper.seal(version(shopper.show()));

        Quote quote = approved.verify(sealed.then().statusCode(200).extract().path("quote"), shopper.id());
        assertThat(quote.issuer()).isEqualTo("delivery-service");
        assertThat(quote.amount()).isEqualTo(Money.of(490, "EUR"));
        assertThat(quote.expiresAt())
                .isBetween(clock.instant().plusSeconds(880), clock.instant().plusSeconds(901));
        assertThat(slots.taken(slot)).isEqualTo(1);
    }

    @Test
    void sealing_again_takes_no_second_place_gives_the_same_price_and_holds_it_for_longer() throws Exception {
        String slot = slots.make(3);
        shopper.sealIn(slot);
        clock.putForward(Duration.ofMinutes(20));

        Response again = shopper.seal(version(shopper.show()));

        Quote quote = approved.verify(again.then().statusCode(200).extract().path("quote"), shopper.id());
        assertThat(quote.amount()).isEqualTo(Money.of(490, "EUR"));
        assertThat(slots.taken(slot)).isEqualTo(1);
        assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> Delivery.<Delivery>findById(shopper.id().value()).holdUntil))
                .isAfter(clock.instant().plus(Duration.ofMinutes(59)));
    }

    @Test
    void sealing_what_another_tab_has_changed_shows_it_with_a_word() {
        shopper.save(complete(slots.make(1)));
        long shown = version(shopper.show());
        shopper.save(Map.of("option", "express"));

        Response sealed = shopper.seal(shown);

        assertThat(sealed.statusCode()).isEqualTo(412);
        assertThat(widget(sealed).expectFirst("[role=alert]").text()).contains("another tab");
        assertThat(chosen(sealed, "option")).isEqualTo("express");
    }

    @Test
    void sealing_without_a_version_is_a_bad_request() {
        shopper.save(complete(slots.make(1)));

        assertThat(shopper.sealAnyVersion().statusCode()).isEqualTo(400);
    }

    @Test
    void sealing_what_is_not_complete_shows_what_is_missing() {
        shopper.save(Map.of("name", "Ada Lovelace"));

        Response sealed = shopper.seal(0);

        assertThat(sealed.statusCode()).isEqualTo(422);
        assertThat(error(sealed, "city")).isNotEmpty();
    }

    @Test
    void a_slot_that_was_taken_meanwhile_is_said_beside_the_slots_and_another_can_be_sealed() {
        String slot = slots.make(1);
        shopper.save(complete(slot));
        new AtTheDoor(clock).sealIn(slot);

        Response sealed = shopper.seal(version(shopper.show()));

        assertThat(sealed.statusCode()).isEqualTo(422);
        assertThat(error(sealed, "slot")).isEqualTo("This slot has just been taken. Choose another.");
        assertThat(widget(sealed).expectFirst("#delivery-slot-field").attr("aria-invalid"))
                .isEqualTo("true");
        assertThat(chosen(sealed, "slot")).isEmpty();
        assertThat(widget(sealed).expectFirst("#delivery-slot-" + slot).hasAttr("disabled"))
                .isTrue();
        shopper.sealIn(slots.make(1));
    }

    @Test
    void a_slot_whose_time_has_come_meanwhile_cannot_be_sealed() {
        String slot = slots.make(1);
        shopper.save(complete(slot));
        long version = version(shopper.show());
        slots.close(slot);

        Response sealed = shopper.seal(version);

        assertThat(sealed.statusCode()).isEqualTo(422);
        assertThat(error(sealed, "slot")).isNotEmpty();
        assertThat(slots.taken(slot)).isZero();
    }

    @Test
    void the_check_says_that_a_slot_was_taken_meanwhile() {
        String slot = slots.make(1);
        shopper.save(complete(slot));
        slots.fill(slot);

        Response checked = shopper.check(complete(slot));

        assertThat(checked.statusCode()).isEqualTo(422);
        assertThat(error(checked, "slot")).isEqualTo("This slot has just been taken. Choose another.");
    }

    @Test
    void ones_own_full_slot_is_still_ones_own() {
        String slot = slots.make(1);
        shopper.sealIn(slot);

        Response shown = shopper.show();

        assertThat(chosen(shown, "slot")).isEqualTo(slot);
        assertThat(error(shown, "slot")).isEmpty();
        shopper.check(complete(slot)).then().statusCode(204);
        slots.close(slot);
        assertThat(chosen(shopper.show(), "slot")).isEqualTo(slot);
        shopper.seal(version(shopper.show())).then().statusCode(200);
    }

    @Test
    void what_is_sealed_is_frozen() {
        String slot = slots.make(1);
        shopper.sealIn(slot);

        Response changed = shopper.save(Map.of("name", "Grace Hopper"));

        assertThat(changed.statusCode()).isEqualTo(409);
        assertThat(changed.header("Widget-State")).isEqualTo("sealed");
        assertThat(value(shopper.show(), "name")).isEqualTo("Ada Lovelace");
        assertThat(shopper.save(complete(slot)).statusCode()).isEqualTo(200);
        assertThat(shopper.check(Map.of("option", "express")).header("Widget-State"))
                .isEqualTo("sealed");
    }

    @Test
    void giving_up_frees_the_place_for_ever() {
        String slot = slots.make(1);
        shopper.sealIn(slot);
        long version = version(shopper.show());

        shopper.release().then().statusCode(204);
        shopper.release().then().statusCode(204);

        assertThat(slots.taken(slot)).isZero();
        Response sealed = shopper.seal(version);
        assertThat(sealed.statusCode()).isEqualTo(409);
        assertThat(sealed.header("Widget-State")).isEqualTo("over");
        assertThat(shopper.save(Map.of("name", "Grace Hopper")).header("Widget-State"))
                .isEqualTo("over");
    }

    @Test
    void giving_up_what_nobody_has_heard_of_closes_it_too() {
        shopper.release().then().statusCode(204);

        assertThat(shopper.save(Map.of("name", "Ada Lovelace")).header("Widget-State"))
                .isEqualTo("over");
    }

    @Test
    void a_new_checkout_takes_over_the_contents_of_the_old_one_and_nothing_of_its_state() {
        String slot = slots.make(1);
        AtTheDoor old = new AtTheDoor(clock);
        old.sealIn(slot);
        old.release();

        shopper.carryOverFrom(old).then().statusCode(204);
        shopper.carryOverFrom(old).then().statusCode(204);

        Response shown = shopper.show();
        assertThat(value(shown, "name")).isEqualTo("Ada Lovelace");
        assertThat(chosen(shown, "slot")).isEqualTo(slot);
        shopper.sealIn(slot);
        assertThat(slots.taken(slot)).isEqualTo(1);
    }

    @Test
    void a_carry_over_does_not_overwrite_what_was_typed_already() {
        AtTheDoor old = new AtTheDoor(clock);
        old.save(complete(slots.make(1)));
        shopper.save(Map.of("name", "Grace Hopper"));

        shopper.carryOverFrom(old).then().statusCode(204);

        assertThat(value(shopper.show(), "name")).isEqualTo("Grace Hopper");
    }

    @Test
    void a_carry_over_from_nowhere_is_a_bad_request() {
        assertThat(shopper.carryOverFromNowhere().statusCode()).isEqualTo(400);
    }

    @Test
    void who_comes_back_too_late_for_the_slot_is_told_so_and_not_that_another_has_taken_it() {
        String slot = slots.make(1, clock.instant().plus(Duration.ofHours(1)));
        shopper.save(complete(slot));

        clock.putForward(Duration.ofHours(1));

        assertThat(error(shopper.show(), "slot")).isEqualTo("It is too late for this slot. Choose another.");
    }

    @Test
    void who_comes_back_sees_that_the_slot_was_taken() {
        String slot = slots.make(1);
        shopper.save(complete(slot));
        slots.fill(slot);

        assertThat(error(shopper.show(), "slot")).isEqualTo("This slot has just been taken. Choose another.");
    }

    @Test
    void nobody_else_sees_what_was_typed() {
        shopper.save(Map.of("name", "Ada Lovelace"));

        assertThat(value(new AtTheDoor(clock).show(), "name")).isEmpty();
        given().get("/checkouts/" + shopper.id() + "/widgets/delivery").then().statusCode(404);
    }
}
