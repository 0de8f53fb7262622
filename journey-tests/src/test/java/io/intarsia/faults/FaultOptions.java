package io.intarsia.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run is made of; all by system properties.
 *
 * @param seed of the schedule and of what the shoppers do
 * @param checkouts how many are tried at least
 * @param faults how many must hit work in flight
 * @param perSecond how many shoppers come in a second
 * @param atOnce how many shop at the same time at most
 * @param brokers nodes of RabbitMQ, 1 or 3
 * @param replicas of each service
 * @param kinds which faults; all, if it is empty
 * @param report the file that another run can be compared with
 */
record FaultOptions(
        long seed,
        int checkouts,
        int faults,
        double perSecond,
        int atOnce,
        int brokers,
        int replicas,
        Set<Fault> kinds,
        Path report) {
    static FaultOptions fromSystemProperties() {
        long seed = Long.getLong("seed", System.nanoTime() % 1_000_000);
        return new FaultOptions(
                seed,
                Integer.getInteger("checkouts", 300),
                Integer.getInteger("faults", 12),
                Double.parseDouble(System.getProperty("per-second", "6")),
                Integer.getInteger("at-once", 48),
                Integer.getInteger("brokers", 1),
                Integer.getInteger("replicas", 2),
                Stream.of(System.getProperty("kinds", "").split(","))
                        .filter(name -> !name.isBlank())
                        .map(Fault::valueOf)
                        .collect(Collectors.toUnmodifiableSet()),
                Path.of(System.getProperty("report", "target/faults-" + seed + ".json")));
    }

    Town town() throws Exception {
        return new Town(brokers, replicas, List.of("-Xmx160m", "-XX:TieredStopAtLevel=1"), deadlines());
    }

    /** Short enough that a run sees them pass, in the order in which they must lie. */
    private Map<String, String> deadlines() {
        return Map.of(
                "CHECKOUT_QUOTE_VALID_FOR", "PT90S",
                "DELIVERY_QUOTE_FOR", "PT90S",
                "CHECKOUT_EXPIRES_AFTER", "PT2M",
                "DELIVERY_HOLD_FOR", "PT4M",
                "PAYMENT_VOID_UNCONFIRMED_AFTER", "PT6M",
                "PAYMENT_LOOK_FOR_UNCONFIRMED_EVERY", "PT5S",
                "DELIVERY_DISPATCH_AFTER", "PT5S",
                "DELIVERY_CAPACITY", String.valueOf(100 + checkouts / 10));
    }
}
