package io.intarsia.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is written down anywhere after a run: every service's database, the provider's ledger, the event log. Plain facts, read past the services.
 *
 * @param inboxes by service, the state of each event that came
 * @param left by service, what has not left the outbox
 * @param dead by service, how many dead letters there are
 * @param patterns by service, what it reacts to
 * @param foreign marks of one service's data that were found at another
 */
record Books(
        Map<UUID, Order> orders,
        Map<UUID, Payment> payments,
        Map<UUID, Delivery> deliveries,
        Map<String, Slot> slots,
        Map<String, Authorisation> ledger,
        Map<UUID, Event> log,
        Map<String, Map<UUID, Came>> inboxes,
        Map<String, Long> left,
        Map<String, Long> dead,
        Map<String, List<String>> patterns,
        List<String> foreign) {

    /** @param sum of its lines as they were sealed, in minor units */
    record Order(
            boolean sealed,
            @Nullable Instant placed,
            @Nullable Instant confirmed,
            @Nullable Instant cancelled,
            long sum) {
        boolean decided() {
            return confirmed != null || cancelled != null;
        }
    }

    record Payment(
            @Nullable Instant authorised,
            @Nullable Instant captured,
            @Nullable Instant captureFailed,
            @Nullable Instant voided,
            boolean workDue,
            long unresolved,
            Set<String> issuers,
            long amount) {}

    record Delivery(
            @Nullable Long amount,
            @Nullable String slot,
            boolean placeTaken,
            @Nullable Instant reserved,
            @Nullable Instant refused,
            @Nullable Instant scheduled,
            @Nullable Instant dispatched) {}

    record Slot(long taken, long capacity) {}

    /** What the provider has done for one authorisation. */
    record Authorisation(UUID checkout, long amount, int captures, int captureFailures, int voids) {
        Authorisation and(String entry) {
            return new Authorisation(
                    checkout,
                    amount,
                    captures + (entry.equals("captured") ? 1 : 0),
                    captureFailures + (entry.equals("capture_failed") ? 1 : 0),
                    voids + (entry.equals("voided") ? 1 : 0));
        }
    }

    record Event(String type, String source, UUID checkout) {}

    record Came(String type, UUID checkout, String state, int attempts, int repeats) {}

    static Books read(Town town) throws Exception {
        Map<String, Map<UUID, Came>> inboxes = new TreeMap<>();
        Map<String, Long> left = new TreeMap<>();
        Map<String, Long> dead = new TreeMap<>();
        Map<String, List<String>> patterns = new TreeMap<>();
        for (String service : Town.SERVICES) {
            inboxes.put(service, inbox(town, service));
            left.put(service, town.postgres.count(service, "select count(*) from outbox"));
            dead.put(service, town.rabbit.waiting(service + ".dead"));
            patterns.put(service, WayRound.patternsOf(service));
        }
        return new Books(
                orders(town),
                payments(town),
                deliveries(town),
                slots(town),
                ledger(town.ledger()),
                log(town),
                inboxes,
                left,
                dead,
                patterns,
                foreign(town));
    }

    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static <K, V> Map<K, V> rows(Town town, String service, String sql, Row<K> key, Row<V> value)
            throws SQLException {
        Map<K, V> found = new HashMap<>();
        try (Connection connection = town.postgres.connect(service)) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(5_000);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.put(key.of(rows), value.of(rows));
                    }
                }
            }
        }
        return found;
    }

    private static UUID id(ResultSet row) throws SQLException {
        return row.getObject(1, UUID.class);
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        java.sql.Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private static Map<UUID, Order> orders(Town town) throws SQLException {
        return rows(
                town,
                "checkout-service",
                """
                select correlation_id, sealed_at, placed_at, confirmed_at, cancelled_at,
                    (select coalesce(sum(quantity * unit_price), 0) from order_line l where l.correlation_id = o.correlation_id) as total
                from orders o""",
                Books::id,
                row -> new Order(
                        time(row, "sealed_at") != null,
                        time(row, "placed_at"),
                        time(row, "confirmed_at"),
                        time(row, "cancelled_at"),
                        row.getLong("total")));
    }

    private static Map<UUID, Payment> payments(Town town) throws SQLException {
        return rows(
                town,
                "payment-service",
                """
                select correlation_id, authorised_at, captured_at, capture_failed_at, voided_at, due <> 'NOTHING' as due, coalesce(amount, 0) as amount,
                    (select count(*) from attempt a where a.correlation_id = p.correlation_id and state in ('STARTED', 'UNKNOWN')) as unresolved,
                    array(select issuer from accepted_quote q where q.correlation_id = p.correlation_id) as issuers
                from payment p""",
                Books::id,
                row -> new Payment(
                        time(row, "authorised_at"),
                        time(row, "captured_at"),
                        time(row, "capture_failed_at"),
                        time(row, "voided_at"),
                        row.getBoolean("due"),
                        row.getLong("unresolved"),
                        Set.of((String[]) row.getArray("issuers").getArray()),
                        row.getLong("amount")));
    }

    private static Map<UUID, Delivery> deliveries(Town town) throws SQLException {
        return rows(
                town,
                "delivery-service",
                "select correlation_id, amount, slot_id, place_taken, reserved_at, refused_at, scheduled_at, dispatched_at from delivery",
                Books::id,
                row -> new Delivery(
                        row.getObject("amount", Long.class),
                        row.getString("slot_id"),
                        row.getBoolean("place_taken"),
                        time(row, "reserved_at"),
                        time(row, "refused_at"),
                        time(row, "scheduled_at"),
                        time(row, "dispatched_at")));
    }

    private static Map<String, Slot> slots(Town town) throws SQLException {
        return rows(
                town,
                "delivery-service",
                "select id, taken, capacity from slot",
                row -> row.getString("id"),
                row -> new Slot(row.getLong("taken"), row.getLong("capacity")));
    }

    private static Map<UUID, Event> log(Town town) throws SQLException {
        return rows(
                town,
                "event-log-service",
                "select id, type, source, correlation_id from logged_event",
                Books::id,
                row -> new Event(row.getString("type"), row.getString("source"), row.getObject(4, UUID.class)));
    }

    private static Map<UUID, Came> inbox(Town town, String service) throws SQLException {
        return rows(
                town,
                service,
                "select event_id, type, correlation_id, state, attempts, repeats from inbox",
                Books::id,
                row -> new Came(
                        row.getString("type"),
                        row.getObject(3, UUID.class),
                        row.getString("state"),
                        row.getInt("attempts"),
                        row.getInt("repeats")));
    }

    static Map<String, Authorisation> ledger(Path file) throws IOException {
        Map<String, Authorisation> found = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String entry = member(line, "entry");
            String id = member(line, "id");
            if (entry.equals("authorised")) {
                found.put(
                        id,
                        new Authorisation(
                                UUID.fromString(member(line, "reference")),
                                Long.parseLong(member(line, "amount")),
                                0,
                                0,
                                0));
            } else if (found.containsKey(id)) {
                found.compute(id, (same, before) -> before.and(entry));
            }
        }
        return found;
    }

    private static String member(String line, String name) {
        Matcher value = Pattern.compile('"' + name + "\":\"?([^\",}]*)").matcher(line);
        return value.find() ? value.group(1) : "";
    }

    /** Each service's marks, looked for in every table of all others, and in every log. */
    private static List<String> foreign(Town town) throws SQLException, IOException {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, String> mark : Auditor.Marks.OWNERS.entrySet()) {
            for (String service : Town.SERVICES) {
                if (!service.equals(mark.getValue())) {
                    for (String table : tables(town, service)) {
                        long rows = town.postgres.count(
                                service,
                                "select count(*) from \"" + table + "\" t where t::text like '%" + mark.getKey()
                                        + "%'");
                        if (rows > 0) {
                            found.add(rows + " rows of " + service + "." + table + " have " + mark.getKey());
                        }
                    }
                }
            }
            for (Town.Replica replica : town.all()) {
                if (Files.readString(replica.process().log()).contains(mark.getKey())) {
                    found.add("the log of " + replica.process().name() + " has " + mark.getKey());
                }
            }
        }
        return found;
    }

    private static Set<String> tables(Town town, String service) throws SQLException {
        return new HashSet<>(rows(
                        town,
                        service,
                        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition",
                        row -> row.getString(1),
                        row -> row.getString(1))
                .values());
    }
}
