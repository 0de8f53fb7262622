package io.intarsia.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorTimeTest {
    @Test
    void a_programs_name_may_look_like_the_end_of_it() {
        String stat = "4711 (a) b) S 1 2 3 4 5 6 7 8 9 10 100 20 3 4 20 0 1 0 99 0 0";

        assertThat(ProcessorTime.ticks(stat)).isEqualTo(127);
    }

    @Test
    void this_process_has_used_some() {
        assertThat(ProcessorTime.secondsOf(ProcessHandle.current())).isPositive();
    }
}
