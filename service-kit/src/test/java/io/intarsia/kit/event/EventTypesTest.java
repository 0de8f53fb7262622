package io.intarsia.kit.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTypesTest {
    @ParameterizedTest
    @CsvSource({
        "lamp.lit, lamp.lit, true",
        "lamp.lit, lamp.broken, false",
        "lamp.*, lamp.lit, true",
        "lamp.*, lamp.lit.twice, false",
        "lamp.*, lamp, false",
        "*.lit, lamp.lit, true",
        "lamp.#, lamp, true",
        "lamp.#, lamp.lit.twice, true",
        "'#', lamp.lit, true",
        "'#.twice', lamp.lit.twice, true",
        "'#.twice', lamp.lit, false",
        "lamp, lamp.lit, false",
    })
    void a_pattern_matches_as_on_the_broker(String pattern, String type, boolean expected) {
        assertThat(EventTypes.matches(pattern, type)).isEqualTo(expected);
    }

    @Test
    void only_a_declared_type_may_be_published() {
        EventTypes types = new EventTypes(Optional.of(List.of("lamp.lit", "lamp.sold.*")), Optional.empty());

        assertThatCode(() -> types.checkPublished("lamp.lit")).doesNotThrowAnyException();
        assertThatCode(() -> types.checkPublished("lamp.sold.lamp-service")).doesNotThrowAnyException();
        assertThatThrownBy(() -> types.checkPublished("lamp.broken"))
                .hasMessageContaining("lamp.broken")
                .hasMessageContaining("intarsia.publishes");
    }

    @Test
    void a_type_is_lower_case_words_joined_by_dots() {
        EventTypes types = new EventTypes(Optional.of(List.of("#")), Optional.empty());

        for (String type :
                new String[] {"", "Lamp.lit", "lamp..lit", "lamp.lit ", ".lamp", "lamp.lit{\"x\":1}", "a".repeat(101)
                }) {
            assertThatThrownBy(() -> types.checkPublished(type)).hasMessageContaining("lower-case words");
        }
    }
}
