package io.intarsia.faults;

import io.intarsia.benchmarks.Plot;
import io.intarsia.benchmarks.RawRows;
import io.intarsia.benchmarks.Report;
import io.intarsia.faults.Purchase.Kind;
import io.intarsia.faults.Purchase.Tried;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * From an event's telling, in the transaction of what it tells of, to the end of each reaction to it, while checkouts are paid at a rate. They were filled in, sealed and placed
 * before, as fast as the machine can; so the rate is that of the choreography, which is what events cost, and not of the forms. The relays look by themselves only once in a
 * minute here: what arrives sooner was sent because of a commit. {@code docs/performance.md} has the command.
 */
final class LatencyBenchmark {
    private static final long POLL_SECONDS = 60;
    private static final int AT_ONCE = 32;
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int SECONDS = Integer.getInteger("seconds", 20);
    private static final int WARM_UP = Integer.getInteger("warm-up", 400);
    private static final int REPLICAS = Integer.getInteger("replicas", 1);
    private static final List<Double> RATES = Stream.of(
                    System.getProperty("per-second", "5,12").split(","))
            .map(Double::valueOf)
            .toList();
    private static final double AS_FAST_AS_THEY_CAN = 1_000_000;
    private static final double RAW_PER_SECOND = 50;
    private static final int FEWEST_RAW = 500;

    private static final String RAW = "the raw limit";
    private static final String EVENTS = "events in a second";
    private static final String COST = "processor time of all for each reaction";

    private final Path project = Path.of("..").toRealPath();
    private final RawRows rows = new RawRows();
    private double longest;

    private LatencyBenchmark() throws Exception {}

    public static void main(String[] arguments) throws Exception {
        new LatencyBenchmark().run();
        // Whatever a client's threads still do.
        System.exit(0);
    }

    private void run() throws Exception {
        Map<String, String> settings = Map.of(
                "INTARSIA_OUTBOX_POLL_MILLIS", String.valueOf(TimeUnit.SECONDS.toMillis(POLL_SECONDS)),
                "CHECKOUT_EXPIRES_AFTER", "PT6H",
                "DELIVERY_HOLD_FOR", "PT8H",
                "DELIVERY_DISPATCH_AFTER", "PT5S",
                "DELIVERY_CAPACITY", "50000");
        try (Town town = Town.toBeMeasured(REPLICAS, List.of("-Xmx512m"), settings)) {
            Ingress ingress = new Ingress(town);
            ExecutorService shoppers = Executors.newFixedThreadPool(AT_ONCE);
            int inARound = RATES.stream().mapToInt(LatencyBenchmark::paidAt).sum();
            Deque<Purchase> prepared = new ArrayDeque<>(prepare(WARM_UP + ROUNDS * inARound, ingress, shoppers));
            pay("warming up", 0, take(prepared, WARM_UP), AS_FAST_AS_THEY_CAN, town, shoppers);
            for (int round = 1; round <= ROUNDS; round++) {
                raw(round, town);
                for (double rate : RATES) {
                    pay(subject(rate), round, take(prepared, paidAt(rate)), rate, town, shoppers);
                }
            }
            shoppers.shutdown();
            if (longest > TimeUnit.SECONDS.toMillis(POLL_SECONDS) / 2.0) {
                throw new IllegalStateException(
                        "A reaction took %.0f ms: its event waited for the next look of a relay, and was not sent because of its commit"
                                .formatted(longest));
            }
            tell();
            town.forget();
        }
    }

    private static int paidAt(double perSecond) {
        return (int) Math.ceil(perSecond * SECONDS);
    }

    private static String subject(double rate) {
        return "%.0f checkouts paid in a second".formatted(rate);
    }

    private static List<Purchase> take(Deque<Purchase> prepared, int count) {
        return Stream.generate(prepared::remove).limit(count).toList();
    }

