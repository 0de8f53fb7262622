package io.intarsia.benchmarks.command;

import io.intarsia.embedded.DatabaseLogin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

/** Sealed orders that wait to be placed: copies of one that the service has sealed itself, each with an ID of its own. */
final class Orders implements AutoCloseable {
    private static final String COPY = """
            insert into %1$s select (jsonb_populate_record(sample, jsonb_build_object('correlation_id', id))).*
            from sample_%1$s sample, %2$s""";

    private final Connection database;

    Orders(DatabaseLogin login) throws SQLException {
        database = DriverManager.getConnection(login.url(), login.username(), login.password());
    }

    void takeAsSample(UUID sealed) throws SQLException {
        for (String table : List.of("orders", "order_line")) {
            run("create table sample_" + table + " as select * from " + table + " where correlation_id = '" + sealed
                    + "'");
        }
    }

    /** Orders of these shoppers, and no other order or event. */
    void waitFor(List<UUID> shoppers) throws SQLException {
        run("truncate orders, order_line, order_reservation, outbox");
        for (String table : List.of("orders", "order_line")) {
            try (PreparedStatement insert = database.prepareStatement(COPY.formatted(table, "unnest(?) id"))) {
                insert.setArray(1, database.createArrayOf("uuid", shoppers.toArray()));
                insert.executeUpdate();
            }
        }
        settle();
    }

    /** Orders with the IDs of the numbers from 1 on, and no other order or event. */
    void waitForNumbers(int last) throws SQLException {
        run("truncate orders, order_line, order_reservation, outbox");
        for (String table : List.of("orders", "order_line")) {
            run(COPY.formatted(
                    table,
                    "lateral (select %s id from generate_series(1, %d) number) numbered"
                            .formatted(Script.ID_OF_NUMBER.formatted("number::text"), last)));
        }
        settle();
    }

    /** How many were placed. */
    long placed() throws SQLException {
        return number("select count(*) from orders where placed_at is not null");
    }

    /** How many events of it wait to be sent. */
    long told() throws SQLException {
        return number("select count(*) from outbox where type = 'order.placed'");
    }

    /** What the shopper has seen last of each of them. */
    long version() throws SQLException {
        return number("select version from sample_orders");
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Or PostgreSQL would do it by itself, in the middle of what is measured. */
    private void settle() throws SQLException {
        run("vacuum analyze orders, order_line, order_reservation, outbox");
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
