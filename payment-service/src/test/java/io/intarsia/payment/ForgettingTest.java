package io.intarsia.payment;

import static io.intarsia.payment.TestCheckout.APPROVED;
import static io.intarsia.payment.TestCheckout.DECLINED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.correlation.CorrelationId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of cards and amounts ends: when the order is forgotten, or when nothing has come of it. */
@QuarkusTest
class ForgettingTest extends CashDesk {
    private static final String FORGOTTEN = "order.forgotten";

    @Inject
    EntityManager entities;

    @Inject
    Deadlines deadlines;

    // The order is forgotten

    @Test
    void what_was_charged_is_deleted_with_every_card_and_quote_and_its_page_says_so() {
        checkout.pay(DECLINED);
        checkout.retry(APPROVED);
        others.publish("order.confirmed", checkout.id());
        awaitEvents("payment.captured");
        assertThat(rows("attempt")).isEqualTo(2);
        others.publish(FORGOTTEN, checkout.id());

        isGone();
        assertThat(checkout.state()).isEqualTo("Deleted");
        assertThat(checkout.receipt().asString())
                .contains("What we knew of this payment was deleted")
                .doesNotContain("hx-get");
        assertThat(provider.count("captured", checkout.id())).isEqualTo(1);
    }

    @Test
    void money_that_is_held_is_given_back_before_it_is_forgotten() {
        checkout.pay(APPROVED);
        others.publish(FORGOTTEN, checkout.id());
        await().untilAsserted(() -> assertThat(toBeForgotten()).isEqualTo(1));
        others.publish("order.cancelled", checkout.id());

        awaitEvents("payment.voided");
        awaitEntry("voided");
        isGone();
    }

    @Test
    void a_card_whose_outcome_nobody_knows_is_asked_for_until_it_is_known_and_then_forgotten() {
        checkout.pay("4000 0000 0000 0119");
        others.publish(FORGOTTEN, checkout.id());
        others.publish("order.cancelled", checkout.id());

        awaitEntry("voided");
        isGone();
        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void nothing_that_is_told_or_posted_afterwards_begins_it_again() {
        others.publish("order.cancelled", checkout.id());
        others.publish(FORGOTTEN, checkout.id());
        await().untilAsserted(() -> assertThat(rows("forgotten")).isEqualTo(1));
        List.of("order.confirmed", "order.cancelled", "reservation.made.delivery-service", FORGOTTEN)
                .forEach(type -> others.publish(type, checkout.id()));
        await().untilAsserted(
                        () -> assertThat(rows("inbox where state = 'done' and")).isEqualTo(6));

        assertThat(checkout.pay(APPROVED).statusCode()).isEqualTo(409);
        assertThat(checkout.pay(APPROVED).header("Widget-State")).isEqualTo("over");
        assertThat(checkout.release().statusCode()).isEqualTo(409);
        assertThat(rows("payment")).isZero();
        assertThat(charges()).isZero();
        assertThat(others.heardOf(checkout.id())).isEmpty();
    }

    // Nothing has come of it

    @Test
    void a_payment_that_took_no_money_is_deleted_after_a_month_and_one_that_did_is_not() {
        checkout.pay(DECLINED);
        TestCheckout released = new TestCheckout(quotes);
        released.release();
        TestCheckout voided = new TestCheckout(quotes);
        voided.pay(APPROVED);
        voided.release();
        TestCheckout charged = new TestCheckout(quotes);
        charged.pay(APPROVED);
        others.publish("order.confirmed", charged.id());
        charged.awaitState("Charged");
        voided.awaitState("Released");

        putBack(29, checkout.id(), released.id(), voided.id(), charged.id());
        deadlines.forgetAbandoned();
        assertThat(rows("payment", checkout.id())).isEqualTo(1);

        putBack(2, checkout.id(), released.id(), voided.id(), charged.id());
        deadlines.forgetAbandoned();

        for (CorrelationId id : List.of(checkout.id(), released.id(), voided.id())) {
            assertThat(rows("payment", id)).isZero();
            assertThat(rows("attempt", id)).isZero();
            assertThat(rows("accepted_quote", id)).isZero();
        }
        assertThat(rows("payment", charged.id())).isEqualTo(1);
    }

    @Test
    void what_is_still_to_be_settled_is_not_deleted_however_old_it_is() {
        TestCheckout asking = new TestCheckout(quotes);
        checkout.pay(APPROVED);
        provider.goAway();
        try {
            checkout.release();
            sql("insert into payment (correlation_id, opened_at) values ('" + asking.id() + "', now())");
            sql(
                    "insert into attempt (id, correlation_id, token, brand, last4, amount, currency, state, asked, started_at, next_ask_at)"
                            + " values (gen_random_uuid(), '" + asking.id()
                            + "', 'tok_1', 'visa', '4242', 1, 'EUR', 'UNKNOWN', 1, now(), now() + interval '1 hour')");
            putBack(31, checkout.id(), asking.id());
            deadlines.forgetAbandoned();

            assertThat(rows("payment", checkout.id())).isEqualTo(1);
            assertThat(rows("payment", asking.id())).isEqualTo(1);
        } finally {
            provider.comeBack();
            sql("delete from payment where correlation_id = '" + asking.id() + "'");
        }
        checkout.awaitState("Released");
    }

    private void putBack(int days, CorrelationId... ids) {
        for (CorrelationId id : ids) {
            sql("update payment set opened_at = opened_at - interval '" + days + " days' where correlation_id = '" + id
                    + "'");
        }
    }

    private void isGone() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(rows("forgotten")).isEqualTo(1));
        assertThat(rows("payment")).isZero();
        assertThat(rows("attempt")).isZero();
        assertThat(rows("accepted_quote")).isZero();
    }

    private long toBeForgotten() {
        return rows("payment where forgotten_at is not null and");
    }

    private long rows(String table) {
        return rows(table, checkout.id());
    }

    private long rows(String table, CorrelationId id) {
        String where = table.endsWith(" and") ? " " : " where ";
        String query = "select count(*) from " + table + where + "correlation_id = '" + id + "'";
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(query).getSingleResult()).longValue());
    }

    private void sql(String statement) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(statement).executeUpdate());
    }
}
