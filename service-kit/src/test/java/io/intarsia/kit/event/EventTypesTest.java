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
        EventTypes types = publishing("lamp.lit", "lamp.sold.*");

        assertThatCode(() -> types.checkPublished("lamp.lit")).doesNotThrowAnyException();
        assertThatCode(() -> types.checkPublished("lamp.sold.lamp-service")).doesNotThrowAnyException();
        assertThatThrownBy(() -> types.checkPublished("lamp.broken"))
                .hasMessageContaining("lamp.broken")
                .hasMessageContaining("intarsia.publishes");
    }

    @Test
    void a_type_is_lower_case_words_joined_by_dots() {
        EventTypes types = publishing("#");

        for (String type :
                new String[] {"", "Lamp.lit", "lamp..lit", "lamp.lit ", ".lamp", "lamp.lit{\"x\":1}", "a".repeat(101)
                }) {
            assertThatThrownBy(() -> types.checkPublished(type)).hasMessageContaining("lower-case words");
        }
    }

    @Test
    void a_service_may_ask_for_the_history_of_what_it_reacts_to_without_declaring_it() {
        EventTypes types = new EventTypes(
                Optional.empty(),
                Optional.of(List.of("lamp.lit", "lamp.sold.*")),
                false,
                Optional.empty(),
                "lamp-service");

        assertThat(types.historyRequests().stream().map(HistoryRequest::type))
                .containsExactly(
                        "history.requested.lamp-service.lamp.lit", "history.requested.lamp-service.lamp.sold.any");
        assertThat(types.published()).containsExactly("history.requested.lamp-service.#");
        assertThatThrownBy(() -> types.checkPublished("history.requested.table-service.lamp.lit"))
                .hasMessageContaining("does not declare");
    }

    @Test
    void the_service_that_remembers_asks_nobody() {
        EventTypes types =
                new EventTypes(Optional.empty(), Optional.of(List.of("#")), true, Optional.empty(), "memory-service");

        assertThat(types.historyRequests()).isEmpty();
        assertThat(types.published()).isEmpty();
    }

    @Test
    void a_reaction_whose_history_could_not_be_asked_for_is_refused_at_the_start() {
        String longest = "lamp." + "a".repeat(90);

        assertThatThrownBy(() -> new EventTypes(
                        Optional.empty(), Optional.of(List.of(longest)), false, Optional.empty(), "lamp-service"))
                .hasMessageContaining("at most 100")
                .hasMessageContaining(longest);
    }

    @ParameterizedTest
    @CsvSource({"lamp.lit", "lamp.sold.*", "lamp.#", "'#'"})
    void a_request_is_read_as_it_was_written(String pattern) {
        HistoryRequest request = new HistoryRequest("lamp-service", pattern);

        assertThat(EventTypes.isWellFormed(request.type())).isTrue();
        assertThat(HistoryRequest.read(request.type())).isEqualTo(request);
    }

    @Test
    void what_is_no_request_is_not_read_as_one() {
        for (String type : new String[] {"lamp.lit", "history.requested", "history.requested.lamp-service"}) {
            assertThatThrownBy(() -> HistoryRequest.read(type)).hasMessageContaining(type);
        }
    }

    private static EventTypes publishing(String... types) {
        return new EventTypes(Optional.of(List.of(types)), Optional.empty(), false, Optional.empty(), "lamp-service");
    }
}
