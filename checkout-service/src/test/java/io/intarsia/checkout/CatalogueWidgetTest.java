package io.intarsia.checkout;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;

import io.intarsia.kit.test.Infrastructure;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class CatalogueWidgetTest {
    private Document skeleton(String widget) {
        return Jsoup.parseBodyFragment(given().get("/widgets/" + widget)
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    @Test
    void the_storefront_shows_each_product_with_picture_price_and_a_form() {
        Element tray = skeleton("catalogue").select("article.product").first();

        assertThat(tray.select("h3").text()).isEqualTo("Walnut tray");
        assertThat(tray.select(".price").text()).isEqualTo("€129.00");
        assertThat(tray.text()).contains("Holds letters, and \"small things\".");
        assertThat(tray.select("img").attr("alt")).isEqualTo("A tray of walnut");
        assertThat(tray.select("form").attr("hx-post")).isEqualTo("/checkout-service/checkouts/{correlationId}/basket");
        assertThat(tray.select("form").attr("hx-target"))
                .isEqualTo("#" + tray.select("[role=status]").attr("id"));
        assertThat(tray.select("label").text()).isEqualTo("Quantity");
        assertThat(tray.select("label").attr("for"))
                .isEqualTo(tray.select("input[type=number]").attr("id"));
        assertThat(tray.select("button").text()).isEqualTo("Add to basket");
    }

    @Test
    void what_a_shop_writes_into_its_catalogue_is_text_and_never_markup() {
        assertThat(skeleton("catalogue").select("h3")).extracting(Element::text).contains("Pencil <cedar>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalogue", "place-order"})
    void what_is_the_same_for_everybody_is_ready_at_once(String widget) {
        Element root = skeleton(widget).selectFirst("[data-widget]");

        assertThat(root.attr("data-widget")).isEqualTo("checkout-service/" + widget);
        assertThat(root.hasAttr("inert") || root.hasAttr("aria-busy") || root.hasAttr("hx-get"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"basket", "contact", "summary", "order"})
    void what_is_personal_is_inert_until_its_owner_answers(String widget) {
        Document skeleton = skeleton(widget);
        Element root = skeleton.selectFirst("[data-widget]");

        assertThat(skeleton.body().children()).hasSize(1);
        assertThat(root.attr("data-widget")).isEqualTo("checkout-service/" + widget);
        assertThat(root.hasAttr("inert")).isTrue();
        assertThat(root.attr("aria-busy")).isEqualTo("true");
        assertThat(root.attr("hx-get")).isEqualTo("/checkout-service/checkouts/{correlationId}/widgets/" + widget);
        assertThat(root.attr("hx-trigger")).isEqualTo("load");
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalogue", "basket", "contact", "summary", "place-order", "order"})
    void ids_begin_with_the_widgets_name_are_unique_and_are_what_labels_and_descriptions_name(String widget) {
        rulesOfIds(widget, skeleton(widget));
    }

    @ParameterizedTest
    @ValueSource(strings = {"basket", "contact", "summary", "order"})
    void so_do_those_of_own_content(String widget) {
        Document content = new Buyer().placed().sees(widget);

        rulesOfIds(widget, content);
        assertThat(content.body().children()).hasSize(1);
        assertThat(content.selectFirst("[data-widget]").hasAttr("inert")).isFalse();
        assertThat(content.selectFirst("[data-widget]").attr("data-version")).matches("\\d+");
        assertThat(content.select("[hx-post], [hx-get]"))
                .allSatisfy(e -> assertThat(e.hasAttr("hx-target") && e.hasAttr("hx-swap"))
                        .isTrue())
                .allSatisfy(
                        e -> assertThat(e.attr("hx-get") + e.attr("hx-post")).contains("/checkouts/{correlationId}/"));
    }

    private static void rulesOfIds(String widget, Document html) {
        assertThat(html.select("[id]").eachAttr("id"))
                .allMatch(id -> id.startsWith(widget + "-"))
                .doesNotHaveDuplicates();
        assertThat(html.select("label[for]").eachAttr("for")).allMatch(id -> html.getElementById(id) != null);
        assertThat(html.select("[aria-describedby]").eachAttr("aria-describedby"))
                .flatExtracting(ids -> java.util.List.of(ids.split(" ")))
                .allMatch(id -> html.getElementById((String) id) != null);
    }

    @Test
    void the_manifest_names_the_widgets_and_their_steps() {
        given().get("/manifest")
                .then()
                .statusCode(200)
                .body("widgets.name", hasItems("catalogue", "basket", "contact", "summary", "place-order", "order"))
                .body(
                        "widgets.find { it.name == 'summary' }.steps",
                        hasItems("check", "seal", "place", "release", "carry-over"))
                .body("widgets.find { it.name == 'contact' }.steps", hasItems("check", "carry-over"));
    }

    @Test
    void a_picture_is_served_with_its_type_a_tag_and_nothing_that_could_run() {
        String tag = given().get("/catalogue/images/tray.svg")
                .then()
                .statusCode(200)
                .contentType("image/svg+xml")
                .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                .header("X-Content-Type-Options", "nosniff")
                .header("Cache-Control", containsString("max-age"))
                .extract()
                .header("ETag");
        given().header("If-None-Match", tag)
                .get("/catalogue/images/tray.svg")
                .then()
                .statusCode(304)
                .header("ETag", tag);
        given().get("/catalogue/images/board.png").then().statusCode(200).contentType("image/png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unnamed.svg", "none.svg", "..%2Fproducts.csv", "%2e%2e/products.csv"})
    void only_pictures_that_the_catalogue_names_are_served(String file) {
        given().urlEncodingEnabled(false)
                .get("/catalogue/images/" + file)
                .then()
                .statusCode(404);
    }
}
