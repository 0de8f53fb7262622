package io.intarsia.faults;

import io.intarsia.benchmarks.Plot;
import io.intarsia.benchmarks.ProcessorTime;
import io.intarsia.benchmarks.Profile;
import io.intarsia.benchmarks.RawRows;
import io.intarsia.benchmarks.Report;
import io.intarsia.benchmarks.Samples;
import io.intarsia.faults.Purchase.Kind;
import io.intarsia.faults.Purchase.Tried;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Whole checkouts, from the empty basket to the capture, as many as this machine can: with the shoppers, the provider, RabbitMQ and PostgreSQL on it. The same again with more of something, in turns: how the
 * shop grows. {@code docs/performance.md} has the command.
 */
final class CheckoutsBenchmark {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int CHECKOUTS = Integer.getInteger("checkouts", 200);
    private static final int WARM_UPS = 2;
    private static final int AT_ONCE = 16;
    private static final int ORDERS_IN_TABLES = Integer.getInteger("orders", 100_000);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final String PLAIN = "one process of each service";
    private static final String REPLICAS = "two processes of each service";
    private static final String FULL = String.format(Locale.ROOT, "%,d orders in the tables", ORDERS_IN_TABLES);

    private static final String RATE = "checkouts in a second";
    private static final String COST = "processor time of all for each checkout";

    private static final Map<String, String> SETTINGS = Map.of(
            "CHECKOUT_EXPIRES_AFTER", "PT6H",
            "DELIVERY_HOLD_FOR", "PT8H",
            "DELIVERY_DISPATCH_AFTER", "PT1S",
            "DELIVERY_CAPACITY", String.valueOf(ORDERS_IN_TABLES));

    private final Path project = Path.of("..").toRealPath();
    private final RawRows rows = new RawRows();
    private final Random random = new Random(1);
    private final List<String> skus = Load.skus();

    private CheckoutsBenchmark() throws Exception {}

    public static void main(String[] arguments) throws Exception {
        new CheckoutsBenchmark().run();
        // Whatever a client's threads still do.
        System.exit(0);
    }

    private void run() throws Exception {
        Report report = new Report(project.resolve("docs/performance.md"), "checkouts");
        try (Town plain = town(1);
                Town doubled = town(2);
                Town full = town(1)) {
            for (int round = 1 - WARM_UPS; round <= 0; round++) {
                for (Town town : List.of(plain, doubled, full)) {
                    turn("warming up", round, town);
                }
            }
            Copies.make(full, ORDERS_IN_TABLES / (WARM_UPS * CHECKOUTS));
            turn("warming up", 0, full);
            for (int round = 1; round <= ROUNDS; round++) {
                turn(PLAIN, round, plain);
                turn(REPLICAS, round, doubled);
                turn(FULL, round, full);
                subscribed(5, round, plain);
                subscribed(20, round, plain);
            }
            report.say(Report.machine(), Town.versions());
            report.say(
                    "%d checkouts in a turn, %d shoppers at once, %d rounds".formatted(CHECKOUTS, AT_ONCE, ROUNDS),
                    Report.load());
            tell(report);
            tellProcesses(report);
            tellProfiles(report, plain);
            report.write();
            rows.write(project.resolve("docs/performance/checkouts.csv"));
            plot();
            plain.forget();
            doubled.forget();
            full.forget();
        }
    }

    private static Town town(int replicas) throws Exception {
        return Town.toBeMeasured(replicas, List.of("-Xmx512m"), SETTINGS);
    }

    private void subscribed(int count, int round, Town town) throws Exception {
        try (Subscribers subscribers = new Subscribers(town.rabbit, count)) {
            turn(moreSubscribers(count), round, town);
            System.out.printf("  they have received %,d events%n", subscribers.received());
        }
    }

    private static String moreSubscribers(int count) {
        return count + " more subscribers to every event";
    }

    /** Until every order is captured and sent, and nothing is on its way. */
    private void turn(String name, int round, Town town) throws Exception {
        Map<String, Double> before = processorSeconds(town);
        Instant from = Instant.now();
        buy(new Ingress(town));
        await("payment.captured", from, town);
        double seconds = ChronoUnit.MICROS.between(from, last("payment.captured", from, town)) / 1e6;
        await("delivery.dispatched", from, town);
        town.awaitQuiet();
        double all = 0;
        for (Map.Entry<String, Double> process : processorSeconds(town).entrySet()) {
            double millis = (process.getValue() - before.get(process.getKey())) * 1_000 / CHECKOUTS;
            all += millis;
            if (round > 0) {
                rows.add(process.getKey(), name, round, millis, "ms");
            }
        }
        System.out.printf(
                Locale.ROOT,
                "round %d, %s: %.1f checkouts in a second, %.1f ms each%n",
                round,
                name,
                CHECKOUTS / seconds,
                all);
        if (round > 0) {
            rows.add(RATE, name, round, CHECKOUTS / seconds, "1/s");
            rows.add(COST, name, round, all, "ms");
        }
    }

