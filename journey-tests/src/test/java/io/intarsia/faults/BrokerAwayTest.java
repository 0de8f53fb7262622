package io.intarsia.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.faults.Purchase.Kind;
import io.intarsia.faults.Purchase.Tried;
import io.intarsia.faults.Town.Replica;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The broker is away for long, and comes back: what shoppers and operators meet meanwhile, and how fast what has piled up gets away. Two processes of each service;
 * the deadlines are the product's own. Not part of {@code mvn verify}, for it needs RabbitMQ and PostgreSQL installed; {@code docs/reliability.md} has the commands.
 */
class BrokerAwayTest {
    private static final List<String> PUBLISHERS = List.of("checkout-service", "delivery-service", "payment-service");
    private static final Duration FIRST_EVENT_WITHIN = Duration.ofSeconds(5);
    private static final Duration DEGRADED_AFTER = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void the_shop_takes_orders_meanwhile_and_all_of_them_come_to_an_end() throws Exception {
        Duration away = Duration.parse(System.getProperty("away", "PT60S"));
        double perSecond = Double.parseDouble(System.getProperty("per-second", "2"));
        try (Town town = aTown("-Xmx160m", "-XX:TieredStopAtLevel=1")) {
            Load load = new Load(new Ingress(town), Long.getLong("seed", 1), perSecond, 48, random -> Kind.BUY);
            load.start();
            await(() -> load.done() >= 10);
            Rabbit.Node broker = town.rabbit.nodes().get(0);

            Instant left = Instant.now();
            broker.process().kill();
            Town.pause(away.toMillis());

            Map<String, Double> oldest = new HashMap<>();
            for (Replica replica : town.all()) {
                assertThat(replica.ready())
                        .as("%s is ready", replica.process().name())
                        .isTrue();
                if (PUBLISHERS.contains(replica.service()) && away.compareTo(DEGRADED_AFTER.multipliedBy(2)) >= 0) {
                    assertThat(get(replica, "/q/health/ready")).contains("degraded");
                    oldest.put(replica.process().name(), metric(replica, "intarsia_outbox_oldest_seconds"));
                }
            }
            long unsent = unsent(town);
            Instant restarted = Instant.now();
            broker.start();
            Instant back = Instant.now();
            Duration first = Duration.between(back, firstArrival(town, restarted));
            Duration sent = untilNothingIsUnsentFrom(town, back);
            List<Tried> tried = load.end();
            Duration settled = town.awaitEnd();

            List<Tried> meanwhile = tried.stream()
                    .filter(one -> one.began().isAfter(left) && one.ended().isBefore(restarted))
                    .toList();
            List<String> findings = Auditor.findings(Books.read(town), tried);
            System.out.printf(
                    "RabbitMQ was away for %d s. Checkouts tried meanwhile: %d, accepted: %d. Unsent at its return: %d events, the oldest of %.0f s by the metric%n"
                            + "  the first event arrived %.1f s after its return, all had been sent after %.1f s%n"
                            + "  of all orders: %d confirmed, %d cancelled; nothing was left to do %.1f s after the load's end; the auditor's findings: %s%n",
                    Duration.between(left, restarted).toSeconds(),
                    meanwhile.size(),
                    meanwhile.stream().filter(Tried::accepted).count(),
                    unsent,
                    oldest.values().stream().mapToDouble(age -> age).max().orElse(0),
                    first.toMillis() / 1e3,
                    sent.toMillis() / 1e3,
                    town.postgres.count(
                            "checkout-service", "select count(*) from orders where confirmed_at is not null"),
                    town.postgres.count(
                            "checkout-service", "select count(*) from orders where cancelled_at is not null"),
                    settled.toMillis() / 1e3,
                    findings);

            assertThat(meanwhile).isNotEmpty().allMatch(Tried::accepted);
            assertThat(unsent).isPositive();
            assertThat(first).isLessThan(FIRST_EVENT_WITHIN);
            assertThat(oldest.values())
                    .as("the oldest unsent event is as old as the broker is away")
                    .allMatch(age -> age > away.toSeconds() / 2.0);
            assertThat(findings).isEmpty();
            town.forget();
        }
    }

