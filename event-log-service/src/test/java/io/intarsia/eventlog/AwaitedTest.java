package io.intarsia.eventlog;

import static io.intarsia.eventlog.Told.promise;
import static io.intarsia.eventlog.Told.service;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitedTest {
    private static final Participant DELIVERY = service(
            "delivery-service",
            List.of(),
            promise(
                    List.of("payment.authorised.delivery"),
                    List.of("reservation.made.delivery", "reservation.refused.delivery"),
                    10));
    private static final Participant PAYMENT = service(
            "payment-service",
            List.of(),
            promise(List.of("payment.authorised.*", "reservation.made.*"), List.of("payment.secured"), 10),
            promise(List.of("order.cancelled", "payment.authorised.*"), List.of("payment.voided"), 60));

    private final Told told = new Told();

    @Test
    void nothing_is_awaited_before_anything_has_happened() {
        assertThat(Awaited.in(told.events, List.of(DELIVERY, PAYMENT))).isEmpty();
    }

    @Test
    void what_is_promised_is_awaited_until_one_of_its_answers_comes() {
        told.event(0, "payment.authorised.delivery", "payment-service", null);

        assertThat(awaited()).singleElement().satisfies(one -> {
            assertThat(one.service()).isEqualTo("delivery-service");
            assertThat(one.dueAt()).isEqualTo(Told.at(10));
            assertThat(one.isOverdue(Told.at(10))).isFalse();
            assertThat(one.isOverdue(Told.at(10.001))).isTrue();
        });

        told.event(1, "reservation.refused.delivery", "delivery-service", null);

        assertThat(awaited()).isEmpty();
    }

    @Test
    void where_types_are_open_each_of_their_last_words_must_have_come_in_all_of_them() {
        told.event(0, "payment.authorised.delivery", "payment-service", null);
        told.event(0, "payment.authorised.checkout", "payment-service", null);
        told.event(1, "reservation.made.checkout", "checkout-service", null);
        assertThat(awaited()).extracting(Awaited::service).containsExactly("delivery-service");

        LoggedEvent last = told.event(2, "reservation.made.delivery", "delivery-service", null);

        assertThat(awaited()).singleElement().satisfies(one -> {
            assertThat(one.service()).isEqualTo("payment-service");
            assertThat(one.types()).containsExactly("payment.secured");
            assertThat(one.trigger()).isEqualTo(last);
        });
    }

    @Test
    void all_that_a_promise_waits_for_must_have_happened() {
        told.event(0, "order.cancelled", "checkout-service", null);

        assertThat(awaited()).isEmpty();
    }

    @Test
    void time_is_counted_from_when_an_event_came_here_so_an_outage_of_the_log_alarms_nobody() {
        LoggedEvent late = told.event(0, "payment.authorised.delivery", "payment-service", null);
        late.receivedAt = Told.at(3600);

        assertThat(awaited()).singleElement().extracting(Awaited::dueAt).isEqualTo(Told.at(3610));
    }

    private List<Awaited> awaited() {
        return Awaited.in(told.events, List.of(DELIVERY, PAYMENT));
    }
}
