package io.intarsia.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.kit.event.EventTypes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicPatternTest {
    @ParameterizedTest
    @ValueSource(strings = {"#", "lamp.lit", "lamp.*", "*.lit", "lamp.#", "#.lit", "lamp.#.twice", "*", "lamp.*.#"})
    void the_database_finds_the_types_that_the_broker_would_route(String pattern) {
        for (String type :
                new String[] {"lamp", "lit", "lamp.lit", "lamps.lit", "lamp.lit.twice", "a.lamp.lit", "lampxlit"}) {
            assertThat(type.matches(TopicPattern.regularExpression(pattern)))
                    .as(pattern + " and " + type)
                    .isEqualTo(EventTypes.matches(pattern, type));
        }
    }
}
