package io.intarsia.benchmarks.command;

import io.intarsia.benchmarks.Plot;
import io.intarsia.benchmarks.ProcessorTime;
import io.intarsia.benchmarks.Profile;
import io.intarsia.benchmarks.RawRows;
import io.intarsia.benchmarks.Report;
import io.intarsia.benchmarks.Samples;
import io.intarsia.embedded.DatabaseLogin;
import io.intarsia.embedded.EmbeddedDatabase;
import io.intarsia.embedded.Folders;
import io.intarsia.verify.Shopper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Placing an order, from the post to the commit with its event, beside pgbench running the statements that PostgreSQL's log has of it; on the same PostgreSQL, in turns. Both have as
 * many at once.
 */
public final class CommandBenchmark {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int COMMANDS = Integer.getInteger("commands", 8_000);
    private static final int AT_ONCE = 8;
    private static final int WARM_UPS = 3;
    private static final int OVERHEARD = 21;
    private static final int LONGEST_LIST = 60;
    private static final String SKU = "letter-tray";
    private static final String PLACE = "summary/place";

    private static final String PGBENCH = "pgbench, the same statements";
    private static final String PACED = "pgbench, the same, as slow as the service";
    private static final String ONE = "pgbench, all in one statement";
    private static final String KNOWN = "checkout-service";
    private static final String NEW = "checkout-service, a new proof each";

    private static final String RATE = "commands in a second";
    private static final String COST = "processor time of PostgreSQL for each";
    private static final String YIELD = "commands in a processor second of PostgreSQL";
    private static final String OWN_COST = "processor time of the service for each";

    private final Path project = Path.of("").toAbsolutePath();
    private final Path work = project.resolve("benchmarks/target/command");
    private final RawRows rows = new RawRows();
    private final EmbeddedDatabase database;
    private final DatabaseLogin login;

    private CommandBenchmark(EmbeddedDatabase database) throws SQLException {
        this.database = database;
        this.login = database.server().createFor("checkout-service", "secret-of-checkout");
    }

