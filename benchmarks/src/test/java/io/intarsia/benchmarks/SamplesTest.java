package io.intarsia.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void the_median_is_the_one_in_the_middle_whatever_the_order() {
        assertThat(Samples.of(9, 1, 5).median()).isEqualTo(5);
    }

    @Test
    void the_median_of_an_even_number_is_between_the_two_in_the_middle() {
        assertThat(Samples.of(9, 1, 5, 7).median()).isEqualTo(6);
    }

    @Test
    void a_ratio_is_taken_round_by_round() {
        Samples ratio = Samples.of(8, 40, 6).per(Samples.of(10, 50, 12));

        assertThat(ratio.median()).isEqualTo(0.8);
        assertThat(ratio.least()).isEqualTo(0.5);
    }

    @Test
    void the_text_has_the_median_and_the_range() {
        assertThat(Samples.of(1234.4, 1000, 2000).asText(0)).isEqualTo("1,234 (1,000–2,000)");
    }

    @Test
    void nothing_has_no_median() {
        assertThatThrownBy(() -> Samples.of().median()).hasMessage("Nothing was measured");
    }
}
