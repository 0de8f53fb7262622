package io.intarsia.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final UUID ORDER = UUID.fromString("7ba7b810-9dad-81d1-80b4-00c04fd430c8");
    private static final String EVENT = "11111111-9dad-41d1-80b4-00c04fd430c8";

    @Test
    void every_statement_is_run_for_the_order_that_the_first_one_finds() {
        Script script = Script.of(
                List.of(
                        new Statement("BEGIN", Map.of()),
                        new Statement(
                                "select o.correlation_id,o.email from orders o where o.correlation_id=$1",
                                Map.of(1, ORDER.toString())),
                        new Statement(
                                "insert into outbox (id,correlation_id,time,problem) values ($1,$2,$3,$4)",
                                Map.of(1, EVENT, 2, ORDER.toString(), 3, "2026-11-27 18:00:00+00")),
                        new Statement(
                                "update orders set email=$1,placed_at=$2 where correlation_id=$3",
                                Map.of(1, "", 2, "2026-11-27 18:00:00+00", 3, ORDER.toString())),
                        new Statement("COMMIT", Map.of())),
                ORDER);

        assertThat(script.sql()).isEqualTo("""
                \\set mine :mine + 1
                \\set number :mine * :clients + :client_id
                BEGIN;
                select o.correlation_id,o.email from orders o where o.correlation_id=md5(:number)::uuid \\gset
                insert into outbox (id,correlation_id,time,problem) values (:correlation_id,:correlation_id,:value0,null);
                update orders set email='',placed_at=:value0 where correlation_id=:correlation_id;
                COMMIT;
                """);
        assertThat(script.variables()).containsExactly(Map.entry("value0", "2026-11-27 18:00:00+00"));
    }

    @Test
    void a_first_statement_that_does_not_tell_the_id_is_refused() {
        List<Statement> transaction =
                List.of(new Statement("select 1 from t where id=$1", Map.of(1, ORDER.toString())));

        assertThatThrownBy(() -> Script.of(transaction, ORDER)).hasMessageContaining("select 1 from t");
    }
}
