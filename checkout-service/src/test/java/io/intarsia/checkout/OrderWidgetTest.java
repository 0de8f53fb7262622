package io.intarsia.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.test.Infrastructure;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class OrderWidgetTest {
    private final Buyer buyer = new Buyer();

    @Inject
    Wire wire;

    @Inject
    EntityManager entities;

    @Test
    void without_an_order_it_says_so_and_leads_to_the_shop() {
        Document order = buyer.sees("order");

        assertThat(order.text()).contains("There is no order here.");
        assertThat(order.select("a[href=/]")).hasSize(1);
        assertThat(order.selectFirst("[data-widget]").hasAttr("hx-get")).isFalse();
    }

    @Test
    void a_placed_order_is_received_and_shows_number_address_and_lines() {
        Document order = buyer.placed().sees("order");

        assertThat(order.select(".state").attr("data-state")).isEqualTo("received");
        assertThat(order.select(".state [role=status]").text()).isEqualTo("Order received");
        assertThat(order.select(".number").text()).isEqualTo(buyer.id().shortForm());
        assertThat(order.text())
                .contains("buyer@example.com")
                .contains("Walnut tray")
                .contains("€258.00")
                .contains("includes 19 % tax");
        assertThat(order.text()).contains("waiting for the payment");
    }

    @Test
    void it_asks_for_news_and_hears_when_there_are_any() {
        Element root = buyer.placed().sees("order").selectFirst("[data-widget]");
        String news = root.attr("hx-get")
                .replace("/checkout-service", "")
                .replace("{correlationId}", buyer.id().toString());
        assertThat(root.attr("hx-trigger")).isEqualTo("every 500ms");
        buyer.asking().get(news).then().statusCode(204);

        wire.send("payment.declined", buyer.id());

        await().untilAsserted(() -> buyer.asking().get(news).then().statusCode(200));
    }

    @Test
    void an_order_goes_from_received_to_confirmed_and_paid_and_then_asks_no_more() {
        buyer.placed();
        wire.send("payment.authorised.checkout-service", buyer.id());
        await().untilAsserted(() ->
                assertThat(buyer.orderShown()).contains("Order received").contains("The amount is reserved."));
        await().untilAsserted(
                        () -> assertThat(wire.published(buyer.id())).containsExactly(Order.PLACED, Order.RESERVED));

        wire.send("reservation.made.delivery-service", buyer.id());
        wire.send("payment.secured", buyer.id());
        await().untilAsserted(() -> assertThat(buyer.stateShown()).isEqualTo("Order confirmed"));
        assertThat(buyer.orderShown()).contains("We are taking the payment now.");

        wire.send("payment.captured", buyer.id());
        await().untilAsserted(() -> assertThat(buyer.orderShown()).contains("reserved for you and paid"));
        assertThat(buyer.sees("order").selectFirst("[data-widget]").hasAttr("hx-get"))
                .isFalse();
        assertThat(wire.published(buyer.id())).containsExactly(Order.PLACED, Order.RESERVED, Order.CONFIRMED);
    }

    @Test
    void events_in_the_opposite_order_lead_to_the_same() {
        buyer.sealed();
        wire.send("payment.secured", buyer.id());
        wire.send("reservation.made.delivery-service", buyer.id());
        wire.send("payment.authorised.checkout-service", buyer.id());
        await().untilAsserted(() -> assertThat(wire.published(buyer.id())).containsExactly(Order.RESERVED));
        buyer.places().statusCode(204);

        await().untilAsserted(() -> assertThat(wire.published(buyer.id()))
                .containsExactlyInAnyOrder(Order.RESERVED, Order.PLACED, Order.CONFIRMED));
        assertThat(buyer.stateShown()).isEqualTo("Order confirmed");
    }

    @Test
    void a_declined_card_is_said_until_another_is_authorised() {
        buyer.placed();
        Instant declined = Instant.now();
        wire.send("payment.declined", buyer.id(), declined);
        await().untilAsserted(() -> assertThat(buyer.stateShown()).isEqualTo("Payment declined"));
        assertThat(buyer.orderShown()).contains("Nothing was charged.").contains("try another card");

        wire.send("payment.authorised.checkout-service", buyer.id(), declined.plusSeconds(1));
        await().untilAsserted(() -> assertThat(buyer.stateShown()).isEqualTo("Order received"));
    }

    @Test
    void a_decline_that_arrives_after_the_next_card_was_authorised_changes_nothing() {
        buyer.placed();
        Instant authorised = Instant.now();
        wire.send("payment.authorised.checkout-service", buyer.id(), authorised);
        wire.send("payment.declined", buyer.id(), authorised.minusSeconds(1));
        await().untilAsserted(() -> assertThat(fact("declined_at")).isTrue());

        await().untilAsserted(() -> assertThat(buyer.stateShown()).isEqualTo("Order received"));
    }

    @Test
    void a_delivery_that_cannot_be_reserved_cancels_and_says_why_and_what_becomes_of_the_money() {
        buyer.placed();
        wire.send("payment.authorised.checkout-service", buyer.id());
        await().untilAsserted(() -> assertThat(fact("authorised_at")).isTrue());
        wire.send("reservation.refused.delivery-service", buyer.id());
        await().untilAsserted(() -> assertThat(buyer.stateShown()).isEqualTo("Order cancelled"));
        assertThat(buyer.orderShown())
                .contains("The delivery could not be reserved")
                .contains("is being released");
        assertThat(buyer.sees("order").selectFirst("[data-widget]").attr("hx-trigger"))
                .isEqualTo("every 500ms");

        wire.send("payment.voided", buyer.id());
        await().untilAsserted(() -> assertThat(buyer.orderShown()).contains("has been released"));
        assertThat(buyer.sees("order").selectFirst("[data-widget]").hasAttr("hx-get"))
                .isFalse();
        await().untilAsserted(() ->
                assertThat(wire.published(buyer.id())).containsExactly(Order.PLACED, Order.RESERVED, Order.CANCELLED));
    }

    @Test
    void another_part_that_cannot_be_reserved_cancels_too() {
        buyer.placed();
        wire.send("reservation.refused.gift-service", buyer.id());

        await().untilAsserted(() -> assertThat(buyer.orderShown())
                .contains("Not everything could be reserved")
                .contains("Nothing was charged."));
    }

    @Test
    void a_shopper_who_gives_up_is_told_so() {
        buyer.placed().releases().statusCode(204);

        assertThat(buyer.orderShown())
                .contains("Order cancelled")
                .contains("You cancelled this order")
                .contains("Nothing was charged.");
    }

    @Test
    void what_is_paid_after_it_was_given_up_is_refused() {
        buyer.sealed().releases().statusCode(204);
        wire.send("payment.authorised.checkout-service", buyer.id());

        await().untilAsserted(() ->
                assertThat(wire.published(buyer.id())).containsExactly(Order.CANCELLED, Order.RESERVATION_REFUSED));
        assertThat(buyer.orderShown()).contains("You cancelled this order").contains("is being released");
    }

    @Test
    void what_is_confirmed_cannot_be_given_up_or_placed_or_sealed_or_changed() {
        confirmed();

        buyer.releases().statusCode(409).header("Widget-State", "over");
        buyer.places().statusCode(409).header("Widget-State", "over");
        buyer.seals().statusCode(409).header("Widget-State", "over");
        buyer.changes("tray", 1).statusCode(409).header("Widget-State", "over");
        buyer.adds("tray", 1).statusCode(409).header("Widget-State", "over");
        assertThat(buyer.stateShown()).isEqualTo("Order confirmed");
    }

    @Test
    void money_that_could_not_be_taken_is_said() {
        confirmed();
        wire.send("payment.capture-failed", buyer.id());

        await().untilAsserted(() -> assertThat(buyer.orderShown()).contains("the payment could not be taken"));
        assertThat(buyer.stateShown()).isEqualTo("Order confirmed");
    }

    @Test
    void an_order_whose_delivery_was_never_paid_is_not_confirmed() {
        buyer.placed();
        wire.send("payment.authorised.checkout-service", buyer.id());
        wire.send("payment.secured", buyer.id());
        await().untilAsserted(() ->
                assertThat(fact("secured_at") && fact("reserved_at")).isTrue());

        assertThat(buyer.stateShown()).isEqualTo("Order received");
    }

    @Test
    void an_event_about_a_checkout_that_is_not_known_is_kept_for_when_it_is() {
        wire.send("reservation.refused.delivery-service", buyer.id());
        await().untilAsserted(() -> assertThat(buyer.stateShown()).isEqualTo("Order cancelled"));

        buyer.adds("tray", 1).statusCode(409).header("Widget-State", "over");
    }

    private void confirmed() {
        buyer.placed();
        wire.send("payment.authorised.checkout-service", buyer.id());
        wire.send("reservation.made.delivery-service", buyer.id());
        wire.send("payment.secured", buyer.id());
        await().untilAsserted(() -> assertThat(buyer.stateShown()).isEqualTo("Order confirmed"));
    }

    private boolean fact(String column) {
        return QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery("select " + column + " from orders where correlation_id = :id")
                                .setParameter("id", buyer.id().value())
                                .getSingleResult()
                        != null);
    }
}
