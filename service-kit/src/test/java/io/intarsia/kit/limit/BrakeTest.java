package io.intarsia.kit.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BrakeTest {
    private final Hand clock = new Hand();
    private final Brake brake = new Brake(Rate.parse("4 in 1m"), clock);

    /** A clock that is moved by hand. */
    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        void passes(Duration time) {
            now = now.plus(time);
        }
    }

    @Test
    void so_many_may_come_at_once_and_the_next_is_told_when() {
        assertThat(allowed("a", 4)).isEqualTo(4);
        assertThat(brake.untilNext("a")).isEqualTo(Duration.ofSeconds(15));
        clock.passes(Duration.ofSeconds(5));
        assertThat(brake.untilNext("a")).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void whoever_waits_as_told_may_go_on_and_asking_meanwhile_costs_nothing() {
        allowed("a", 4);
        assertThat(allowed("a", 1_000)).isZero();

        clock.passes(brake.untilNext("a"));

        assertThat(allowed("a", 2)).isEqualTo(1);
    }

    @Test
    void after_the_whole_time_all_may_come_again_and_never_more() {
        allowed("a", 4);
        clock.passes(Duration.ofDays(3));

        assertThat(allowed("a", 10)).isEqualTo(4);
    }

    @Test
    void one_does_not_slow_down_another() {
        allowed("a", 10);

        assertThat(allowed("b", 4)).isEqualTo(4);
    }

    @Test
    void what_is_given_back_may_be_done_again() {
        allowed("a", 4);
        brake.giveBack("a");

        assertThat(allowed("a", 4)).isEqualTo(1);
    }

    @Test
    void nought_is_no_limit() {
        Brake none = new Brake(Rate.parse("0"), clock);

        assertThat(IntStream.range(0, 10_000).filter(i -> !none.untilNext("a").isZero()))
                .isEmpty();
        assertThat(none.remembered()).isZero();
    }

    @Test
    void a_thousand_at_once_are_a_thousand() {
        AtomicInteger passed = new AtomicInteger();
        IntStream.range(0, 1_000).parallel().forEach(i -> passed.addAndGet(allowed("a", 1)));

        assertThat(passed).hasValue(4);
    }

    @Test
    void memory_has_a_bound_and_who_is_still_asking_is_remembered() {
        allowed("script", 4);
        for (int i = 0; i < 100_000; i++) {
            brake.untilNext("client " + i);
            if (i % 1_000 == 0) {
                assertThat(allowed("script", 1)).isZero();
            }
        }

        assertThat(brake.remembered()).isEqualTo(10_000);
    }

    private int allowed(String key, int times) {
        return (int) IntStream.range(0, times)
                .filter(i -> brake.untilNext(key).isZero())
                .count();
    }
}
