package io.intarsia.kit.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Event;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventPublisherTest {
    private final Event first = event();
    private final Event second = event();
    private final EventPublisher.Confirms confirms = new EventPublisher.Confirms();

    @BeforeEach
    void both_are_on_their_way() {
        confirms.begin();
        confirms.expect(1, first.id());
        confirms.expect(2, second.id());
    }

    @Test
    void what_the_broker_has_not_confirmed_is_not_taken_for_sent() {
        confirms.acked(1, false);

        assertThat(outcome().routed()).containsExactly(first.id());
        assertThat(outcome().unconfirmed()).containsExactly(second.id());
    }

    @Test
    void what_the_broker_refuses_is_not_taken_for_sent() {
        confirms.acked(1, false);
        confirms.nacked(2, false);

        assertThat(outcome().unconfirmed()).containsExactly(second.id());
    }

    @Test
    void one_confirm_may_stand_for_all_before_it() {
        confirms.acked(2, true);

        assertThat(outcome().routed()).containsExactly(first.id(), second.id());
    }

    private EventPublisher.Outcome outcome() {
        return confirms.outcome(List.of(first, second));
    }

    private static Event event() {
        return new Event(UUID.randomUUID(), "lamp.lit", "lamp-service", CorrelationId.NOBODYS, null, Instant.EPOCH);
    }
}