    private void buy(Ingress ingress) throws Exception {
        ExecutorService shoppers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Tried>> buying = new ArrayList<>();
            for (int number = 0; number < CHECKOUTS; number++) {
                Purchase purchase = new Purchase(ingress, skus, random.nextLong(), any -> Kind.BUY);
                buying.add(shoppers.submit(purchase::run));
            }
            for (Future<Tried> one : buying) {
                if (!one.get().accepted()) {
                    throw new IllegalStateException(
                            "A shopper was not served: " + one.get().problem());
                }
            }
        } finally {
            shoppers.shutdownNow();
        }
    }

    /** The event log has an index for such questions, so that asking costs next to nothing; a connection for each question would cost more. */
    private static void await(String type, Instant from, Town town) throws Exception {
        try (Connection database = town.postgres.connect("event-log-service");
                PreparedStatement count = database.prepareStatement("select count(*)" + told(type, from))) {
            while (Postgres.number(count) < CHECKOUTS) {
                if (Duration.between(from, Instant.now()).compareTo(LONGEST) > 0) {
                    throw new IllegalStateException("Not every checkout has come to " + type + " in " + LONGEST);
                }
                Town.pause(200);
            }
        }
    }

    private static Instant last(String type, Instant from, Town town) throws Exception {
        long micros = town.postgres.count(
                "event-log-service",
                "select cast(extract(epoch from max(time)) * 1000000 as bigint)" + told(type, from));
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static String told(String type, Instant from) {
        return " from logged_event where type = '" + type + "' and time >= '" + from + "'";
    }

    /** By what runs there; replicas of a service together. */
    private static Map<String, Double> processorSeconds(Town town) {
        Map<String, Double> seconds = new TreeMap<>();
        for (Program program : town.programs()) {
            seconds.merge(
                    program.name().replaceFirst("[- ]\\d+$", ""),
                    ProcessorTime.secondsOf(program.handle()),
                    Double::sum);
        }
        // Without the servers, which it has started.
        long own = ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toMillis();
        seconds.put("the shoppers", own / 1e3);
        return seconds;
    }

    private static List<String> variants() {
        return List.of(PLAIN, REPLICAS, FULL, moreSubscribers(5), moreSubscribers(20));
    }

    private void tell(Report report) {
        report.table(
                "",
                "whole checkouts in a second (range)",
                "ratio, round by round",
                "processor time each, ms (range)",
                "ratio");
        for (String variant : variants()) {
            Samples rate = rows.of(RATE, variant);
            Samples cost = rows.of(COST, variant);
            report.line("| %s | %s | %s | %s | %s |"
                    .formatted(
                            variant,
                            rate.asText(1),
                            variant.equals(PLAIN)
                                    ? "1"
                                    : rate.per(rows.of(RATE, PLAIN)).asText(2),
                            cost.asText(1),
                            variant.equals(PLAIN)
                                    ? "1"
                                    : cost.per(rows.of(COST, PLAIN)).asText(2)));
        }
        report.line("");
    }

    private void tellProcesses(Report report) {
        List<String> columns = new ArrayList<>(List.of("processor time for each checkout, ms (median)"));
        columns.addAll(variants());
        report.table(columns.toArray(String[]::new));
        for (String process : processes()) {
            StringBuilder line = new StringBuilder("| " + process + " |");
            for (String variant : variants()) {
                line.append(String.format(
                        Locale.ROOT, " %.1f |", rows.of(process, variant).median()));
            }
            report.line(line.toString());
        }
        report.line("");
    }

    private static List<String> processes() {
        List<String> processes = new ArrayList<>(Town.SERVICES);
        processes.addAll(List.of("PostgreSQL", "RabbitMQ", "provider", "the shoppers"));
        return processes;
    }

    private void tellProfiles(Report report, Town town) throws Exception {
        for (String service : Town.SERVICES) {
            Profile.start(town.replicas.get(service).get(0).process().handle());
        }
        turn("profiled", 0, town);
        turn("profiled", 0, town);
        Map<String, Map<String, Double>> profiles = new LinkedHashMap<>();
        TreeSet<String> parts = new TreeSet<>();
        for (String service : Town.SERVICES) {
            Map<String, Double> profile = Profile.end(
                    town.replicas.get(service).get(0).process().handle(), town.folder.resolve(service + ".jfr"));
            profiles.put(service, profile);
            parts.addAll(profile.keySet());
        }
        List<String> columns = new ArrayList<>(List.of("of the time in Java"));
        columns.addAll(Town.SERVICES);
        report.table(columns.toArray(String[]::new));
        for (String part : parts) {
            StringBuilder line = new StringBuilder("| " + part + " |");
            profiles.values()
                    .forEach(profile -> line.append(
                            String.format(Locale.ROOT, " %.0f %% |", profile.getOrDefault(part, 0.0) * 100)));
            report.line(line.toString());
        }
    }

    private void plot() throws Exception {
        Plot rates = new Plot("Whole checkouts in a second", 1);
        variants().forEach(variant -> rates.ours(variant, rows.of(RATE, variant)));
        rates.write(project.resolve("docs/performance/checkouts.svg"));
        Plot costs = new Plot("Processor time for each checkout, ms", 1);
        processes().forEach(process -> costs.ours(process, rows.of(process, PLAIN)));
        costs.write(project.resolve("docs/performance/checkouts-processes.svg"));
    }
}
