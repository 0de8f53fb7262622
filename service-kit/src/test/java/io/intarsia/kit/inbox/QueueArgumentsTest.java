package io.intarsia.kit.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the embedded broker ignores, so that no test against it would miss it. */
class QueueArgumentsTest {
    private final Map<String, Object> arguments = OwnQueue.argumentsFor("lamp-service");

    @Test
    void a_queue_is_kept_by_several_brokers() {
        assertThat(arguments).containsEntry("x-queue-type", "quorum");
    }

    @Test
    void what_a_consumer_dies_of_again_and_again_is_not_delivered_for_ever_but_kept() {
        assertThat(arguments.get("x-delivery-limit"))
                .isInstanceOfSatisfying(
                        Integer.class, limit -> assertThat(limit).isPositive());
        assertThat(arguments).containsKeys("x-dead-letter-exchange", "x-dead-letter-routing-key");
    }
}
