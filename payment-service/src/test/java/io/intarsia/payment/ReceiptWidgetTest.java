package io.intarsia.payment;

import static io.intarsia.payment.TestCheckout.APPROVED;
import static io.intarsia.payment.TestCheckout.DECLINED;
import static io.intarsia.payment.TestCheckout.GOODS;
import static io.intarsia.payment.TestCheckout.html;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ReceiptWidgetTest extends CashDesk {
    @Test
    void the_skeleton_is_inert_and_loads_itself() {
        Document page = html(RestAssured.get("/widgets/receipt"));

        assertThat(page.select("[data-widget=payment-service/receipt][inert][hx-trigger=load]"))
                .hasSize(1);
    }

    @Test
    void a_checkout_that_nobody_paid_says_so() {
        assertThat(checkout.receipt().statusCode()).isEqualTo(200);
        assertThat(checkout.state()).isEqualTo("Nothing paid");
    }

    @Test
    void it_is_not_sent_again_while_nothing_changes() {
        checkout.pay(APPROVED);
        String version = html(checkout.receipt()).select("[data-version]").attr("data-version");

        assertThat(checkout.receiptAfter(version).statusCode()).isEqualTo(204);
        others.publish("order.cancelled", checkout.id());
        checkout.awaitState("Released");
        assertThat(checkout.receiptAfter(version).statusCode()).isEqualTo(200);
    }

    @Test
    void it_asks_again_until_nothing_more_can_happen() {
        checkout.pay(APPROVED);
        assertThat(html(checkout.receipt()).select("[data-widget]").attr("hx-trigger"))
                .isEqualTo("every 500ms");

        others.publish("order.cancelled", checkout.id());
        checkout.awaitState("Released");
        assertThat(html(checkout.receipt()).select("[data-widget]").hasAttr("hx-trigger"))
                .isFalse();
    }

    @Test
    void another_card_pays_the_same_order_after_a_decline() {
        checkout.pay(DECLINED);
        assertThat(html(checkout.receipt()).select("form button").text()).isEqualTo("Try again");

        Response answer = checkout.retry(APPROVED);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(TestCheckout.badge(answer)).isEqualTo("Reserved");
        awaitEvents("payment.declined", "payment.authorised.checkout-service", "payment.authorised.delivery-service");
        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void every_decline_is_told() {
        checkout.pay(DECLINED);
        checkout.retry(DECLINED);
        checkout.retry(APPROVED);

        awaitEvents("payment.authorised.checkout-service");
        assertThat(others.heardOf(checkout.id()))
                .filteredOn("payment.declined"::equals)
                .hasSize(2);
    }

    @Test
    void another_card_with_errors_is_shown_them_and_nothing_is_repeated() {
        checkout.pay(DECLINED);

        Response answer = checkout.retry("4242 4242 4242 4241");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(html(answer).select("#receipt-number-error").text()).isNotEmpty();
        assertThat(html(answer).select("input[value]")).isEmpty();
    }

    @Test
    void another_card_is_refused_when_the_prices_have_expired() {
        checkout.pay(DECLINED, GOODS, List.of(quotes.goodsFor(Duration.ofMinutes(3), checkout.id(), GOODS)));
        clock.putForward(Duration.ofMinutes(4));

        Response answer = checkout.retry(APPROVED);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.asString())
                .contains("that time is over", "Hold the prices again")
                .doesNotContain("Try again");
        assertThat(charges()).isZero();
    }

    @Test
    void after_a_decline_it_says_until_when_another_card_can_pay_and_that_that_can_be_later() {
        checkout.pay(DECLINED, GOODS, List.of(quotes.goodsFor(Duration.ofMinutes(3), checkout.id(), GOODS)));

        Document receipt = html(checkout.receipt());

        assertThat(Long.parseLong(receipt.select("[data-left]").attr("data-left")))
                .isCloseTo(clock.instant().plusSeconds(180).getEpochSecond(), within(30L));
        assertThat(receipt.select("button[data-action=hold-longer]")).hasSize(1);
    }

    @Test
    void newer_quotes_let_another_card_pay_when_the_first_ones_have_expired() {
        checkout.pay(DECLINED, GOODS, List.of(quotes.goodsFor(Duration.ofMinutes(3), checkout.id(), GOODS)));
        String version = html(checkout.receipt()).select("[data-version]").attr("data-version");
        clock.putForward(Duration.ofMinutes(4));
        assertThat(checkout.receiptAfter(version).statusCode())
                .as("the page hears that the time is over")
                .isEqualTo(200);

        assertThat(checkout.renew(List.of(quotes.goods(checkout.id(), GOODS))).statusCode())
                .isEqualTo(204);

        assertThat(TestCheckout.badge(checkout.retry(APPROVED))).isEqualTo("Reserved");
        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void newer_quotes_of_other_issuers_or_amounts_change_nothing() {
        checkout.pay(DECLINED, GOODS, List.of(quotes.goodsFor(Duration.ofMinutes(3), checkout.id(), GOODS)));
        clock.putForward(Duration.ofMinutes(4));

        assertThat(checkout.renew(List.of(quotes.goods(checkout.id(), GOODS - 1)))
                        .statusCode())
                .isEqualTo(409);
        assertThat(checkout.renew(List.of(quotes.delivery(checkout.id(), GOODS)))
                        .statusCode())
                .isEqualTo(409);
        assertThat(checkout.renew(List.of()).statusCode()).isEqualTo(409);

        assertThat(checkout.retry(APPROVED).statusCode()).isEqualTo(409);
        assertThat(charges()).isZero();
    }

    @Test
    void what_is_paid_or_cancelled_is_not_renewed() {
        List<String> sealed = List.of(quotes.goods(checkout.id(), GOODS));
        assertThat(checkout.renew(sealed).statusCode()).isEqualTo(409);
        checkout.pay(DECLINED, GOODS, sealed);
        others.publish("order.cancelled", checkout.id());
        checkout.awaitState("Not charged");

        assertThat(checkout.renew(sealed).statusCode()).isEqualTo(409);
    }

    @Test
    void another_card_is_refused_when_the_order_was_cancelled() {
        checkout.pay(DECLINED);
        others.publish("order.cancelled", checkout.id());
        checkout.awaitState("Not charged");

        assertThat(TestCheckout.badge(checkout.retry(APPROVED))).isEqualTo("Not charged");
        assertThat(charges()).isZero();
    }

    @Test
    void another_card_for_a_checkout_that_nobody_paid_tries_nothing() {
        assertThat(TestCheckout.badge(checkout.retry(APPROVED))).isEqualTo("Nothing paid");
    }
}
