package io.intarsia.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class LoggedEventTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @Inject
    EntityManager entities;

    @BeforeEach
    void forget() {
        QuarkusTransaction.requiringNew().run(() -> LoggedEvent.deleteAll());
    }

    @Test
    void many_who_remember_the_same_event_at_once_remember_it_once() {
        Event event = event("order.placed", "checkout-service");

        long remembered = List.of(1, 2, 3, 4, 5, 6, 7, 8).parallelStream()
                .filter(replica -> remember(event))
                .count();

        assertThat(remembered).isEqualTo(1);
        assertThat(count("logged_event")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payment.declined",
                "order.cancelled",
                "payment.capture-failed",
                "reservation.refused.gift-service",
                "failed.again",
                "refused"
            })
    void an_event_that_tells_of_a_failure_by_a_word_of_its_type_is_a_problem(String type) {
        remember(event(type, "gift-service"));

        assertThat(count("logged_event where problem")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"order.placed", "payment.voided", "failedover.twice", "gift.undeclined", "cancelled1.x"})
    void any_other_event_is_none(String type) {
        remember(event(type, "gift-service"));

        assertThat(count("logged_event where not problem")).isEqualTo(1);
    }

    @Test
    @SuppressWarnings("unchecked")
    void what_is_told_by_whom_is_known_without_reading_every_event() {
        remember(event("order.placed", "checkout-service"));
        remember(event("order.placed", "checkout-service"));
        remember(event("payment.declined", "payment-service"));
        remember(event("order.placed", "another-service"));

        List<Object[]> kinds = QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery(
                                "select type, source, problem from event_kind order by type, source", Object[].class)
                        .getResultList());

        assertThat(kinds)
                .containsExactly(
                        new Object[] {"order.placed", "another-service", false},
                        new Object[] {"order.placed", "checkout-service", false},
                        new Object[] {"payment.declined", "payment-service", true});
    }

    private static boolean remember(Event event) {
        return QuarkusTransaction.requiringNew().call(() -> LoggedEvent.remember(event, NOON, null));
    }

    private static Event event(String type, String source) {
        return new Event(UUID.randomUUID(), type, source, TestShopper.fresh().id(), null, NOON);
    }

    private long count(String what) {
        return QuarkusTransaction.requiringNew()
                .call(() -> (Long) entities.createNativeQuery("select count(*) from " + what, Long.class)
                        .getSingleResult());
    }
}
