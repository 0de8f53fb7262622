package io.intarsia.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.kit.event.EventTypes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({
        "lamp.lit, lamp.lit, true",
        "lamp.lit, lamp.out, false",
        "lamp.*, lamp.lit, true",
        "lamp.sold.here, lamp.sold.*, true",
        "lamp.sold, lamp.sold.*, false",
        "lamp.#, lamp.sold.*, true",
        "#, lamp.sold.#, true",
        "history.requested.#, history.requested.lamp-service.#, true",
        "lamp.*.here, lamp.sold.#, true",
        "#.here, lamp.sold.there, false"
    })
    void two_patterns_meet_where_a_type_fits_both(String one, String other, boolean meet) {
        assertThat(TopicPattern.meet(one, other)).isEqualTo(meet);
        assertThat(TopicPattern.meet(other, one)).isEqualTo(meet);
    }
}