    @Test
    void a_backlog_is_sent_oldest_first() throws Exception {
        int backlog = Integer.getInteger("backlog", 20_000);
        try (Town town = aTown("-Xmx512m")) {
            double raw = RawPublisher.perSecond(town.rabbit, Math.max(20_000, backlog));
            Rabbit.Node broker = town.rabbit.nodes().get(0);
            broker.process().kill();
            Map<String, String> types = Map.of(
                    "checkout-service", "reservation.made.checkout-service",
                    "delivery-service", "reservation.made.delivery-service",
                    "payment-service", "payment.declined");
            for (String service : PUBLISHERS) {
                fill(town, service, types.get(service), backlog / PUBLISHERS.size());
            }
            long unsent = unsent(town);

            Instant restarted = Instant.now();
            broker.start();
            Instant back = Instant.now();
            Duration first = Duration.between(back, firstArrival(town, restarted));
            Duration sent = untilNothingIsUnsentFrom(town, back);
            Duration settled = sent.plus(town.awaitEnd());

            long behind = 0;
            long reactions = 0;
            for (String service : Town.SERVICES) {
                behind = Math.max(behind, mostPlacesBehind(town, service));
                reactions += town.postgres.count(service, "select count(*) from inbox where state = 'done'");
            }
            System.out.printf(
                    "A backlog of %d events. The first arrived %.1f s after RabbitMQ's return, all had been sent after %.1f s: %.0f in a second%n"
                            + "  the client alone sends %.0f in a second to as many queues: the ratio is %.2f%n"
                            + "  all %d reactions were done after %.1f s: %.0f in a second; no event arrived more than %d places after its turn%n",
                    unsent,
                    first.toMillis() / 1e3,
                    sent.toMillis() / 1e3,
                    unsent / (sent.toMillis() / 1e3),
                    raw,
                    unsent / (sent.toMillis() / 1e3) / raw,
                    reactions,
                    settled.toMillis() / 1e3,
                    reactions / (settled.toMillis() / 1e3),
                    behind);

            assertThat(first).isLessThan(FIRST_EVENT_WITHIN);
            assertThat(town.postgres.count(
                            "event-log-service",
                            "select count(*) from logged_event where time < now() - interval '30 minutes'"))
                    .as("events of the backlog in the log, each once")
                    .isEqualTo(unsent);
            assertThat(behind)
                    .as(
                            "two relays with a window each, and what two consumers hold, may overtake one another; nothing else may")
                    .isLessThan(1_000);
            town.forget();
        }
    }

    private static Town aTown(String... jvm) throws Exception {
        return new Town(
                1,
                2,
                List.of(jvm),
                // Dispatched soon, so that a run that waits for all that is due need not wait for that.
                Map.of("DELIVERY_DISPATCH_AFTER", "PT5S", "DELIVERY_CAPACITY", "5000"));
    }

    /** Events of checkouts that nobody else knows, as if told one after the other in the last hour. */
    static void fill(Town town, String service, String type, int count) throws SQLException {
        try (Connection database = town.postgres.connect(service);
                PreparedStatement insert = database.prepareStatement("""
                        insert into outbox (id, type, correlation_id, time)
                        select gen_random_uuid(), ?, cast(overlay(cast(gen_random_uuid() as text) placing '8' from 15 for 1) as uuid),
                            now() - interval '1 hour' + number * interval '1 millisecond'
                        from generate_series(1, ?) number""")) {
            insert.setString(1, type);
            insert.setInt(2, count);
            insert.executeUpdate();
        }
    }

    private static long unsent(Town town) throws SQLException {
        long sum = 0;
        for (String service : PUBLISHERS) {
            sum += town.postgres.count(service, "select count(*) from outbox");
        }
        return sum;
    }

    private static Duration untilNothingIsUnsentFrom(Town town, Instant back) throws Exception {
        for (String service : PUBLISHERS) {
            await(() -> town.postgres.count(service, "select count(*) from outbox where time < '" + back + "' limit 1")
                    == 0);
        }
        return Duration.between(back, Instant.now());
    }

    /** When the first event came in at anyone, by the database's clock, which is this machine's. */
    private static Instant firstArrival(Town town, Instant after) throws Exception {
        List<Instant> arrivals = new ArrayList<>();
        await(() -> {
            for (String service : Town.SERVICES) {
                long micros = town.postgres.count(
                        service,
                        "select coalesce(cast(extract(epoch from min(received_at)) * 1000000 as bigint), 0) from inbox where received_at > '"
                                + after + "'");
                if (micros > 0) {
                    arrivals.add(Instant.EPOCH.plusNanos(micros * 1_000));
                }
            }
            return !arrivals.isEmpty();
        });
        return arrivals.stream().min(Comparator.naturalOrder()).orElseThrow();
    }

    /** Among the events of one source, how many younger ones an event has let pass at most, at the inbox of a service. */
    private static long mostPlacesBehind(Town town, String service) throws SQLException {
        return town.postgres.count(service, """
                select coalesce(max(arrived - told), 0) from (
                    select row_number() over (partition by source order by received_at) arrived,
                        row_number() over (partition by source order by time) told
                    from inbox) ranks""");
    }

    private String get(Replica replica, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(replica.address() + "/" + replica.service() + path))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private double metric(Replica replica, String name) throws Exception {
        Matcher line =
                Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? (\\S+)$").matcher(get(replica, "/q/metrics"));
        assertThat(line.find())
                .as("%s tells %s", replica.process().name(), name)
                .isTrue();
        return Double.parseDouble(line.group(1));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long until = System.nanoTime() + Duration.ofMinutes(10).toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                throw new IllegalStateException("Waited for 10 minutes in vain");
            }
            Town.pause(20);
        }
    }
}
