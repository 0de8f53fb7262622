package io.intarsia.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatementTest {
    private static final List<String> LOG = """
            2026-11-27 18:00:00.001 UTC [7] LOG:  execute S_1: BEGIN
            2026-11-27 18:00:00.002 UTC [8] LOG:  execute <unnamed>: BEGIN
            2026-11-27 18:00:00.003 UTC [8] LOG:  execute S_9: select id from outbox
            \twhere next_attempt_at <= now()
            2026-11-27 18:00:00.004 UTC [7] LOG:  execute S_2: insert into outbox (id,type,problem) values ($1,$2,$3)
            2026-11-27 18:00:00.004 UTC [7] DETAIL:  Parameters: $1 = '7', $2 = 'it''s done', $3 = NULL
            2026-11-27 18:00:00.005 UTC [8] LOG:  execute S_4: COMMIT
            2026-11-27 18:00:00.006 UTC [7] LOG:  execute S_3: COMMIT
            2026-11-27 18:00:00.007 UTC [7] LOG:  execute S_1: BEGIN
            2026-11-27 18:00:00.008 UTC [7] LOG:  execute S_5: insert into outbox (id) values ($1)
            2026-11-27 18:00:00.009 UTC [7] LOG:  execute S_6: ROLLBACK
            """.lines().toList();

    @Test
    void a_transaction_has_the_statements_of_one_process() {
        assertThat(Statement.lastTransactionWith("into outbox", LOG))
                .containsExactly(
                        new Statement("BEGIN", Map.of()),
                        new Statement(
                                "insert into outbox (id,type,problem) values ($1,$2,$3)",
                                Map.of(1, "7", 2, "it's done")),
                        new Statement("COMMIT", Map.of()));
    }

    @Test
    void a_statement_may_have_several_lines() {
        assertThat(Statement.lastTransactionWith("from outbox", LOG).get(1).sql())
                .isEqualTo("select id from outbox\nwhere next_attempt_at <= now()");
    }

    @Test
    void what_was_not_asked_is_not_found() {
        assertThatThrownBy(() -> Statement.lastTransactionWith("into inbox", LOG))
                .hasMessageContaining("into inbox");
    }
}
