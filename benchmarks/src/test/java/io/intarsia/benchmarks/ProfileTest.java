package io.intarsia.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTest {
    @Test
    void a_sample_belongs_to_the_uppermost_part_that_is_known() {
        assertThat(Profile.partOf(List.of(
                        "java.util.HashMap", "org.hibernate.internal.SessionImpl", "io.intarsia.checkout.Orders")))
                .isEqualTo("Hibernate");
        assertThat(Profile.partOf(List.of("java.lang.Thread"))).isEqualTo("Java itself");
    }
}
