package io.intarsia.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestOperator;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;

/** This service ends orders, by their age or because an operator says so: it tells everybody, and deletes its own. */
@QuarkusTest
@WithTestResource(Infrastructure.class)
class ForgettingTest {
    private final Buyer buyer = new Buyer();

    @Inject
    Wire wire;

    @Inject
    EntityManager entities;

    @Inject
    Deadlines deadlines;

    @Inject
    Orders orders;

    // By age

    @Test
    void an_order_that_was_carried_out_is_forgotten_after_its_time_and_not_before() {
        bought();
        endedDaysAgo(399);
        deadlines.forgetOrders();
        assertThat(buyer.stateShown()).isEqualTo("Order confirmed");

        endedDaysAgo(401);
        deadlines.forgetOrders();

        nothingIsKept(buyer.id());
        await().untilAsserted(() ->
                assertThat(wire.published(buyer.id())).contains(Order.FORGOTTEN).doesNotHaveDuplicates());
    }

    @Test
    void a_cancelled_order_is_kept_no_longer_than_a_basket() {
        buyer.placed().releases().statusCode(204);
        endedDaysAgo(29);
        deadlines.forgetOrders();
        assertThat(buyer.stateShown()).isEqualTo("Order cancelled");

        endedDaysAgo(31);
        deadlines.forgetOrders();

        nothingIsKept(buyer.id());
        await().untilAsserted(() ->
                assertThat(wire.published(buyer.id())).containsExactly(Order.PLACED, Order.CANCELLED, Order.FORGOTTEN));
    }

    @Test
    void what_is_not_at_its_end_is_not_forgotten_however_old_it_is() {
        buyer.placed();
        wire.send("payment.authorised.checkout-service", buyer.id());
        await().untilAsserted(() -> assertThat(known("authorised_at")).isEqualTo(1));
        buyer.releases().statusCode(204);
        sql("update orders set sealed_at = now() - interval '900 days', cancelled_at = now() - interval '900 days',"
                + " changed_at = now() - interval '900 days' where correlation_id = '" + buyer.id() + "'");
        deadlines.forgetOrders();
        deadlines.forgetBaskets();
        assertThat(buyer.orderShown()).contains("is being released");

        wire.send("payment.voided", buyer.id());
        await().untilAsserted(() -> assertThat(known("ended_at")).isEqualTo(1));
    }

    @Test
    void paid_after_all_it_is_not_at_its_end_again_until_that_is_given_back() {
        buyer.placed().releases().statusCode(204);
        assertThat(known("ended_at")).isEqualTo(1);
        wire.send("payment.authorised.checkout-service", buyer.id());
        await().untilAsserted(() -> assertThat(known("ended_at")).isZero());
    }

    @Test
    void after_any_time_of_rest_any_number_of_replicas_forget_each_order_once() {
        List<CorrelationId> many =
                Stream.generate(() -> TestShopper.fresh().id()).limit(250).toList();
        many.forEach(id -> sql(
                "insert into orders (correlation_id, email, changed_at, sealed_at, expires_at, confirmed_at, captured_at, ended_at) select '"
                        + id
                        + "', 'zoe@example.org', t, t, t, t, t, t from (select now() - interval '3 years' as t) past"));
        List.of(1, 2, 3, 4).parallelStream().forEach(replica -> deadlines.forgetOrders());

        assertThat(count("select count(*) from orders where email = 'zoe@example.org'"))
                .isZero();
        await().untilAsserted(() ->
                assertThat(many).allSatisfy(id -> assertThat(wire.published(id)).containsExactly(Order.FORGOTTEN)));
    }

    // Because an operator says so

    @Test
    void an_operator_has_a_finished_order_forgotten_and_its_page_says_so_to_the_shopper() {
        bought();
        assertThat(operatorReads()).contains("Every service deletes what it keeps of this order");
        has("ticket 4711").then().statusCode(200);

        nothingIsKept(buyer.id());
        await().untilAsserted(() -> assertThat(wire.published(buyer.id())).contains(Order.FORGOTTEN));
        assertThat(buyer.orderShown())
                .contains("The data of order " + buyer.id().shortForm() + " were deleted", "nothing here any more")
                .doesNotContain("buyer@example.com");
        assertThat(count("select count(*) from operator_action where action = 'forget' and operator = 'operator'"
                        + " and why = 'ticket 4711' and checkout = '" + buyer.id() + "'"))
                .isEqualTo(1);
        assertThat(operatorReads()).contains("It was forgotten already.", "operator wanted it: ticket 4711");
        assertThat(has("again").statusCode()).isEqualTo(409);
    }

    @Test
    void what_nobody_has_begun_is_refused_and_not_begun_by_that() {
        assertThat(operatorReads()).contains("There is nothing here that could be forgotten.");
        refusedBecause("nothing here that could be forgotten");
        assertThat(count("select count(*) from orders where correlation_id = '" + buyer.id() + "'"))
                .isZero();
    }

