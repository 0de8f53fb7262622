package io.intarsia.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.intarsia.kit.test.Infrastructure;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.stream.IntStream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class BasketWidgetTest {
    private final Buyer buyer = new Buyer();

    @Test
    void a_checkout_that_nobody_has_heard_of_has_an_empty_basket() {
        Document basket = buyer.sees("basket");

        assertThat(basket.select(".badge .visually-hidden").text()).startsWith("0 items");
        assertThat(basket.select("a[href=/checkout]").text()).isEqualTo("Checkout");
    }

    @Test
    void what_is_added_is_counted_and_summed() {
        buyer.adds("tray", 2)
                .statusCode(200)
                .header("HX-Trigger", "checkout-service:basket-changed")
                .body(equalTo("Added to basket"));
        buyer.adds("tray", 1).statusCode(200);
        buyer.adds("pencil", 1).statusCode(200);

        Document basket = buyer.sees("basket");
        assertThat(basket.select(".badge .visually-hidden").text()).startsWith("4 items");
        assertThat(basket.select(".price").text()).isEqualTo("€387.95");
    }

    @Test
    void it_refreshes_when_the_basket_changes_but_not_on_load_again() {
        assertThat(buyer.sees("basket").selectFirst("[data-widget]").attr("hx-trigger"))
                .isEqualTo("checkout-service:basket-changed from:body");
    }

    @Test
    void nothing_new_is_204() {
        buyer.adds("tray", 1).statusCode(200);

        buyer.asking().get(buyer.path("basket") + "?after=1").then().statusCode(204);
        buyer.asking().get(buyer.path("basket") + "?after=0").then().statusCode(200);
    }

    @Test
    void a_product_that_does_not_exist_is_a_400() {
        buyer.adds("gold", 1).statusCode(400).body("detail", containsString("sku"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "100", "1.5", "", "many", "99999999999"})
    void a_quantity_that_is_no_whole_number_from_1_to_99_is_said_and_changes_nothing(String quantity) {
        buyer.adds("tray", quantity)
                .statusCode(422)
                .body(equalTo("<span class=\"error\">Enter a whole number from 1 to 99.</span>"));

        assertThat(buyer.sees("basket").select(".badge .visually-hidden").text())
                .startsWith("0 ");
    }

    @Test
    void more_than_99_of_one_are_refused_and_change_nothing() {
        buyer.adds("tray", 98).statusCode(200);
        buyer.adds("tray", 2)
                .statusCode(422)
                .body(equalTo("<span class=\"error\">At most 99 of one product; you have 98 in your basket.</span>"));

        assertThat(buyer.sees("basket").select(".badge .visually-hidden").text())
                .startsWith("98 ");
    }

    @Test
    void two_tabs_that_add_at_once_lose_nothing() {
        IntStream.range(0, 20).parallel().forEach(i -> buyer.adds("tray", 1).statusCode(200));

        assertThat(buyer.sees("basket").select(".badge .visually-hidden").text())
                .startsWith("20 ");
    }

    @Test
    void to_a_sealed_basket_nothing_is_added() {
        buyer.sealed().adds("tray", 1).statusCode(409).header("Widget-State", "sealed");

        assertThat(buyer.sees("basket").select(".badge .visually-hidden").text())
                .startsWith("2 ");
    }

    @Test
    void to_a_basket_that_was_given_up_nothing_is_added() {
        buyer.releases().statusCode(204);

        buyer.adds("tray", 1).statusCode(409).header("Widget-State", "over");
    }

    @Test
    void nobody_else_sees_it() {
        buyer.adds("tray", 1).statusCode(200);

        new Buyer().asking().get(buyer.path("basket")).then().statusCode(404);
    }
}
