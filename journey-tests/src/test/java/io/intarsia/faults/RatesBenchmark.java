package io.intarsia.faults;

import com.rabbitmq.client.Channel;
import io.intarsia.benchmarks.Plot;
import io.intarsia.benchmarks.ProcessorTime;
import io.intarsia.benchmarks.RawRows;
import io.intarsia.benchmarks.Report;
import io.intarsia.benchmarks.Samples;
import io.intarsia.faults.Town.Replica;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many events a service can send, and how many it can react to, with nothing else going on, in one process and in two: the sending in turns with what RabbitMQ's client alone can do.
 * {@code docs/performance.md} has the command.
 */
final class RatesBenchmark {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int EVENTS = Integer.getInteger("events", 20_000);
    private static final int TO_WARM_UP = Math.min(EVENTS, 20_000);
    private static final Optional<String> ONLY = Optional.ofNullable(System.getProperty("only"));
    private static final Duration LONGEST = Duration.ofMinutes(30);

    /** For the log and one service: as many queues as the client alone sends to. */
    private static final String SENT = "payment.declined";

    /** For the log, delivery-service and checkout-service. */
    private static final String TAKEN = "payment.captured";

    private static final String RELAY = "payment-service";
    private static final List<String> INBOXES = List.of("checkout-service", "delivery-service", "event-log-service");
    private static final List<Integer> REPLICAS = List.of(1, 2);

    private static final String RATE = "events in a second";
    private static final String CLIENT = "RabbitMQ's client alone, in turns with ";

    private final Path project = Path.of("..").toRealPath();
    private final RawRows rows = new RawRows();

    private RatesBenchmark() throws Exception {}

    public static void main(String[] arguments) throws Exception {
        new RatesBenchmark().run();
        // Whatever a client's threads still do.
        System.exit(0);
    }

    private void run() throws Exception {
        for (int replicas : REPLICAS) {
            if (isAskedFor(RELAY)) {
                relay(replicas);
            }
            for (String service : INBOXES) {
                if (isAskedFor(service)) {
                    inbox(service, replicas);
                }
            }
        }
        Report report = new Report(project.resolve("docs/performance.md"), "rates");
        report.say(Report.machine(), Town.versions());
        report.say("%,d events in a turn, %d rounds".formatted(EVENTS, ROUNDS), Report.load());
        tell(report);
        // A part of it is for whoever has asked, and not for the document.
        if (ONLY.isPresent()) {
            rows.write(project.resolve("benchmarks/target/rates.csv"));
            return;
        }
        report.write();
        rows.write(project.resolve("docs/performance/rates.csv"));
        plot();
    }

    private static boolean isAskedFor(String service) {
        return ONLY.map(service::equals).orElse(true);
    }

    private static String sending(int replicas) {
        return "sent by %s of %s".formatted(processes(replicas), RELAY);
    }

    private static String reacting(String service, int replicas) {
        return "reacted to by %s of %s".formatted(processes(replicas), service);
    }

    private static String processes(int replicas) {
        return replicas == 1 ? "one process" : "two processes";
    }

    private void relay(int replicas) throws Exception {
        try (Town town = town(replicas)) {
            stop(town, INBOXES);
            send(town, TO_WARM_UP);
            for (int round = 1; round <= ROUNDS; round++) {
                measured(CLIENT + processes(replicas), round, RawPublisher.perSecond(town.rabbit, EVENTS));
                Map<String, Double> before = processorSeconds(town);
                measured(sending(replicas), round, send(town, EVENTS));
                tellCost(sending(replicas), round, before, processorSeconds(town));
            }
            town.forget();
        }
    }

    private void inbox(String service, int replicas) throws Exception {
        try (Town town = town(replicas)) {
            stop(town, Town.SERVICES);
            for (Replica replica : town.replicas.get(service)) {
                replica.start();
                replica.awaitReady();
            }
            react(town, service, TO_WARM_UP);
            for (int round = 1; round <= ROUNDS; round++) {
                Map<String, Double> before = processorSeconds(town);
                measured(reacting(service, replicas), round, react(town, service, EVENTS));
                tellCost(reacting(service, replicas), round, before, processorSeconds(town));
            }
            town.forget();
        }
    }

    private static Town town(int replicas) throws Exception {
        return Town.toBeMeasured(replicas, List.of("-Xmx512m"), Map.of("INTARSIA_OUTBOX_POLL_MILLIS", "100"));
    }

    private void measured(String subject, int round, double perSecond) {
        System.out.printf(Locale.ROOT, "round %d, %s: %,.0f in a second%n", round, subject, perSecond);
        rows.add(RATE, subject, round, perSecond, "1/s");
    }

