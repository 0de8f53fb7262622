package io.intarsia.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * An event log as it is after a year: the service's own tables, made by its own migrations, and the events of checkouts that were spread over twelve months. The same numbers
 * give the same events.
 */
record YearOfEvents(Connection connection, LocalDate end, long checkouts) {
    static final int DAYS = 365;

    /** Events of a checkout, on average. */
    private static final double EACH = 11.6;

    private static final Comparator<Path> BY_VERSION = Comparator.comparing(file -> {
        String[] version = file.getFileName()
                .toString()
                .replaceFirst("__.*", "")
                .substring(1)
                .split("_");
        return Integer.parseInt(version[0]) * 1000 + (version.length > 1 ? Integer.parseInt(version[1]) : 0);
    });

    /**
     * Who does what how long after the order was placed. Of 100,000 checkouts, those whose number modulo 100,000 lies between {@code first} and {@code last} have such an event; {@code cause} is the step that
     * led to it.
     */
    private static final String STEPS = """
            create table step (number integer, first integer, last integer, after interval, type text, source text, cause integer);
            insert into step values
                (0, 0, 99999, '0', 'order.placed', 'checkout-service', null),
                (1, 3000, 5999, '2 s', 'payment.declined', 'payment-service', null),
                (2, 2000, 99999, '40 s', 'payment.authorised.checkout-service', 'payment-service', null),
                (3, 2000, 99999, '40 s', 'payment.authorised.delivery-service', 'payment-service', null),
                (4, 40000, 99999, '40 s', 'payment.authorised.gift-wrap-service', 'payment-service', null),
                (5, 99900, 99999, '40 s', 'payment.authorised.donation-service', 'payment-service', null),
                (6, 2000, 99999, '40.1 s', 'reservation.made.checkout-service', 'checkout-service', 2),
                (7, 3000, 99999, '40.1 s', 'reservation.made.delivery-service', 'delivery-service', 3),
                (8, 2000, 2999, '40.1 s', 'reservation.refused.delivery-service', 'delivery-service', 3),
                (9, 40000, 99999, '40.2 s', 'reservation.made.gift-wrap-service', 'gift-wrap-service', 4),
                (10, 99900, 99999, '40.2 s', 'reservation.made.donation-service', 'donation-service', 5),
                (11, 3000, 99999, '40.3 s', 'payment.secured', 'payment-service', 7),
                (12, 3000, 99999, '40.4 s', 'order.confirmed', 'checkout-service', 11),
                (13, 2000, 2999, '40.4 s', 'order.cancelled', 'checkout-service', 8),
                (14, 2000, 2999, '41 s', 'payment.voided', 'payment-service', 13),
                (15, 3010, 99999, '41 s', 'payment.captured', 'payment-service', 12),
                (16, 3000, 3009, '41 s', 'payment.capture-failed', 'payment-service', 12),
                (17, 3000, 99999, '41 s', 'delivery.scheduled', 'delivery-service', 12),
                (18, 40000, 99999, '3 h', 'gift.wrapped', 'gift-wrap-service', 12),
                (19, 99900, 99999, '41 s', 'donation.received', 'donation-service', 15),
                (20, 3010, 99999, '20 h', 'delivery.dispatched', 'delivery-service', null),
                (21, 0, 1999, '30 min', 'order.cancelled', 'checkout-service', null);
            create function event_id(checkout bigint, step integer) returns uuid immutable language sql
                return cast(md5(checkout || ' ' || step) as uuid);
            create function checkout_id(checkout bigint) returns uuid immutable language sql
                return cast(overlay(overlay(md5('checkout ' || checkout) placing '8' from 13) placing '8' from 17) as uuid);
            """;

    private static final String DAY = """
            insert into logged_event (id, type, source, correlation_id, causation_id, time, received_at)
            select event_id(n, number), type, source, checkout_id(n), event_id(n, cause), placed + after, placed + after + interval '30 ms'
            from generate_series(cast(? as bigint), cast(? as bigint)) n
                cross join lateral (select cast(? as timestamptz) + (n - ?) * (interval '1 day' / ?) as placed) checkout
                join step on (n * 7919) % 100000 between first and last
            order by placed + after""";

    static YearOfEvents of(Connection connection, LocalDate end, long rows) {
        return new YearOfEvents(connection, end, Math.max(DAYS, Math.round(rows / EACH)));
    }

    void fill(Path project) throws IOException, SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Path migration : migrations(project)) {
                statement.execute(Files.readString(migration));
            }
            statement.execute(STEPS);
            for (YearMonth month = YearMonth.from(end.minusDays(DAYS));
                    !month.isAfter(YearMonth.from(end));
                    month = month.plusMonths(1)) {
                statement.execute("select make_month('" + month.atDay(1) + "')");
            }
        }
        try (PreparedStatement insert = connection.prepareStatement(DAY)) {
            for (int day = 0; day < DAYS; day++) {
                insertDay(insert, day);
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("vacuum analyze logged_event");
        }
    }

    private void insertDay(PreparedStatement insert, int day) throws SQLException {
        long first = checkouts * day / DAYS;
        long last = checkouts * (day + 1) / DAYS - 1;
        insert.setLong(1, first);
        insert.setLong(2, last);
        insert.setString(3, end.minusDays(DAYS - day) + " 00:00:00Z");
        insert.setLong(4, first);
        insert.setLong(5, Math.max(1, last - first + 1));
        insert.executeUpdate();
    }

    long rows() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from logged_event")) {
            count.next();
            return count.getLong(1);
        }
    }

    /** The kit's come first, as in the service. */
    private static List<Path> migrations(Path project) throws IOException {
        List<Path> modules = List.of(project.resolve("service-kit"), project.resolve("event-log-service"));
        Stream<Path> files = Stream.empty();
        for (Path module : modules) {
            try (Stream<Path> here = Files.list(module.resolve("src/main/resources/db/migration"))) {
                files = Stream.concat(files, here.toList().stream());
            }
        }
        return files.sorted(BY_VERSION).toList();
    }
}
