package io.intarsia.payment;

import static io.intarsia.payment.TestCheckout.APPROVED;
import static io.intarsia.payment.TestCheckout.GOODS;
import static io.intarsia.payment.TestCheckout.TOTAL;
import static io.intarsia.payment.TestCheckout.html;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class CardWidgetTest extends CashDesk {
    @Test
    void the_skeleton_is_inert_and_names_nobody() {
        Response skeleton = RestAssured.get("/widgets/card");

        Document page = html(skeleton);
        assertThat(skeleton.statusCode()).isEqualTo(200);
        assertThat(page.select("[data-widget=payment-service/card][inert][aria-busy=true]"))
                .hasSize(1);
        assertThat(page.select("[data-widget]").attr("hx-get"))
                .isEqualTo("/payment-service/checkouts/{correlationId}/widgets/card");
        assertThat(page.select("input[data-keep]").eachAttr("autocomplete"))
                .containsExactly("cc-name", "cc-number", "cc-exp", "cc-csc");
        assertThat(page.select("label").eachText())
                .containsExactly("Name on card", "Card number", "Expiry date", "Security code");
    }

    @Test
    void the_manifest_says_what_it_takes_part_in() {
        assertThat(RestAssured.get("/manifest").jsonPath().getList("widgets.find { it.name == 'card' }.steps"))
                .containsExactlyInAnyOrder("check", "pay", "release");
    }

    @Test
    void its_own_content_is_not_inert_and_saves_nothing() {
        Document page = html(checkout.card());

        assertThat(page.select("[inert]")).isEmpty();
        assertThat(page.select("input[hx-post]")).isEmpty();
        assertThat(page.select(".hint").first().text()).contains("charged when the order is confirmed");
        assertThat(page.select(".when-charged output[data-total][aria-live=off]"))
                .hasSize(1);
    }

    @Test
    void a_request_without_a_proof_finds_nothing() {
        assertThat(RestAssured.get("/checkouts/" + checkout.id() + "/widgets/card")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "4242 4242 4242 4242,12/40,123",
        "4242424242424242,12 / 40,123",
        "5555-5555-5555-4444,12/2040,123",
        "3782 822463 10005,0140,1234",
        "30569309025904,01/40,123",
        "30569309025904,1/40,123",
        "30569309025904,1 / 2040,123",
        "30569309025904,01-40,123",
        "6200000000000005,01/40,123",
        "٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢,١٢/٤٠,١٢٣"
    })
    void a_card_that_can_be_one_is_let_through(String number, String expiry, String code) {
        assertThat(checkout.check("Ada Lovelace", number, expiry, code).statusCode())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({
        "'',4242424242424242,12/40,123,name",
        "Ada,'',12/40,123,number",
        "Ada,4242424242424241,12/40,123,number",
        "Ada,42424242424242,12/40,123,number",
        "Ada,378282246310005,12/40,123,code",
        "Ada,4242424242424242,12/40,1234,code",
        "Ada,4242424242424242,12/40,'',code",
        "Ada,4242424242424242,12/40,12x,code",
        "Ada,4242424242424242,13/40,123,expiry",
        "Ada,4242424242424242,10/26,123,expiry",
        "Ada,4242424242424242,12/99,123,expiry",
        "Ada,4242424242424242,'',123,expiry",
        "Ada,4242424242424242,140,123,expiry",
        "Ada,4242424242424242,0/40,123,expiry",
        "Ada,card,12/40,123,number"
    })
    void what_cannot_be_a_card_is_said_beside_its_field_and_nothing_is_repeated(
            String name, String number, String expiry, String code, String field) {
        Response answer = checkout.check(name, number, expiry, code);

        Document page = html(answer);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(page.select("[aria-invalid=true]").eachAttr("name")).containsExactly(field);
        assertThat(page.select("#card-" + field + "-error").text()).isNotEmpty();
        assertThat(page.select("input[value]")).isEmpty();
    }

    @Test
    void a_number_is_nowhere_in_an_answer() {
        String answer =
                checkout.check("Ada", "4242424242424242", "12/20", "987").asString();

        // Three digits are in many an ID.
        assertThat(answer.replace(checkout.id().toString(), ""))
                .doesNotContain("4242424242424242")
                .doesNotContain("987");
    }

    @Test
    void what_no_browser_sends_is_refused_without_being_repeated() {
        Response answer = checkout.check("Ada", "4".repeat(31), "12/40", "123");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.asString()).doesNotContain("4".repeat(8));
    }

    @Test
    void check_tries_nothing() {
        checkout.check("Ada", APPROVED, "12/40", "123");

        assertThat(checkout.state()).isEqualTo("Nothing paid");
        assertThat(charges()).isZero();
    }

    @Test
    void pay_with_a_card_that_cannot_be_one_tries_nothing() {
        assertThat(checkout.pay("4242 4242 4242 4241").statusCode()).isEqualTo(422);
        assertThat(charges()).isZero();
    }

    @Test
    void another_sum_than_was_shown_is_asked_about_and_nothing_is_tried() {
        Response answer = checkout.pay(
                APPROVED, TOTAL - 1, List.of(quotes.goods(checkout.id(), GOODS), quotes.delivery(checkout.id(), 490)));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.header("Widget-State")).isNull();
        assertThat(html(answer).select("[role=alert]").text()).contains("total has changed");
        assertThat(charges()).isZero();
    }

    @Test
    void a_total_that_is_no_number_is_a_bad_request() {
        assertThat(checkout.asking()
                        .formParam("total", "12.90")
                        .formParam("currency", "EUR")
                        .formParam("quote", quotes.goods(checkout.id(), 1290))
                        .post("/checkouts/{id}/widgets/card/pay")
                        .statusCode())
                .isEqualTo(400);
    }

    static Stream<Named<Function<CardWidgetTest, List<String>>>> quotesThatAreNotAccepted() {
        return Stream.of(
                quotesOf("none at all", test -> List.of()),
                quotesOf(
                        "of another checkout",
                        test -> List.of(test.quotes.goods(new TestCheckout(test.quotes).id(), TOTAL))),
                quotesOf(
                        "expired",
                        test -> List.of(test.quotes.goodsFor(Duration.ofSeconds(-1), test.checkout.id(), TOTAL))),
                quotesOf(
                        "of an unknown issuer",
                        test -> List.of(test.quotes.ofUnknownIssuer(test.checkout.id(), TOTAL))),
                quotesOf(
                        "by another's key",
                        test -> List.of(test.quotes.goodsSealedByDelivery(test.checkout.id(), TOTAL))),
                quotesOf("not signed", test -> List.of(test.quotes.unsigned(test.checkout.id(), TOTAL))),
                quotesOf("no quote", test -> List.of("a.b.c")),
                quotesOf(
                        "two of one issuer",
                        test -> List.of(
                                test.quotes.goods(test.checkout.id(), GOODS),
                                test.quotes.goods(test.checkout.id(), TOTAL - GOODS))),
                quotesOf(
                        "in two currencies",
                        test -> List.of(
                                test.quotes.goods(test.checkout.id(), GOODS),
                                test.quotes.delivery(test.checkout.id(), TOTAL - GOODS, "CHF"))),
                quotesOf(
                        "with a sum that does not fit",
                        test -> List.of(
                                test.quotes.goods(test.checkout.id(), Long.MAX_VALUE),
                                test.quotes.delivery(test.checkout.id(), TOTAL + 1))),
                quotesOf("negative", test -> List.of(test.quotes.goods(test.checkout.id(), -TOTAL))),
                quotesOf(
                        "too many",
                        test -> java.util.Collections.nCopies(21, test.quotes.goods(test.checkout.id(), TOTAL))));
    }

    private static Named<Function<CardWidgetTest, List<String>>> quotesOf(
            String name, Function<CardWidgetTest, List<String>> quotes) {
        return Named.of(name, quotes);
    }

    @ParameterizedTest
    @MethodSource("quotesThatAreNotAccepted")
    void quotes_that_are_not_accepted_are_not_paid(Function<CardWidgetTest, List<String>> sealed) {
        Response answer = checkout.pay(APPROVED, TOTAL, sealed.apply(this));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(html(answer).select("[role=alert]").text()).contains("Nothing was charged");
        assertThat(checkout.state()).isEqualTo("Nothing paid");
        assertThat(charges()).isZero();
    }

    @Test
    void quotes_in_another_order_are_the_same_bill() {
        Response answer = checkout.pay(
                APPROVED,
                TOTAL,
                List.of(quotes.delivery(checkout.id(), TOTAL - GOODS), quotes.goods(checkout.id(), GOODS)));

        assertThat(answer.statusCode()).isEqualTo(204);
        awaitEvents("payment.authorised.checkout-service", "payment.authorised.delivery-service");
        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void a_quote_left_out_pays_only_those_that_are_there() {
        checkout.pay(APPROVED, GOODS, List.of(quotes.goods(checkout.id(), GOODS)));

        awaitEvents("payment.authorised.checkout-service");
        assertThat(others.heardOf(checkout.id())).doesNotContain("payment.authorised.delivery-service");
    }
}