    /** Fills the outbox and waits until it is empty: events in a second, from the first that has left. */
    private static double send(Town town, int events) throws Exception {
        try (Connection database = town.postgres.connect(RELAY);
                PreparedStatement unsent = database.prepareStatement("select count(*) from outbox")) {
            BrokerAwayTest.fill(town, RELAY, SENT, events);
            long first = events;
            long began = 0;
            long until = System.nanoTime() + LONGEST.toNanos();
            while (true) {
                long left = Postgres.number(unsent);
                if (left == 0) {
                    double perSecond = first * 1e9 / (System.nanoTime() - began);
                    purge(town);
                    return perSecond;
                }
                if (began == 0 && left < events) {
                    first = left;
                    began = System.nanoTime();
                }
                if (System.nanoTime() > until) {
                    throw new IllegalStateException(
                            "%,d events are still in the outbox after %s".formatted(left, LONGEST));
                }
                // Counting costs the database that is measured.
                Town.pause(events > TO_WARM_UP ? 1_000 : 50);
            }
        }
    }

    /** Publishes events of checkouts that nobody knows, and waits until all have taken effect: reactions in a second, from the first event to the last reaction's end. */
    private static double react(Town town, String service, int events) throws Exception {
        Instant began = Instant.now();
        RawPublisher.events(town.rabbit, TAKEN, events);
        String done = " from inbox where state = 'done' and ended_at >= '" + began + "'";
        try (Connection database = town.postgres.connect(service);
                PreparedStatement reacted = database.prepareStatement("select count(*)" + done)) {
            while (Postgres.number(reacted) < events) {
                if (Duration.between(began, Instant.now()).compareTo(LONGEST) > 0) {
                    throw new IllegalStateException(service + " has not reacted to all events after " + LONGEST);
                }
                Town.pause(events > TO_WARM_UP ? 5_000 : 500);
            }
        }
        long ended = town.postgres.count(
                service, "select cast(extract(epoch from max(ended_at)) * 1000000 as bigint)" + done);
        return events * 1e6 / (ended - ChronoUnit.MICROS.between(Instant.EPOCH, began));
    }

    private static void purge(Town town) throws Exception {
        try (com.rabbitmq.client.Connection connection = town.rabbit.connect()) {
            Channel channel = connection.createChannel();
            for (String service : Town.SERVICES) {
                channel.queuePurge(service);
            }
        }
    }

    private static void stop(Town town, List<String> services) throws Exception {
        for (String service : services) {
            for (Replica replica : town.replicas.get(service)) {
                replica.process().kill();
            }
        }
    }

    /** By what runs there; replicas of a service together. */
    private static Map<String, Double> processorSeconds(Town town) {
        Map<String, Double> seconds = new TreeMap<>();
        town.programs().stream()
                .filter(Program::alive)
                .forEach(program -> seconds.merge(
                        program.name().replaceFirst("[- ]\\d+$", ""),
                        ProcessorTime.secondsOf(program.handle()),
                        Double::sum));
        return seconds;
    }

    private void tellCost(String subject, int round, Map<String, Double> before, Map<String, Double> after) {
        after.forEach((program, seconds) ->
                rows.add(program, subject, round, (seconds - before.get(program)) * 1e3 / EVENTS, "ms"));
    }

    private void tell(Report report) {
        report.table(
                "",
                "events in a second (range)",
                "ratio, round by round",
                "processor for each, ms: the service",
                "PostgreSQL",
                "RabbitMQ");
        if (isAskedFor(RELAY)) {
            for (int replicas : REPLICAS) {
                Samples alone = rows.of(RATE, CLIENT + processes(replicas));
                report.line("| %s | %s | 1 | | | |".formatted(CLIENT + processes(replicas), alone.asText(0)));
                line(report, sending(replicas), RELAY, alone);
            }
        }
        INBOXES.stream().filter(RatesBenchmark::isAskedFor).forEach(service -> {
            Samples one = rows.of(RATE, reacting(service, 1));
            REPLICAS.forEach(replicas -> line(report, reacting(service, replicas), service, one));
        });
    }

    private void line(Report report, String subject, String service, Samples reference) {
        Samples rate = rows.of(RATE, subject);
        report.line(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.2f | %.2f | %.2f |",
                subject,
                rate.asText(0),
                rate == reference ? "1" : rate.per(reference).asText(2),
                rows.of(service, subject).median(),
                rows.of("PostgreSQL", subject).median(),
                rows.of("RabbitMQ", subject).median()));
    }

    private void plot() throws Exception {
        Plot plot = new Plot("Events in a second", 0);
        plot.reference("RabbitMQ's client alone", rows.of(RATE, CLIENT + processes(1)));
        REPLICAS.forEach(replicas -> plot.ours(sending(replicas), rows.of(RATE, sending(replicas))));
        for (String service : INBOXES) {
            REPLICAS.forEach(
                    replicas -> plot.ours(reacting(service, replicas), rows.of(RATE, reacting(service, replicas))));
        }
        plot.write(project.resolve("docs/performance/rates.svg"));
    }
}