    @Test
    void a_basket_is_refused() {
        buyer.adds("tray", 1).statusCode(200);
        refusedBecause("a basket that was never ordered");
    }

    @Test
    void an_order_that_is_not_decided_is_refused() {
        buyer.placed();
        refusedBecause("confirmed or cancelled first");
    }

    @Test
    void a_confirmed_order_that_is_not_paid_is_refused() {
        confirmed();
        refusedBecause("the payment has not been taken yet");
    }

    @Test
    void a_cancelled_order_whose_money_is_still_held_is_refused() {
        buyer.placed();
        wire.send("payment.authorised.checkout-service", buyer.id());
        await().untilAsserted(() -> assertThat(known("authorised_at")).isEqualTo(1));
        buyer.releases().statusCode(204);
        refusedBecause("has not been released yet");
    }

    // Afterwards

    @Test
    void nothing_that_is_told_or_posted_afterwards_begins_a_new_order() {
        bought();
        has("asked for").then().statusCode(200);
        List<String> late = List.of(
                "payment.captured",
                "payment.authorised.checkout-service",
                "reservation.made.delivery-service",
                "payment.secured",
                "payment.voided");
        long before = done();
        late.forEach(type -> wire.send(type, buyer.id()));
        await().untilAsserted(() -> assertThat(done()).isEqualTo(before + late.size()));

        for (Response answer : List.of(
                buyer.adds("tray", 1).extract().response(),
                buyer.changes("tray", 2).extract().response(),
                buyer.writes("again@example.com").extract().response(),
                buyer.seals("0").extract().response(),
                buyer.places().extract().response(),
                buyer.releases().extract().response(),
                buyer.checks().extract().response())) {
            assertThat(answer.statusCode()).isEqualTo(409);
            assertThat(answer.header("Widget-State")).isEqualTo("over");
        }
        nothingIsKept(buyer.id());
        assertThat(wire.published(buyer.id())).filteredOn(Order.PLACED::equals).hasSize(1);
    }

    @Test
    void of_a_post_and_a_forgetting_at_the_same_moment_no_order_is_left() {
        for (int round = 0; round < 30; round++) {
            Buyer someone = new Buyer();
            someone.placed().releases().statusCode(204);
            CompletableFuture<Integer> posted = CompletableFuture.supplyAsync(
                    () -> someone.writes("late@example.com").extract().statusCode());
            QuarkusTransaction.requiringNew()
                    .run(() -> orders.forget(orders.lock(someone.id().value())));

            assertThat(posted.join()).isEqualTo(409);
            nothingIsKept(someone.id());
        }
    }

    private void confirmed() {
        buyer.placed();
        for (String type : List.of(
                "payment.authorised.checkout-service", "reservation.made.delivery-service", "payment.secured")) {
            wire.send(type, buyer.id());
        }
        await().untilAsserted(() -> assertThat(buyer.stateShown()).isEqualTo("Order confirmed"));
    }

    private void bought() {
        confirmed();
        wire.send("payment.captured", buyer.id());
        await().untilAsserted(() -> assertThat(buyer.orderShown()).contains("and paid"));
    }

    private Response has(String why) {
        return TestOperator.signedIn()
                .asking()
                .formParam("checkout", buyer.id().toString())
                .formParam("reason", why)
                .formParam("action", UUID.randomUUID().toString())
                .formParam("confirmed", "yes")
                .post("operator/forget");
    }

    private String operatorReads() {
        return TestOperator.signedIn().about(buyer.id()).text();
    }

    private void refusedBecause(String words) {
        Response answer = has("at once");

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(Jsoup.parse(answer.asString())
                        .select("#operator-checkout-service-forget")
                        .text())
                .contains(words);
        assertThat(count("select count(*) from operator_action where checkout = '" + buyer.id() + "'"))
                .isZero();
        assertThat(count("select count(*) from forgotten where correlation_id = '" + buyer.id() + "'"))
                .isZero();
    }

    private void nothingIsKept(CorrelationId id) {
        for (String table : List.of("orders", "order_line", "order_reservation")) {
            assertThat(count("select count(*) from " + table + " where correlation_id = '" + id + "'"))
                    .as(table)
                    .isZero();
        }
    }

    private void endedDaysAgo(int days) {
        sql("update orders set ended_at = now() - interval '" + days + " days' where correlation_id = '" + buyer.id()
                + "'");
    }

    private long known(String column) {
        return count("select count(*) from orders where " + column + " is not null and correlation_id = '" + buyer.id()
                + "'");
    }

    private long done() {
        return count("select count(*) from inbox where state = 'done' and correlation_id = '" + buyer.id() + "'");
    }

    private void sql(String statement) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(statement).executeUpdate());
    }

    private long count(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(query).getSingleResult()).longValue());
    }
}
