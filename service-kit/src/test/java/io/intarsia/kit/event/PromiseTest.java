package io.intarsia.kit.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromiseTest {
    @Test
    void a_promise_is_read_as_it_is_written() {
        assertThat(Promise.read("lamp.lit & lamp.paid.* -> lamp.off | lamp.burnt within 10s"))
                .isEqualTo(new Promise(
                        List.of("lamp.lit", "lamp.paid.*"), List.of("lamp.off", "lamp.burnt"), Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lamp.lit",
                "lamp.lit -> lamp.off",
                "-> lamp.off within 10s",
                "lamp.lit -> within 10s",
                "lamp.lit & -> lamp.off within 10s",
                "lamp.lit -> lamp.off within 0s",
                "lamp.* .lit -> lamp.off within 10s",
                "Lamp.lit -> lamp.off within 10s"
            })
    void what_is_no_promise_is_refused_with_its_text(String written) {
        assertThatThrownBy(() -> Promise.read(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("promise");
    }
}
