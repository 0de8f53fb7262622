package io.intarsia.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.faults.Fault.Strike;
import io.intarsia.faults.Purchase.Tried;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whole checkouts over HTTP on real servers, while services, the broker, the database and the wires between them fail, by a seed; then the auditor. Not part of
 * {@code mvn verify}, for it needs RabbitMQ and PostgreSQL installed; {@code docs/reliability.md} has the command.
 */
class FaultRunTest {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final FaultOptions options = FaultOptions.fromSystemProperties();

    /** @param recovery from the end of the fault until all that was hit was ready again */
    record Window(Fault fault, String where, long hit, Instant from, Instant to, Duration recovery) {
        boolean contains(Tried tried) {
            return tried.ended().isAfter(from) && tried.began().isBefore(to);
        }
    }

    @Test
    void nothing_is_lost_and_nothing_takes_effect_twice() throws Exception {
        System.out.println("A fault run of " + options);
        try (Town town = options.town()) {
            System.out.println("Its processes' logs are in " + town.folder);
            Ingress ingress = new Ingress(town);
            Load load = new Load(ingress, options.seed(), options.perSecond(), options.atOnce(), Purchase.Kind::any);
            Instant began = Instant.now();
            load.start();
            List<Window> windows = strike(town, new Works(town, ingress), load);
            while (load.done() < options.checkouts()) {
                Town.pause(200);
            }
            List<Tried> tried = load.end();
            Duration loaded = Duration.between(began, Instant.now());
            Duration settled = town.awaitEnd();
            Books books = Books.read(town);
            List<String> findings = Auditor.findings(books, tried);
            RunReport report = new RunReport(
                    options, tried, windows, books, findings, loaded, settled, ingress.repeated.get(), town);
            report.write();
            System.out.println(report);

            assertThat(findings).isEmpty();
            assertThat(windows).hasSizeGreaterThanOrEqualTo(options.faults());
            assertThat(report.acceptedOutsideFaults())
                    .as("a run counts only if so many of the attempts outside the faults were accepted")
                    .isGreaterThanOrEqualTo(0.95);
            town.forget();
        }
    }

    private List<Window> strike(Town town, Works works, Load load) throws Exception {
        Random random = new Random(options.seed() ^ 0xFA17);
        List<Window> windows = new ArrayList<>();
        while (windows.size() < options.faults()) {
            // So many checkouts between two faults that both come to an end together.
            long before = (long) options.checkouts() * windows.size() / options.faults();
            do {
                Town.pause(3_000 + random.nextInt(3_000));
            } while (load.done() < before);
            Fault fault = Fault.next(random, options.kinds());
            try {
                windows.add(strike(fault, town, random, works));
            } catch (Works.NothingUnderWay e) {
                System.out.println(fault + " found nothing under way and does not count");
                town.all().forEach(replica -> replica.toBroker().mend());
            }
        }
        return windows;
    }

    private Window strike(Fault fault, Town town, Random random, Works works) throws Exception {
        Instant from = Instant.now();
        Strike strike = fault.strike(town, random, works);
        Town.pause(strike.hold().toMillis());
        Instant healed = Instant.now();
        strike.heal().run();
        for (Town.Replica replica : town.all()) {
            replica.awaitReady();
        }
        Instant ready = Instant.now();
        Window window = new Window(
                fault, strike.where(), strike.hit(), from, ready.plus(GRACE), Duration.between(healed, ready));
        System.out.printf(
                "%s %s at %s, %d under way, for %.1f s, ready again after %.1f s%n",
                ready,
                fault,
                strike.where(),
                strike.hit(),
                strike.hold().toMillis() / 1e3,
                window.recovery().toMillis() / 1e3);
        return window;
    }
}
