package io.intarsia.kit.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
    @Test
    void a_rate_is_read_as_it_is_written() {
        assertThat(Rate.parse("30 in 1h")).isEqualTo(new Rate(30, Duration.ofHours(1)));
        assertThat(Rate.parse(" 5 in 90s ")).isEqualTo(new Rate(5, Duration.ofSeconds(90)));
        assertThat(Rate.parse("1000 in 2d")).isEqualTo(new Rate(1000, Duration.ofDays(2)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0 in 1h"})
    void nought_is_no_limit(String written) {
        assertThat(Rate.parse(written).isNone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "-1 in 1h", "30 in 0h", "30 per 1h", "30 in 1w", "off", "1e9 in 1h"})
    void what_cannot_be_read_stops_the_start_and_says_how_it_is_written(String written) {
        assertThatThrownBy(() -> Rate.parse(written)).hasMessageContaining("30 in 1h");
    }
}
