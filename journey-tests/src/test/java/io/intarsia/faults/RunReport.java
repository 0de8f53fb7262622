package io.intarsia.faults;

import io.intarsia.faults.Books.Came;
import io.intarsia.faults.FaultRunTest.Window;
import io.intarsia.faults.Purchase.Tried;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a run has counted, as a page to read and as a file that another run can be compared with. */
final class RunReport {
    private static final int MOST_FINDINGS = 50;

    private final FaultOptions options;
    private final List<Tried> tried;
    private final List<Window> windows;
    private final List<String> findings;
    private final Map<String, Object> counts = new LinkedHashMap<>();

    RunReport(
            FaultOptions options,
            List<Tried> tried,
            List<Window> windows,
            Books books,
            List<String> findings,
            Duration loaded,
            Duration settled,
            long repeatedRequests,
            Town town)
            throws SQLException {
        this.options = options;
        this.tried = tried;
        this.windows = windows;
        this.findings = findings;
        Collection<Came> came = books.inboxes().values().stream()
                .flatMap(inbox -> inbox.values().stream())
                .toList();
        counts.put("seed", options.seed());
        counts.put("broker nodes", options.brokers());
        counts.put("replicas of each service", options.replicas());
        counts.put("checkouts tried", tried.size());
        counts.put("checkouts accepted", tried.stream().filter(Tried::accepted).count());
        counts.put("tried outside of faults", outsideFaults().size());
        counts.put("accepted of those", acceptedOutsideFaults());
        counts.put(
                "orders confirmed",
                books.orders().values().stream()
                        .filter(order -> order.confirmed() != null)
                        .count());
        counts.put(
                "orders cancelled",
                books.orders().values().stream()
                        .filter(order -> order.cancelled() != null)
                        .count());
        counts.put(
                "captures",
                books.ledger().values().stream()
                        .mapToInt(Books.Authorisation::captures)
                        .sum());
        counts.put(
                "voids",
                books.ledger().values().stream()
                        .mapToInt(Books.Authorisation::voids)
                        .sum());
        counts.put("events", books.log().size());
        counts.put("reactions", came.size());
        counts.put(
                "repetitions that changed nothing",
                came.stream().mapToLong(Came::repeats).sum());
        counts.put("repetitions made by the harness", WayRound.REPEATED.get());
        counts.put(
                "reactions tried more than once",
                came.stream().filter(one -> one.attempts() > 1).count());
        counts.put("requests sent again", repeatedRequests);
        counts.put("faults that hit work under way", windows.size());
        counts.put(
                "longest recovery, s",
                seconds(windows.stream()
                        .map(Window::recovery)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO)));
        counts.put(
                "longest from placed to decided, s",
                number(
                        town,
                        "checkout-service",
                        "select coalesce(max(extract(epoch from coalesce(confirmed_at, cancelled_at) - placed_at)), 0) from orders where placed_at is not null"));
        counts.put(
                "longest from placed to confirmed, s",
                number(
                        town,
                        "checkout-service",
                        "select coalesce(max(extract(epoch from confirmed_at - placed_at)), 0) from orders"));
        for (double share : new double[] {0.5, 0.99}) {
            counts.put("from commit to reaction, p" + Math.round(share * 100) + ", ms", latency(town, share));
        }
        counts.put("load, s", seconds(loaded));
        counts.put("until nothing was left to do, s", seconds(settled));
        counts.put("findings", findings.size());
    }

    /** The share of the attempts outside of the faults that were accepted; none, if there were no such attempts. */
    double acceptedOutsideFaults() {
        List<Tried> outside = outsideFaults();
        return outside.isEmpty()
                ? 0
                : (double) outside.stream().filter(Tried::accepted).count() / outside.size();
    }

    private List<Tried> outsideFaults() {
        return tried.stream()
                .filter(one -> windows.stream().noneMatch(window -> window.contains(one)))
                .toList();
    }

    void write() throws IOException {
        String members = counts.entrySet().stream()
                .map(entry -> "  \"" + entry.getKey() + "\": " + entry.getValue())
                .collect(Collectors.joining(",\n"));
        Files.createDirectories(options.report().toAbsolutePath().getParent());
        Files.writeString(
                options.report(),
                "{\n" + members + ",\n  \"faults\": {"
                        + byFault().entrySet().stream()
                                .map(entry -> "\"" + entry.getKey() + "\": " + entry.getValue())
                                .collect(Collectors.joining(", "))
                        + "}\n}\n");
    }

    private Map<Fault, Long> byFault() {
        return windows.stream().collect(Collectors.groupingBy(Window::fault, TreeMap::new, Collectors.counting()));
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        counts.forEach((name, value) -> lines.add("  %-40s %s".formatted(name, value)));
        byFault().forEach((fault, count) -> lines.add("  %-40s %s".formatted(fault, count)));
        tried.stream()
                .filter(one -> !one.accepted())
                .collect(Collectors.groupingBy(
                        one -> one.kind() + ": " + one.problem().replaceAll("[0-9a-f-]{36}", "…"),
                        TreeMap::new,
                        Collectors.counting()))
                .forEach((problem, count) -> lines.add("  not accepted, " + count + " times: " + problem));
        findings.stream().limit(MOST_FINDINGS).forEach(finding -> lines.add("  FOUND " + finding));
        return String.join("\n", lines);
    }

    private static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0;
    }

    private static double number(Town town, String service, String sql) throws SQLException {
        try (Connection connection = town.postgres.connect(service);
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return Math.round(row.getDouble(1) * 10) / 10.0;
        }
    }

    /** Of the service that is slowest at it. */
    private static double latency(Town town, double share) throws SQLException {
        double worst = 0;
        for (String service : Town.SERVICES) {
            worst = Math.max(
                    worst,
                    number(
                            town,
                            service,
                            "select coalesce(percentile_cont(" + share
                                    + ") within group (order by extract(epoch from ended_at - time) * 1000), 0) from inbox where state = 'done'"));
        }
        return worst;
    }
}
