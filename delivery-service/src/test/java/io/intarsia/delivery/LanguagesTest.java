package io.intarsia.delivery;

import static io.intarsia.delivery.AtTheDoor.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import io.intarsia.kit.test.Infrastructure;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.util.List;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class LanguagesTest {
    @Inject
    SettableClock clock;

    private AtTheDoor shopper;

    @BeforeEach
    void a_shopper() {
        shopper = new AtTheDoor(clock);
    }

    @Test
    void labels_days_times_prices_and_countries_are_german_for_who_reads_german() {
        Element widget = widget(shopper.showIn("de"));

        assertThat(widget.attr("lang")).isEqualTo("de");
        assertThat(widget.attr("dir")).isEqualTo("ltr");
        assertThat(widget.expectFirst("label[for=delivery-postcode]").text()).isEqualTo("Postleitzahl");
        assertThat(widget.expectFirst(".choice .price").text()).isEqualTo("4,90 €");
        assertThat(widget.expectFirst("#delivery-slot-field strong").text())
                .matches("(Mo|Di|Mi|Do|Fr|Sa|So)\\., \\d{1,2}\\. \\p{L}+\\.?");
        assertThat(widget.expectFirst("#delivery-slot-field strong + span").wholeText())
                .matches("\\d{1,2}:00–\\d{1,2}:00\u00a0Uhr");
        assertThat(widget.expectFirst("#delivery-option-tax").text())
                .isEqualTo("Im Preis sind 19 % MwSt. enthalten: 0,78 €");
        List<String> countries = widget.select("option").eachText();
        // Ö stands beside O, and not after Z.
        assertThat(countries.indexOf("Österreich"))
                .isBetween(countries.indexOf("Niederlande"), countries.indexOf("Polen"));
    }

    @Test
    void it_is_arabic_and_from_the_right_for_who_reads_arabic() {
        Element widget = widget(shopper.showIn("ar-EG, en;q=0.1"));

        assertThat(widget.attr("lang")).isEqualTo("ar");
        assertThat(widget.attr("dir")).isEqualTo("rtl");
        assertThat(widget.expectFirst("label[for=delivery-city]").text()).isEqualTo("المدينة");
        assertThat(widget.expectFirst(".choice .price").text()).isEqualTo("\u200f4.90 €");
        assertThat(widget.expectFirst("#delivery-slot-field strong + span").text())
                .matches("من \\d{1,2}:00 [صم] إلى \\d{1,2}:00 [صم]");
        assertThat(widget.expectFirst("#delivery-postcode").attr("dir")).isEqualTo("ltr");
    }

    @Test
    void in_any_other_language_it_is_english_and_says_so() {
        for (String accepted : List.of("fr", "*", ";;;", "")) {
            Element widget = widget(shopper.showIn(accepted));

            assertThat(widget.attr("lang")).as(accepted).isEqualTo("en");
            assertThat(widget.expectFirst("label[for=delivery-city]").text())
                    .as(accepted)
                    .isEqualTo("City");
        }
    }

    @Test
    void what_the_page_says_when_this_service_cannot_is_in_the_manifest_in_all_languages() {
        RestAssured.get("/manifest")
                .then()
                .body("languages", contains("en", "de", "ar"))
                .body("widgets.find { it.name == 'delivery' }.title", equalTo("Delivery"))
                .body("widgets.find { it.name == 'delivery' }.translations.de.title", equalTo("Lieferung"))
                .body("widgets.find { it.name == 'delivery' }.translations.ar.title", equalTo("التوصيل"))
                .body(
                        "widgets.find { it.name == 'delivery' }.translations.de.fallback",
                        equalTo("Die Lieferung kann gerade nicht ausgewählt werden."));
    }
}
