package io.intarsia.payment;

import static io.intarsia.payment.TestCheckout.APPROVED;
import static io.intarsia.payment.TestCheckout.DECLINED;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SettlementTest extends CashDesk {
    @Test
    void it_is_secured_when_everyone_who_was_paid_has_reserved_and_captured_once_when_the_order_is_confirmed() {
        checkout.pay(APPROVED);
        others.publish("reservation.made.checkout-service", checkout.id());
        others.publish("reservation.made.delivery-service", checkout.id());
        awaitEvents("payment.secured");

        UUID sameEvent = UUID.randomUUID();
        others.publish("order.confirmed", checkout.id(), sameEvent);
        others.publish("order.confirmed", checkout.id(), sameEvent);
        others.publish("order.confirmed", checkout.id());

        awaitEvents("payment.captured");
        checkout.awaitState("Charged");
        assertThat(provider.count("captured", checkout.id())).isEqualTo(1);
        assertThat(others.heardOf(checkout.id())).doesNotHaveDuplicates();
    }

    @Test
    void a_reservation_that_was_refused_does_not_secure_it() {
        checkout.pay(APPROVED);
        others.publish("reservation.made.checkout-service", checkout.id());
        others.publish("reservation.refused.delivery-service", checkout.id());
        others.publish("order.cancelled", checkout.id());

        awaitEvents("payment.voided");
        assertThat(others.heardOf(checkout.id())).doesNotContain("payment.secured");
        awaitEntry("voided");
    }

    @Test
    void a_capture_that_fails_is_told_and_not_repeated() {
        checkout.pay("4000 0000 0000 3055");
        others.publish("order.confirmed", checkout.id());

        awaitEvents("payment.capture-failed");
        assertThat(checkout.state()).isEqualTo("Not charged");
        assertThat(provider.count("capture_failed", checkout.id())).isEqualTo(1);
    }

    @Test
    void cancelled_after_the_authorisation_is_voided() {
        checkout.pay(APPROVED);
        others.publish("order.cancelled", checkout.id());

        awaitEvents("payment.voided");
        checkout.awaitState("Released");
        awaitEntry("voided");
    }

    @Test
    void cancelled_before_it_was_paid_can_never_be_paid() {
        others.publish("order.cancelled", checkout.id());
        checkout.awaitState("Not charged");

        Response answer = checkout.pay(APPROVED);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.header("Widget-State")).isEqualTo("over");
        assertThat(charges()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4000 0000 0000 0044", "4000 0000 0000 0119", "4000 0000 0000 0127"})
    void what_is_found_authorised_after_the_cancellation_is_voided(String number) {
        checkout.pay(number);
        others.publish("order.cancelled", checkout.id());

        awaitEvents("payment.voided");
        awaitEntry("voided");
        checkout.awaitState("Released");
    }

    @Test
    void confirmed_while_the_provider_is_away_is_captured_when_it_is_back() {
        checkout.pay(APPROVED);
        provider.goAway();
        others.publish("order.confirmed", checkout.id());
        others.publish("reservation.made.checkout-service", checkout.id());
        others.publish("reservation.made.delivery-service", checkout.id());
        try {
            awaitEvents("payment.secured");
        } finally {
            provider.comeBack();
        }
        awaitEvents("payment.captured");
        assertThat(provider.count("captured", checkout.id())).isEqualTo(1);
    }

    @Test
    void what_nobody_confirms_is_voided_by_itself() {
        checkout.pay(APPROVED);
        clock.putForward(Duration.ofMinutes(4));

        awaitEvents("payment.voided");
        awaitEntry("voided");
    }

    @Test
    void a_release_before_paying_is_for_ever() {
        assertThat(checkout.release().statusCode()).isEqualTo(204);
        assertThat(checkout.release().statusCode()).isEqualTo(204);

        assertThat(checkout.pay(APPROVED).statusCode()).isEqualTo(409);
        assertThat(checkout.check("Ada", APPROVED, "12/40", "123").statusCode()).isEqualTo(409);
        assertThat(charges()).isZero();
    }

    @Test
    void a_release_voids_what_was_authorised() {
        checkout.pay(APPROVED);

        assertThat(checkout.release().statusCode()).isEqualTo(204);

        awaitEvents("payment.voided");
        awaitEntry("voided");
    }

    @Test
    void a_release_after_others_were_told_that_it_is_secured_is_left_to_the_order() {
        checkout.pay(APPROVED);
        others.publish("reservation.made.checkout-service", checkout.id());
        others.publish("reservation.made.delivery-service", checkout.id());
        awaitEvents("payment.secured");

        assertThat(checkout.release().statusCode()).isEqualTo(409);
        others.publish("order.confirmed", checkout.id());
        awaitEvents("payment.captured");
    }

    @Test
    void a_release_after_the_confirmation_is_too_late() {
        checkout.pay(APPROVED);
        others.publish("order.confirmed", checkout.id());
        awaitEvents("payment.captured");

        Response answer = checkout.release();

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.header("Widget-State")).isEqualTo("over");
        assertThat(checkout.state()).isEqualTo("Charged");
    }

    @Test
    void confirmed_after_a_release_is_told_as_a_failed_capture() {
        checkout.pay(APPROVED);
        checkout.release();
        others.publish("order.confirmed", checkout.id());

        awaitEvents("payment.voided", "payment.capture-failed");
        assertThat(provider.count("captured", checkout.id())).isZero();
    }

    @Test
    void events_that_come_before_the_payment_count_as_if_they_came_after() {
        others.publish("reservation.made.checkout-service", checkout.id());
        others.publish("reservation.made.delivery-service", checkout.id());
        checkout.pay(DECLINED);
        checkout.retry(APPROVED);

        awaitEvents("payment.secured");
    }
}
