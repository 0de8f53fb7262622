package io.intarsia.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.intarsia.faults.Town.Replica;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How many events one process of a service can send, and how many it can react to, with nothing else going on: in turns with what RabbitMQ's client alone can do, on the same
 * machine in the same minutes. Not part of {@code mvn verify}; {@code docs/performance.md} has the command.
 */
class RatesTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int EVENTS = Integer.getInteger("events", 20_000);
    private static final int TO_WARM_UP = Math.min(EVENTS, 20_000);
    private static final int REPLICAS = Integer.getInteger("replicas", 1);
    private static final long LONGEST_MINUTES = 30;

    /** For the log and one service: as many queues as the client alone sends to. */
    private static final String SENT = "payment.declined";

    /** For the log, delivery-service and checkout-service. */
    private static final String TAKEN = "payment.captured";

    @Test
    void one_relay() throws Exception {
        try (Town town = aTown()) {
            stop(town, "checkout-service", "delivery-service", "event-log-service");
            relay(town);
            town.forget();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"checkout-service", "delivery-service", "event-log-service"})
    void one_inbox(String service) throws Exception {
        try (Town town = aTown()) {
            stop(town, "checkout-service", "delivery-service", "event-log-service", "payment-service");
            inbox(town, service);
            town.forget();
        }
    }

    private static Town aTown() throws Exception {
        return Town.toBeMeasured(REPLICAS, List.of("-Xmx512m"), Map.of("INTARSIA_OUTBOX_POLL_MILLIS", "100"));
    }

    private static void relay(Town town) throws Exception {
        send(town, TO_WARM_UP);
        List<Double> client = new ArrayList<>();
        List<Double> relay = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            client.add(RawPublisher.perSecond(town.rabbit, EVENTS));
            relay.add(send(town, EVENTS));
        }
        System.out.printf(
                Locale.ROOT,
                "%d relay(s) send %.0f events in a second (%s); the client alone %.0f (%s): the ratio is %.2f%n",
                REPLICAS,
                median(relay),
                range(relay),
                median(client),
                range(client),
                median(relay) / median(client));
    }

    /** Fills the outbox and waits until it is empty: events in a second, from the first that has left. */
    private static double send(Town town, int events) throws Exception {
        BrokerAwayTest.fill(town, "payment-service", SENT, events);
        String unsent = "select count(*) from outbox";
        long first = events;
        long began = 0;
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(LONGEST_MINUTES);
        while (true) {
            long left = town.postgres.count("payment-service", unsent);
            if (left == 0) {
                purge(town);
                return first * 1e9 / (System.nanoTime() - began);
            }
            if (began == 0 && left < events) {
                first = left;
                began = System.nanoTime();
            }
            assertThat(System.nanoTime()).as("the outbox is sent").isLessThan(until);
            // Counting costs the database that is measured.
            Town.pause(50);
        }
    }

    private static void inbox(Town town, String service) throws Exception {
        start(town, service);
        react(town, service, TO_WARM_UP);
        List<Double> rates = new ArrayList<>();
        Map<String, Duration> before = cpu(town);
        for (int round = 0; round < ROUNDS; round++) {
            rates.add(react(town, service, EVENTS));
        }
        Map<String, Duration> after = cpu(town);
        System.out.printf(
                Locale.ROOT,
                "%d of %s react to %.0f events in a second (%s); of a processor, for each reaction:%n",
                REPLICAS,
                service,
                median(rates),
                range(rates));
        after.forEach((program, used) -> System.out.printf(
                Locale.ROOT,
                "  %-20s %.3f ms%n",
                program,
                used.minus(before.get(program)).toMillis() / (double) (ROUNDS * EVENTS)));
        stop(town, service);
        purge(town);
    }

    /** Publishes events of checkouts that nobody knows, and waits until all have taken effect: reactions in a second, from the first event to the last reaction's end. */
    private static double react(Town town, String service, int events) throws Exception {
        Instant began = Instant.now();
        RawPublisher.events(town.rabbit, TAKEN, events);
        String done = " from inbox where state = 'done' and ended_at >= '" + began + "'";
        while (town.postgres.count(service, "select count(*)" + done) < events) {
            assertThat(Duration.between(began, Instant.now()))
                    .as("until all have taken effect")
                    .isLessThan(Duration.ofMinutes(LONGEST_MINUTES));
            Town.pause(500);
        }
        long ended = town.postgres.count(
                service, "select cast(extract(epoch from max(ended_at)) * 1000000 as bigint)" + done);
        return events * 1e6 / (ended - ChronoUnit.MICROS.between(Instant.EPOCH, began));
    }

    private static void purge(Town town) throws Exception {
        try (Connection connection = town.rabbit.connect()) {
            Channel channel = connection.createChannel();
            for (String service : Town.SERVICES) {
                channel.queuePurge(service);
            }
        }
    }

    private static void start(Town town, String service) throws Exception {
        for (Replica replica : town.replicas.get(service)) {
            replica.start();
            replica.awaitReady();
        }
    }

    private static void stop(Town town, String... services) throws Exception {
        for (String service : services) {
            for (Replica replica : town.replicas.get(service)) {
                replica.process().kill();
            }
        }
    }

    private static Map<String, Duration> cpu(Town town) {
        Map<String, Duration> used = new TreeMap<>();
        town.programs().stream().filter(Program::alive).forEach(program -> used.put(program.name(), program.cpu()));
        return used;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static String range(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return String.format(Locale.ROOT, "%.0f to %.0f", sorted.get(0), sorted.get(sorted.size() - 1));
    }
}
