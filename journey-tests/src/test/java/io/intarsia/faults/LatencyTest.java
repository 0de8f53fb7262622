package io.intarsia.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.faults.Purchase.Kind;
import io.intarsia.faults.Purchase.Tried;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * From an event's telling, in the transaction of what it tells of, to the end of each reaction to it, while shoppers buy at a rate. The relays look by themselves only
 * once in a minute here, so what arrives sooner was sent because of a commit. Not part of {@code mvn verify}; {@code docs/performance.md} has the command.
 */
class LatencyTest {
    private static final long POLL_SECONDS = 60;
    private static final long WARM_UP_SECONDS = 60;

    @Test
    void an_event_never_waits_for_the_next_look() throws Exception {
        double perSecond = Double.parseDouble(System.getProperty("per-second", "10"));
        long seconds = Long.getLong("seconds", 60);
        int replicas = Integer.getInteger("replicas", 1);
        Map<String, String> settings = Map.of(
                "INTARSIA_OUTBOX_POLL_MILLIS", String.valueOf(TimeUnit.SECONDS.toMillis(POLL_SECONDS)),
                "DELIVERY_DISPATCH_AFTER", "PT5S",
                "DELIVERY_CAPACITY", "5000");
        try (Town town = new Town(1, replicas, List.of("-Xmx512m"), settings)) {
            Load load = new Load(new Ingress(town), Long.getLong("seed", 1), perSecond, 64, random -> Kind.BUY);
            load.start();
            Town.pause(TimeUnit.SECONDS.toMillis(WARM_UP_SECONDS));
            Instant from = Instant.now();
            Town.pause(TimeUnit.SECONDS.toMillis(seconds));
            Instant to = Instant.now();
            List<Tried> tried = load.end();
            town.awaitEnd();

            long bought = tried.stream()
                    .filter(one -> one.accepted()
                            && one.ended().isAfter(from)
                            && one.ended().isBefore(to))
                    .count();
            System.out.printf(
                    "%.1f checkouts in a second wanted, %.1f made, for %d s; %d process(es) of each service%n",
                    perSecond, bought / (double) seconds, seconds, replicas);
            double longest = 0;
            for (String service : Town.SERVICES) {
                Took took = took(town, service, from, to);
                System.out.printf(
                        "  %-20s %6d reactions: p50 %6.1f ms, p99 %6.1f ms, longest %6.1f ms%n",
                        service, took.count, took.median, took.p99, took.longest);
                longest = Math.max(longest, took.longest);
            }

            assertThat(tried).allMatch(Tried::accepted);
            assertThat(longest)
                    .as("ms that the slowest event took, where a relay looks by itself after %d s", POLL_SECONDS)
                    .isPositive()
                    .isLessThan(TimeUnit.SECONDS.toMillis(POLL_SECONDS) / 2.0);
            town.forget();
        }
    }

    /** Milliseconds. */
    private record Took(long count, double median, double p99, double longest) {}

    private static Took took(Town town, String service, Instant from, Instant to) throws SQLException {
        try (Connection database = town.postgres.connect(service);
                PreparedStatement select = database.prepareStatement("""
                        select count(*), percentile_cont(0.5) within group (order by took), percentile_cont(0.99) within group (order by took), max(took)
                        from (select extract(epoch from ended_at - time) * 1000 as took from inbox
                            where state = 'done' and time between cast(? as timestamptz) and cast(? as timestamptz)) one""")) {
            select.setString(1, from.toString());
            select.setString(2, to.toString());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Took(row.getLong(1), row.getDouble(2), row.getDouble(3), row.getDouble(4));
            }
        }
    }
}
