package io.intarsia.faults;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Fills the services' tables by copying what real checkouts have left there: each copy has other IDs everywhere, which belong together as the real ones do. */
final class Copies {
    /** All tables that keep something of a checkout. */
    private static final String TABLES = """
            select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
                and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'correlation_id')""";

    private static final String COLUMNS = """
            select column_name, data_type from information_schema.columns
            where table_schema = 'public' and table_name = ? and is_generated = 'NEVER' and is_identity = 'NO'
            order by ordinal_position""";

    /** Of the form that correlation IDs have. */
    private static final String OTHER_ID =
            "cast(overlay(overlay(md5(%s || ' ' || copy) placing '8' from 13) placing '8' from 17) as uuid)";

    private Copies() {}

    /** Into each service's database at the same time; a million orders with all that belongs to them are some thirty million rows. */
    static void make(Town town, int ofEach) throws SQLException {
        settings(town, "alter system set max_wal_size = '16GB'");
        List<CompletableFuture<Void>> copying = Town.SERVICES.stream()
                .map(service -> CompletableFuture.runAsync(() -> into(town, service, ofEach)))
                .toList();
        copying.forEach(CompletableFuture::join);
        settings(town, "alter system reset max_wal_size");
    }

    private static void settings(Town town, String change) throws SQLException {
        try (Connection database = town.postgres.connect(Town.SERVICES.get(0));
                Statement statement = database.createStatement()) {
            statement.execute(change);
            statement.execute("select pg_reload_conf()");
        }
    }

    private static void into(Town town, String service, int ofEach) {
        try (Connection database = town.postgres.connect(service);
                Statement statement = database.createStatement()) {
            // Whose foreign keys hold in the original hold in the copy.
            statement.execute("set session_replication_role = replica");
            for (String table : strings(database, TABLES)) {
                statement.execute(copy(database, table, ofEach));
            }
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
        } catch (SQLException e) {
            throw new IllegalStateException("The copies in the database of " + service + " could not be made", e);
        }
    }

    private static String copy(Connection database, String table, int ofEach) throws SQLException {
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (PreparedStatement select = database.prepareStatement(COLUMNS)) {
            select.setString(1, table);
            try (ResultSet column = select.executeQuery()) {
                while (column.next()) {
                    String name = '"' + column.getString(1) + '"';
                    names.add(name);
                    values.add(column.getString(2).equals("uuid") ? OTHER_ID.formatted(name) : name);
                }
            }
        }
        return "insert into %s (%s) select %s from %1$s cross join generate_series(1, %4$d) copy"
                .formatted(table, String.join(", ", names), String.join(", ", values), ofEach);
    }

    private static List<String> strings(Connection database, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }
}
