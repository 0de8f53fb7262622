package io.intarsia.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RawRowsTest {
    private final RawRows rows = new RawRows();

    @Test
    void every_figure_is_a_row_and_a_sample() {
        rows.add("rate", "pgbench, prepared", 1, 1000, "1/s");
        rows.add("rate", "pgbench, prepared", 2, 1100, "1/s");
        rows.add("rate", "service", 1, 900, "1/s");

        assertThat(rows.of("rate", "pgbench, prepared").median()).isEqualTo(1050);
        assertThat(rows.lines())
                .containsExactly(
                        "what,subject,round,value,unit",
                        "rate,\"pgbench, prepared\",1,1000.0000,1/s",
                        "rate,\"pgbench, prepared\",2,1100.0000,1/s",
                        "rate,service,1,900.0000,1/s");
    }

    @Test
    void what_nobody_has_measured_has_no_figure() {
        assertThatThrownBy(() -> rows.of("rate", "service")).hasMessageContaining("rate of service");
    }
}
