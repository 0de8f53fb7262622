package io.intarsia.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
    @Test
    void it_is_read_as_it_is_configured() {
        assertThat(Window.of("08:00-12:00")).isEqualTo(new Window(LocalTime.of(8, 0), LocalTime.NOON));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "08:00", "8-12", "08:00-25:00", "12:00-08:00", "12:00-12:00"})
    void another_form_is_refused_and_named(String written) {
        assertThatThrownBy(() -> Window.of(written))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but was: ");
    }
}
