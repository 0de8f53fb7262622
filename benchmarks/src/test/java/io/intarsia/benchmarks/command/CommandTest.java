package io.intarsia.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CommandTest {
    @Test
    void long_lists_of_columns_are_left_out_of_the_report() {
        String columns = "o.correlation_id,o.authorised_at,o.cancelled_at,o.changed_at,o.email,o.version";

        assertThat(CommandBenchmark.withoutLongLists("select " + columns + " from orders o where o.correlation_id=$1"))
                .isEqualTo("select … from orders o where o.correlation_id=$1");
        assertThat(CommandBenchmark.withoutLongLists("update orders set " + columns + " where correlation_id=$27"))
                .isEqualTo("update orders set … where correlation_id=$27");
        assertThat(CommandBenchmark.withoutLongLists("insert into outbox (id) values ($1)"))
                .isEqualTo("insert into outbox (id) values ($1)");
    }

    @Test
    void a_rate_without_connecting_is_read() throws Exception {
        String said = """
                number of transactions actually processed: 80/80
                number of failed transactions: 0 (0.000%)
                tps = 1234.567 (without initial connection time)
                """;

        assertThat(PgBench.rate(said)).isEqualTo(1234.567);
        assertThatThrownBy(() -> PgBench.rate(said.replace("failed transactions: 0", "failed transactions: 3")))
                .hasMessageStartingWith("pgbench said");
    }
}