    private void raw(int round, Town town) throws Exception {
        double[] millis =
                RawReaction.millis(town, (int) Math.max(RAW_PER_SECOND * SECONDS, FEWEST_RAW), RAW_PER_SECOND);
        Arrays.sort(millis);
        quantiles(RAW, round, "", millis[millis.length / 2], millis[millis.length * 99 / 100]);
    }

    private void quantiles(String subject, int round, String service, double median, double p99) {
        System.out.printf(
                Locale.ROOT, "round %d, %s: %s p50 %.1f ms, p99 %.1f ms%n", round, subject, service, median, p99);
        rows.add(("p50 " + service).strip(), subject, round, median, "ms");
        rows.add(("p99 " + service).strip(), subject, round, p99, "ms");
    }

    /** Pays them at that rate, and waits until nothing is on its way. */
    private void pay(
            String subject, int round, List<Purchase> prepared, double perSecond, Town town, ExecutorService shoppers)
            throws Exception {
        double before = processorSeconds(town);
        Instant from = Instant.now();
        List<Tried> tried = pay(prepared, perSecond, shoppers);
        double took = ChronoUnit.MILLIS.between(from, Instant.now()) / 1e3;
        // Those that are not paid yet are open.
        town.awaitQuiet();
        if (!tried.stream().allMatch(Tried::accepted)) {
            throw new IllegalStateException("A shopper was not served: " + tried);
        }
        double used = processorSeconds(town) - before;
        long events = town.postgres.count(
                "event-log-service", "select count(*) from logged_event where time >= '" + from + "'");
        System.out.printf(Locale.ROOT, "round %d, %s: %.0f events in a second%n", round, subject, events / took);
        if (round == 0) {
            return;
        }
        rows.add(EVENTS, subject, round, events / took, "1/s");
        long reactions = 0;
        for (String service : Town.SERVICES) {
            Took one = took(town, service, from);
            quantiles(subject, round, service, one.median, one.p99);
            longest = Math.max(longest, one.longest);
            reactions += one.count;
        }
        rows.add(COST, subject, round, used * 1e3 / reactions, "ms");
    }

    private void tell() throws Exception {
        Report report = new Report(project.resolve("docs/performance.md"), "latency");
        report.say(Report.machine(), Town.versions());
        report.say(
                "%d process(es) of each service, %d rounds of %d s each".formatted(REPLICAS, ROUNDS, SECONDS),
                Report.load());
        report.table(
                "milliseconds, median of the rounds (range)",
                "events in a second",
                "p50",
                "p99",
                "processor for each reaction, ms");
        report.line("| %s | %.0f | %s | %s | |"
                .formatted(
                        RAW,
                        RAW_PER_SECOND,
                        rows.of("p50", RAW).asText(1),
                        rows.of("p99", RAW).asText(1)));
        for (double rate : RATES) {
            String subject = subject(rate);
            for (String service : Town.SERVICES) {
                report.line("| %s, %s | %.0f | %s | %s | %.1f |"
                        .formatted(
                                subject,
                                service,
                                rows.of(EVENTS, subject).median(),
                                rows.of("p50 " + service, subject).asText(0),
                                rows.of("p99 " + service, subject).asText(0),
                                rows.of(COST, subject).median()));
            }
        }
        report.line("");
        report.line("The slowest of all reactions took %.1f s; a relay looks by itself after %d s."
                .formatted(longest / 1e3, POLL_SECONDS));
        report.write();
        rows.write(project.resolve("docs/performance/latency.csv"));
        Plot plot = new Plot("Commit to reaction, median of the reactions, ms", 1);
        plot.reference(RAW, rows.of("p50", RAW));
        RATES.forEach(rate -> Town.SERVICES.forEach(
                service -> plot.ours("%s, %.0f/s".formatted(service, rate), rows.of("p50 " + service, subject(rate)))));
        plot.write(project.resolve("docs/performance/latency.svg"));
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

    private static double processorSeconds(Town town) {
        return town.programs().stream()
                .mapToDouble(program -> program.cpu().toMillis() / 1e3)
                .sum();
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
