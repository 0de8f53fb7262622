package io.intarsia.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.faults.Purchase.Kind;
import io.intarsia.faults.Purchase.Tried;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * From an event's telling, in the transaction of what it tells of, to the end of each reaction to it, while checkouts are paid at a rate. They were filled in, sealed and placed
 * before, as fast as the machine can; so the rate is that of the choreography, which is what events cost, and not of the forms. The relays look by themselves only once in a
 * minute here: what arrives sooner was sent because of a commit. Not part of {@code mvn verify}; {@code docs/performance.md} has the command.
 */
class LatencyTest {
    private static final long POLL_SECONDS = 60;
    private static final int AT_ONCE = 32;
    private static final double AS_FAST_AS_THEY_CAN = 1_000_000;

    @Test
    void an_event_never_waits_for_the_next_look() throws Exception {
        List<Double> rates = Stream.of(System.getProperty("per-second", "5").split(","))
                .map(Double::valueOf)
                .toList();
        int seconds = Integer.getInteger("seconds", 30);
        int warmUp = Integer.getInteger("warm-up", 400);
        int replicas = Integer.getInteger("replicas", 1);
        Map<String, String> settings = Map.of(
                "INTARSIA_OUTBOX_POLL_MILLIS", String.valueOf(TimeUnit.SECONDS.toMillis(POLL_SECONDS)),
                "CHECKOUT_EXPIRES_AFTER", "PT1H",
                "DELIVERY_DISPATCH_AFTER", "PT5S",
                "DELIVERY_CAPACITY", "5000");
        try (Town town = Town.toBeMeasured(replicas, List.of("-Xmx512m"), settings)) {
            Ingress ingress = new Ingress(town);
            ExecutorService shoppers = Executors.newFixedThreadPool(AT_ONCE);
            double paid = rates.stream()
                    .mapToDouble(rate -> Math.ceil(rate * seconds))
                    .sum();
            Deque<Purchase> prepared = new ArrayDeque<>(prepare(warmUp + (int) paid, ingress, shoppers));
            double longest = pay("warming up", prepared, warmUp, AS_FAST_AS_THEY_CAN, town, shoppers);
            System.out.printf("%d process(es) of each service%n", replicas);
            for (double rate : rates) {
                raw(town, rate * seconds);
                longest = Math.max(
                        longest,
                        pay(
                                rate + " paid in a second",
                                prepared,
                                (int) Math.ceil(rate * seconds),
                                rate,
                                town,
                                shoppers));
            }
            shoppers.shutdown();

            assertThat(longest)
                    .as("ms that the slowest event took, where a relay looks by itself after %d s", POLL_SECONDS)
                    .isPositive()
                    .isLessThan(TimeUnit.SECONDS.toMillis(POLL_SECONDS) / 2.0);
            town.forget();
        }
    }

    private static void raw(Town town, double count) throws Exception {
        double perSecond = 50;
        double[] millis = RawReaction.millis(town, (int) Math.max(count, 500), perSecond);
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "A commit, a message and a commit, %.0f in a second: p50 %.1f ms, p99 %.1f ms%n",
                perSecond,
                millis[millis.length / 2],
                millis[millis.length * 99 / 100]);
    }

    /** Pays so many at that rate, says what came of it, and returns how long the slowest reaction took, in milliseconds. */
    private static double pay(
            String what, Deque<Purchase> prepared, int count, double perSecond, Town town, ExecutorService shoppers)
            throws Exception {
        List<Purchase> now = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            now.add(prepared.remove());
        }
        Map<String, Duration> before = cpu(town);
        Instant from = Instant.now();
        List<Tried> tried = pay(now, perSecond, shoppers);
        double took = ChronoUnit.MILLIS.between(from, Instant.now()) / 1e3;
        // Those that are not paid yet are open.
        town.awaitQuiet();
        long events = town.postgres.count(
                "event-log-service", "select count(*) from logged_event where time >= '" + from + "'");
        System.out.printf(
                Locale.ROOT,
                "%s: %d checkouts, %.1f paid in a second, %.0f events in a second%n",
                what,
                count,
                count / took,
                events / took);
        double longest = 0;
        long reactions = 0;
        for (String service : Town.SERVICES) {
            Took one = took(town, service, from);
            System.out.printf(
                    Locale.ROOT,
                    "  %-20s %6d reactions: p50 %6.1f ms, p99 %6.1f ms, longest %6.1f ms%n",
                    service,
                    one.count,
                    one.median,
                    one.p99,
                    one.longest);
            longest = Math.max(longest, one.longest);
            reactions += one.count;
        }
        Duration all = Duration.ZERO;
        for (Map.Entry<String, Duration> program : cpu(town).entrySet()) {
            Duration used = program.getValue().minus(before.get(program.getKey()));
            all = all.plus(used);
            System.out.printf(
                    Locale.ROOT,
                    "  %-20s %6.2f ms of a processor for each reaction%n",
                    program.getKey(),
                    used.toMillis() / (double) reactions);
        }
        System.out.printf(Locale.ROOT, "  %-20s %6.2f ms%n", "all", all.toMillis() / (double) reactions);
        assertThat(tried).allMatch(Tried::accepted);
        return longest;
    }

    private static List<Purchase> prepare(int count, Ingress ingress, ExecutorService shoppers) throws Exception {
        List<String> skus = Load.skus();
        Random random = new Random(Long.getLong("seed", 1));
        List<Future<Purchase>> preparing = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Purchase purchase = new Purchase(ingress, skus, random.nextLong(), any -> Kind.BUY);
            preparing.add(shoppers.submit(purchase::prepare));
        }
        List<Purchase> prepared = new ArrayList<>();
        for (Future<Purchase> one : preparing) {
            prepared.add(one.get());
        }
        return prepared;
    }

    private static List<Tried> pay(List<Purchase> prepared, double perSecond, ExecutorService shoppers)
            throws Exception {
        List<Future<Tried>> paying = new ArrayList<>();
        long begin = System.nanoTime();
        for (Purchase purchase : prepared) {
            long early = begin + (long) (paying.size() / perSecond * 1e9) - System.nanoTime();
            if (early > 0) {
                Town.pause(TimeUnit.NANOSECONDS.toMillis(early));
            }
            paying.add(shoppers.submit(purchase::pay));
        }
        List<Tried> tried = new ArrayList<>();
        for (Future<Tried> one : paying) {
            tried.add(one.get());
        }
        return tried;
    }

    private static Map<String, Duration> cpu(Town town) {
        Map<String, Duration> used = new LinkedHashMap<>();
        town.programs().forEach(program -> used.put(program.name(), program.cpu()));
        return used;
    }

    /** Milliseconds. */
    private record Took(long count, double median, double p99, double longest) {}

    private static Took took(Town town, String service, Instant from) throws SQLException {
        try (Connection database = town.postgres.connect(service);
                PreparedStatement select = database.prepareStatement("""
                        select count(*), percentile_cont(0.5) within group (order by took), percentile_cont(0.99) within group (order by took), max(took)
                        from (select extract(epoch from ended_at - time) * 1000 as took from inbox
                            where state = 'done' and time >= cast(? as timestamptz)) one""")) {
            select.setString(1, from.toString());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Took(row.getLong(1), row.getDouble(2), row.getDouble(3), row.getDouble(4));
            }
        }
    }
}