    public static void main(String[] arguments) throws Exception {
        Path work = Path.of("benchmarks/target/command").toAbsolutePath();
        Folders.delete(work);
        Files.createDirectories(work);
        String pgbench = PgBench.version();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(work.resolve("postgres"), 0)) {
            new CommandBenchmark(database).run(pgbench);
        }
    }

    private void run(String pgbench) throws Exception {
        Report report = new Report(project.resolve("docs/performance.md"), "command");
        Overheard command = overhear();
        Script same = Script.of(command.statements(), command.order());
        report.say(Report.machine(), "PostgreSQL " + postgres(), pgbench);
        report.say("%,d commands of each in a turn, %d at once, %d rounds".formatted(COMMANDS, AT_ONCE, ROUNDS));
        try (CheckoutService service = CheckoutService.start(project, work, login);
                Orders orders = new Orders(login)) {
            for (int round = 1 - WARM_UPS; round <= ROUNDS; round++) {
                round(round, same, service, orders);
            }
            report.say(Report.load());
            tell(report);
            tell(report, command);
            tellProfile(report, service, orders);
        }
        report.write();
        rows.write(project.resolve("docs/performance/command.csv"));
        plot();
    }

    /** @param order the one that it was about */
    private record Overheard(List<Statement> statements, long roundTrips, UUID order) {}

    /** Places some orders one after the other, until every statement is prepared, and has PostgreSQL write down what it is asked. */
    private Overheard overhear() throws Exception {
        logStatements("set log_statement = 'all'");
        List<Shopper> shoppers = new ArrayList<>();
        List<Long> roundTrips = new ArrayList<>();
        try (Wire wire = new Wire(database.port());
                CheckoutService service = CheckoutService.start(project, work, through(wire));
                Orders orders = new Orders(login)) {
            for (int number = 0; number < OVERHEARD; number++) {
                Shopper shopper = new Shopper();
                shoppers.add(shopper);
                UUID id = UUID.fromString(shopper.id());
                service.seal(id, shopper.proofFor("checkout-service"), SKU);
                if (number == 0) {
                    orders.takeAsSample(id);
                }
            }
            for (Shopper shopper : shoppers) {
                String path = "/checkout-service/checkouts/" + shopper.id() + "/widgets/" + PLACE;
                long[] before = wire.roundTrips();
                service.post(path, shopper.proofFor("checkout-service"), "", "");
                roundTrips.add(most(before, wire.roundTrips()));
            }
        }
        logStatements("reset log_statement");
        UUID last = UUID.fromString(shoppers.get(OVERHEARD - 1).id());
        return new Overheard(
                Statement.lastTransactionWith("into outbox", Files.readAllLines(database.log())),
                roundTrips.stream().sorted().toList().get(OVERHEARD / 2),
                last);
    }

    /** Of the connection that had most to do: others may have looked for something meanwhile. */
    private static long most(long[] before, long[] after) {
        long[] counted = Arrays.copyOf(before, after.length);
        long most = 0;
        for (int connection = 0; connection < after.length; connection++) {
            most = Math.max(most, after[connection] - counted[connection]);
        }
        return most;
    }

    private DatabaseLogin through(Wire wire) {
        return new DatabaseLogin(
                login.url().replace(":" + database.port() + "/", ":" + wire.port() + "/") + "?sslmode=disable",
                login.username(),
                login.password());
    }

    private void logStatements(String how) throws SQLException {
        asSuperuser("alter role " + login.username() + " " + how);
    }

    private void round(int round, Script same, CheckoutService service, Orders orders) throws Exception {
        pgbench(PGBENCH, same, round, 0, orders);
        double pace = service(KNOWN, round, service, orders);
        pgbench(PACED, same, round, pace, orders);
        service(NEW, round, service, orders);
        pgbench(ONE, oneStatement(), round, 0, orders);
    }

    /** What could be asked without reading anything first. */
    private static Script oneStatement() {
        return new Script("""
                \\set mine :mine + 1
                \\set number :mine * :clients + :client_id
                with placed as (
                    update orders set placed_at = now(), expires_at = now() + interval '30 minutes', revision = revision + 1
                    where correlation_id = %s and sealed_at is not null and placed_at is null
                        and confirmed_at is null and cancelled_at is null
                    returning correlation_id)
                insert into outbox (id, type, correlation_id, time)
                select correlation_id, 'order.placed', correlation_id, now() from placed;
                """.formatted(Script.ID_OF_NUMBER.formatted(":number")), Map.of());
    }

    private void pgbench(String name, Script script, int round, double pace, Orders orders) throws Exception {
        int ofEach = COMMANDS / AT_ONCE;
        PgBench pgbench = new PgBench(login, database.port(), AT_ONCE);
        Path file = work.resolve("script.sql");
        orders.waitForNumbers((ofEach + 2) * AT_ONCE);
        // What it costs to connect and to prepare is not what it costs to place an order; the service did so long ago.
        double idle = ofPostgres();
        pgbench.run(script, file, 1, 0);
        double first = ofPostgres();
        orders.waitForNumbers((ofEach + 2) * AT_ONCE);
        asSuperuser("checkpoint");
        double before = ofPostgres();
        double rate = pgbench.run(script, file, ofEach, pace);
        double used = ofPostgres() - before - (first - idle);
        count(name, round, rate, used / (ofEach * AT_ONCE - AT_ONCE), ofEach * AT_ONCE, orders);
    }

    /** Shoppers whose orders wait, and whose proofs the service has seen before or not. */
    private static Shoppers shoppers(String name, CheckoutService service, Orders orders) throws Exception {
        Shoppers shoppers = new Shoppers(COMMANDS);
        orders.waitFor(shoppers.ids());
        if (name.equals(KNOWN)) {
            shoppers.send("GET", "summary?after=" + orders.version(), service.port(), AT_ONCE);
        }
        return shoppers;
    }

    private double service(String name, int round, CheckoutService service, Orders orders) throws Exception {
        Shoppers shoppers = shoppers(name, service, orders);
        asSuperuser("checkpoint");
        double before = ofPostgres();
        double ownBefore = service.processorSeconds();
        double seconds = shoppers.send("POST", PLACE, service.port(), AT_ONCE);
        double own = (service.processorSeconds() - ownBefore) / COMMANDS;
        double used = ofPostgres() - before;
        count(name, round, COMMANDS / seconds, used / COMMANDS, COMMANDS, orders);
        if (round > 0) {
            rows.add(OWN_COST, name, round, own * 1_000, "ms");
        }
        return COMMANDS / seconds;
    }

    private void count(String name, int round, double rate, double cost, int expected, Orders orders)
            throws SQLException {
        if (orders.placed() != expected || orders.told() != expected) {
            throw new IllegalStateException("%s: expected %d orders placed and told of, were %d and %d"
                    .formatted(name, expected, orders.placed(), orders.told()));
        }
        System.out.printf(
                Locale.ROOT, "round %d, %s: %.0f in a second, PostgreSQL %.4f ms%n", round, name, rate, cost * 1_000);
        if (round > 0) {
            rows.add(RATE, name, round, rate, "1/s");
            rows.add(COST, name, round, cost * 1_000, "ms");
            rows.add(YIELD, name, round, 1 / cost, "1/s");
        }
    }

    private void tell(Report report) {
        report.table(
                "placing an order",
                "in a second (range)",
                "in a processor second of PostgreSQL (range)",
                "ratio, round by round",
                "PostgreSQL, ms each",
                "service, ms each");
        for (String name : List.of(PGBENCH, PACED, KNOWN, NEW, ONE)) {
            Samples yield = rows.of(YIELD, name);
            String own =
                    List.of(KNOWN, NEW).contains(name) ? rows.of(OWN_COST, name).asText(3) : "";
            report.line("| %s | %s | %s | %s | %s | %s |"
                    .formatted(
                            name,
                            rows.of(RATE, name).asText(0),
                            yield.asText(0),
                            name.equals(PGBENCH)
                                    ? "1"
                                    : yield.per(rows.of(YIELD, PGBENCH)).asText(2),
                            rows.of(COST, name).asText(3),
                            own));
        }
        report.say("Of pgbench that is as slow as the service: %s"
                .formatted(rows.of(YIELD, KNOWN).per(rows.of(YIELD, PACED)).asText(2)));
    }

    private static void tell(Report report, Overheard command) {
        report.say(
                "%d statements, %d round trips".formatted(command.statements().size(), command.roundTrips()));
        report.line("```sql");
        command.statements().forEach(statement -> report.line(withoutLongLists(statement.sql()) + ";"));
        report.line("```");
        report.line("");
    }

    static String withoutLongLists(String sql) {
        return sql.replaceAll("(?s)select .{" + LONGEST_LIST + ",}? from ", "select … from ")
                .replaceAll("(?s) set .{" + LONGEST_LIST + ",} where ", " set … where ")
                .replaceAll("(?s)\\([^()]{" + LONGEST_LIST + ",}\\) values \\(.*\\)", "(…) values (…)");
    }

    private void tellProfile(Report report, CheckoutService service, Orders orders) throws Exception {
        Map<String, Double> known = profile(KNOWN, service, orders);
        Map<String, Double> fresh = profile(NEW, service, orders);
        report.table("of the service's time in Java", KNOWN, NEW);
        TreeSet<String> others = new TreeSet<>(fresh.keySet());
        others.removeAll(known.keySet());
        List<String> parts = new ArrayList<>(known.keySet());
        parts.addAll(others);
        for (String part : parts) {
            report.line(String.format(
                    Locale.ROOT,
                    "| %s | %.0f %% | %.0f %% |",
                    part,
                    known.getOrDefault(part, 0.0) * 100,
                    fresh.getOrDefault(part, 0.0) * 100));
        }
    }

    private Map<String, Double> profile(String name, CheckoutService service, Orders orders) throws Exception {
        Shoppers shoppers = shoppers(name, service, orders);
        Profile.start(service.process());
        shoppers.send("POST", PLACE, service.port(), AT_ONCE);
        return Profile.end(service.process(), work.resolve("profile.jfr"));
    }

    private void plot() throws IOException {
        Plot plot = new Plot("Orders placed in a processor second of PostgreSQL", 0);
        for (String name : List.of(PGBENCH, PACED)) {
            plot.reference(name, rows.of(YIELD, name));
        }
        for (String name : List.of(KNOWN, NEW)) {
            plot.ours(name, rows.of(YIELD, name));
        }
        plot.reference(ONE, rows.of(YIELD, ONE)).write(project.resolve("docs/performance/command.svg"));
    }

    private double ofPostgres() {
        return ProcessorTime.secondsOf(database.process().orElseThrow());
    }

    private String postgres() throws SQLException {
        try (Connection connection = database.server().connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select current_setting('server_version') || ', synchronous_commit ' || current_setting('synchronous_commit')
                            || ', fsync ' || current_setting('fsync') || ', shared_buffers ' || current_setting('shared_buffers')""")) {
            row.next();
            return row.getString(1);
        }
    }

    private void asSuperuser(String sql) throws SQLException {
        try (Connection connection = database.server().connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
