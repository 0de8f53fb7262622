package io.intarsia.benchmarks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What each index of the log costs: its size, and what it adds to writing an event. */
final class WriteCost {
    private static final int EVENTS = 100_000;

    /** A month's worth of events is written again, into a table that has this index only. */
    private static final String WRITE = """
            insert into written (id, type, source, correlation_id, causation_id, time, received_at)
            select id, type, source, correlation_id, causation_id, time, received_at
            from logged_event order by time desc, id desc limit %d""".formatted(EVENTS);

    private static final String INDEXES = """
            select c.relname, pg_get_indexdef(i.indexrelid), (
                select sum(pg_relation_size(tree.relid)) from pg_partition_tree(i.indexrelid) tree)
            from pg_index i join pg_class c on c.oid = i.indexrelid
            where i.indrelid = cast('logged_event' as regclass) order by c.relname""";

    private final Connection connection;

    WriteCost(Connection connection) {
        this.connection = connection;
    }

    List<String> lines() throws SQLException {
        double bare = microsPerEvent("");
        List<String> lines = new ArrayList<>();
        lines.add(line("the table itself", tableSize(), bare));
        for (Map.Entry<String, Index> index : indexes().entrySet()) {
            double with = microsPerEvent(index.getValue().definition());
            lines.add(line("`" + index.getKey() + "`", index.getValue().size(), Math.max(0, with - bare)));
        }
        return lines;
    }

    private record Index(String definition, long size) {}

    private Map<String, Index> indexes() throws SQLException {
        Map<String, Index> found = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(INDEXES)) {
            while (rows.next()) {
                String definition =
                        rows.getString(2).replaceAll("INDEX \\w+ ON ONLY \\w+\\.logged_event", "INDEX ON written");
                found.put(rows.getString(1), new Index(definition, rows.getLong(3)));
            }
        }
        return found;
    }

    private long tableSize() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select sum(pg_table_size(relid)) from pg_partition_tree('logged_event')")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The best of three: what disturbs only ever adds. */
    private double microsPerEvent(String index) throws SQLException {
        double best = Double.MAX_VALUE;
        for (int attempt = 0; attempt < 3; attempt++) {
            try (Statement statement = connection.createStatement();
                    PreparedStatement write = connection.prepareStatement(WRITE)) {
                statement.execute("create table written (like logged_event including generated)");
                statement.execute(index);
                long began = System.nanoTime();
                write.executeUpdate();
                best = Math.min(best, (System.nanoTime() - began) / 1e3 / EVENTS);
                statement.execute("drop table written");
            }
        }
        return best;
    }

    private static String line(String what, long bytes, double micros) {
        return String.format(Locale.ROOT, "| %s | %d MB | %.1f |", what, bytes >> 20, micros);
    }
}
