package io.intarsia.benchmarks;

import io.intarsia.embedded.EmbeddedDatabase;
import io.intarsia.embedded.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** How quickly the event log's list answers when ten million events are in it, and what its indexes cost. */
public final class EventLogBenchmark {
    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final List<Question> QUESTIONS = List.of(
            Question.of("first page"),
            Question.of("one checkout").checkout(),
            Question.of("order number").orderNumber(),
            Question.of("order number, type").orderNumber().type("payment"),
            Question.of("order number, problems").orderNumber().problems(),
            Question.of("type, common (`payment`)").type("payment"),
            Question.of("type, of 3 % of the orders (`payment.declined`)").type("payment.declined"),
            Question.of("type, of 0.1 % (`donation`)").type("donation"),
            Question.of("type, of 0.01 % (`payment.capture-failed`)").type("payment.capture-failed"),
            Question.of("type, of none").type("nothing.like.this"),
            Question.of("service, common").service("delivery-service"),
            Question.of("service, rare").service("donation-service"),
            Question.of("service, none").service("shoe-service"),
            Question.of("problems").problems(),
            Question.of("problems, type").problems().type("payment.capture"),
            Question.of("problems, service").problems().service("delivery-service"),
            Question.of("problems, of a service that has none").problems().service("gift-wrap-service"),
            Question.of("service and type").service("payment-service").type("payment.captured"),
            Question.of("service and another's type")
                    .service("delivery-service")
                    .type("payment"),
            Question.of("one day").during(1),
            Question.of("one day, type, rare").during(1).type("payment.capture-failed"),
            Question.of("one day, service").during(1).service("delivery-service"),
            Question.of("one day, problems").during(1).problems(),
            Question.of("30 days").during(30),
            Question.of("30 days, type, rare").during(30).type("donation"),
            Question.of("30 days, service, rare").during(30).service("donation-service"),
            Question.of("30 days, service and another's type")
                    .during(30)
                    .service("delivery-service")
                    .type("payment"),
            Question.of("older page").olderThanAnEvent(),
            Question.of("older page, type, common").olderThanAnEvent().type("payment"),
            Question.of("older page, type, rare").olderThanAnEvent().type("donation"),
            Question.of("older page, service").olderThanAnEvent().service("delivery-service"),
            Question.of("older page, service, rare").olderThanAnEvent().service("donation-service"),
            Question.of("older page, problems").olderThanAnEvent().problems());

    /** As the event log connects. */
    private static final String SETTINGS = "set jit = off; set max_parallel_workers_per_gather = 0";

    private final YearOfEvents events;
    private final int runs;

    private EventLogBenchmark(YearOfEvents events, int runs) {
        this.events = events;
        this.runs = runs;
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        long rows = Long.getLong("rows", 10_000_000);
        Path data = PROJECT.resolve("benchmarks/target/event-log-" + rows);
        boolean again = Boolean.getBoolean("again");
        if (!again) {
            Folders.delete(data);
        }
        try (EmbeddedDatabase database = EmbeddedDatabase.start(data, 0);
                Connection connection = database.server().connect()) {
            YearOfEvents events = YearOfEvents.of(connection, LocalDate.now(ZoneOffset.UTC), rows);
            if (!again) {
                System.out.println("Filling, which takes some minutes for ten million events");
                events.fill(PROJECT);
            }
            new EventLogBenchmark(events, Integer.getInteger("runs", 200)).measure();
        }
    }

    private void measure() throws IOException, SQLException {
        Report report = new Report(PROJECT.resolve("docs/performance.md"), "event-log");
        report.say(
                "%,d events of %,d checkouts in twelve months; %d runs of each question, each with other values; milliseconds from the statement to the last row, over JDBC."
                        .formatted(events.rows(), events.checkouts(), runs));
        report.say(Report.machine(), "PostgreSQL " + version());
        report.table("question", "median", "p99", "max", "rows");
        List<Timing> timings = new ArrayList<>();
        for (Question question : QUESTIONS) {
            Timing timing = timing(question);
            timings.add(timing);
            report.line(timing.line());
        }
        report.say(Report.verdict(timings));
        report.table("what is written", "size", "µs for each event");
        new WriteCost(events.connection()).lines().forEach(report::line);
        report.write();
    }

    private Timing timing(Question question) throws SQLException {
        double[] millis = new double[runs];
        int most = 0;
        try (Statement settings = events.connection().createStatement();
                PreparedStatement statement = events.connection().prepareStatement(question.sql())) {
            settings.execute(SETTINGS);
            for (int run = 0; run < runs; run++) {
                bind(statement, question, run);
                long began = System.nanoTime();
                int rows = 0;
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        rows++;
                    }
                }
                millis[run] = (System.nanoTime() - began) / 1e6;
                most = Math.max(most, rows);
            }
        }
        return Timing.of(question, millis, most);
    }

    private void bind(PreparedStatement statement, Question question, int run) throws SQLException {
        if (question.values().isEmpty()) {
            return;
        }
        String values = "select "
                + String.join(", ", question.values())
                        .replace(":run", String.valueOf(run))
                        .replace(":checkouts", String.valueOf(events.checkouts()))
                        .replace(":end", "'" + events.end() + " 00:00:00Z'");
        try (Statement making = events.connection().createStatement();
                ResultSet row = making.executeQuery(values)) {
            row.next();
            for (int number = 1; number <= question.values().size(); number++) {
                statement.setObject(number, row.getObject(number));
            }
        }
    }

    private String version() throws SQLException {
        try (Statement statement = events.connection().createStatement();
                ResultSet row = statement.executeQuery(
                        "select current_setting('server_version') || ', shared_buffers ' || current_setting('shared_buffers')")) {
            row.next();
            return row.getString(1);
        }
    }
}
