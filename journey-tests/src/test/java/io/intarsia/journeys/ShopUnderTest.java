package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.intarsia.embedded.DatabaseLogin;
import io.intarsia.faults.Crowd;
import io.intarsia.launcher.BrokerLogin;
import io.intarsia.launcher.Shop;
import io.intarsia.launcher.ShopOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shop that the journeys go through: one that is started for them on this machine, or, with {@code -Dbase-url}, any installation. Of one on this machine the
 * databases can be read from outside, and time can pass by moving a deadline.
 */
final class ShopUnderTest {
    private static @Nullable Shop shop;
    private static @Nullable TraceCollector traces;

    private ShopUnderTest() {}

    static boolean isLocal() {
        return System.getProperty("base-url") == null;
    }

    static String url() {
        return isLocal() ? shop().url() : System.getProperty("base-url").replaceFirst("/$", "");
    }

    static synchronized Shop shop() {
        if (shop == null) {
            ShopOptions options = ShopOptions.of(Path.of("..").toAbsolutePath().normalize())
                    .withData(Path.of("target", System.getProperty("test.shop", "shop-1"))
                            .toAbsolutePath())
                    .withPort(0)
                    .withReset(System.getenv("INTARSIA_POSTGRES_URL") == null);
            Map<String, String> environment = new HashMap<>(options.environment());
            environment.putAll(Crowd.FROM_ONE_ADDRESS);
            environment.put("INTARSIA_TRACES", traces().address());
            environment.put("EVENT_LOG_TRACE_LINK", "https://traces.example/trace/{traceId}");
            shop = Shop.start(options.withEnvironment(environment)
                    // Parked after seven seconds instead of four minutes.
                    .withSetting("delivery-service", "INTARSIA_INBOX_ATTEMPTS", "4"));
        }
        return shop;
    }

    /** Where the shop on this machine sends its traces. */
    static synchronized TraceCollector traces() {
        if (traces == null) {
            traces = TraceCollector.open();
        }
        return traces;
    }

    static synchronized void close() {
        if (shop != null) {
            shop.close();
        }
    }

    static void stop(String service) {
        shop().stop(service);
    }

    static void kill(String service) {
        shop().kill(service);
    }

    /** It takes requests and answers none, until {@link #goesOn}. */
    static void hangs(String service) {
        signal(service, "-STOP");
    }

    static void goesOn(String service) {
        signal(service, "-CONT");
    }

    /** The services are children of this process, each in its own module's folder. */
    private static void signal(String service, String signal) {
        List<String> kill = new ArrayList<>(List.of("kill", signal));
        ProcessHandle.current()
                .children()
                .filter(child -> folderOf(child).contains("/" + service + "/target/"))
                .forEach(child -> kill.add(String.valueOf(child.pid())));
        try {
            assertThat(new ProcessBuilder(kill).inheritIO().start().waitFor())
                    .as("%s", kill)
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String folderOf(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "cwd"))
                    .toString();
        } catch (IOException e) {
            return "";
        }
    }

    static void start(String service) {
        if (!shop().running(service)) {
            shop().start(service);
        }
    }

    /** A shop of some of the services only, with its data in the given folder; whoever asks for it closes it. */
    static Shop another(Path folder, List<String> services, UnaryOperator<ShopOptions> options) throws IOException {
        Path project = Files.createDirectories(folder.resolve("project"));
        for (String service : services) {
            Files.createSymbolicLink(
                    project.resolve(service), Path.of("..", service).toRealPath());
        }
        return Shop.start(options.apply(
                ShopOptions.of(project).withData(folder.resolve("data")).withPort(0)));
    }

    /** What every process of a shop has written in this run, by its name: the services, the broker, and PostgreSQL where it is embedded. */
    static Map<String, String> logs(Shop shop) {
        Path folder = shop.log("ui-shell").getParent();
        Map<String, String> logs = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.matches("[a-z-]+\\.log")) {
                    logs.put(name.replace(".log", ""), contents(file));
                }
            }
            Path postgres = folder.resolveSibling("postgres").resolve("server.log");
            if (Files.exists(postgres)) {
                logs.put("PostgreSQL", contents(postgres));
            }
            return logs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String contents(Path log) throws IOException {
        return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    }

    static Connection broker() throws Exception {
        BrokerLogin login = shop().broker();
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(login.host());
        factory.setPort(login.port());
        factory.setUsername(login.username());
        factory.setPassword(login.password());
        return factory.newConnection("journey-tests");
    }

    /** Tells an event as its publisher does. */
    static void publish(UUID id, String type, UUID checkout) throws Exception {
        Map<String, Object> headers = Map.of(
                "ce-specversion",
                "1.0",
                "ce-id",
                id.toString(),
                "ce-type",
                type,
                "ce-source",
                "journey-tests",
                "ce-subject",
                checkout.toString(),
                "ce-time",
                Instant.now().toString());
        try (Connection connection = broker()) {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            channel.basicPublish(
                    "events",
                    type,
                    new AMQP.BasicProperties.Builder()
                            .headers(headers)
                            .deliveryMode(2)
                            .build(),
                    new byte[0]);
            channel.waitForConfirmsOrDie(5_000);
        }
    }

    // What only the owners' databases know

    static String chosenSlot(UUID checkout) {
        return await().until(
                        () -> query(
                                "delivery-service", "select slot_id from delivery where correlation_id = ?", checkout),
                        found -> !found.isEmpty())
                .get(0);
    }

    /** What payment charges, in minor units. */
    static List<String> amountOf(UUID checkout) {
        return query("payment-service", "select amount from payment where correlation_id = ?", checkout);
    }

    /** Who is paid, as the quotes say that payment has accepted. */
    static List<String> issuersOf(UUID checkout) {
        return query(
                "payment-service", "select issuer from accepted_quote where correlation_id = ? order by 1", checkout);
    }

    /** Whether payment has heard that the order is not carried out. */
    static boolean paymentIsOver(UUID checkout) {
        return !query(
                        "payment-service",
                        "select 1 from payment where correlation_id = ? and cancelled_at is not null",
                        checkout)
                .isEmpty();
    }

    static List<String> eventLog(UUID checkout) {
        return query("event-log-service", "select type from logged_event where correlation_id = ?", checkout);
    }

    static UUID eventId(String type, UUID checkout) {
        String sql = "select id from logged_event where type = ? and correlation_id = ?";
        return UUID.fromString(query("event-log-service", sql, type, checkout).get(0));
    }

    static boolean holdsSlot(UUID checkout) {
        return !query("delivery-service", "select 1 from delivery where correlation_id = ? and place_taken", checkout)
                .isEmpty();
    }

    static boolean isScheduled(UUID checkout) {
        return !query(
                        "delivery-service",
                        "select 1 from delivery where correlation_id = ? and scheduled_at is not null",
                        checkout)
                .isEmpty();
    }

    static boolean isDispatched(UUID checkout) {
        return !query(
                        "delivery-service",
                        "select 1 from delivery where correlation_id = ? and dispatched_at is not null",
                        checkout)
                .isEmpty();
    }

    /** When a fact was written down, in milliseconds since 1970. */
    static long when(String service, String table, String column, UUID checkout) {
        String sql = "select floor(extract(epoch from " + column + ") * 1000)::bigint from " + table
                + " where correlation_id = ?";
        return Long.parseLong(query(service, sql, checkout).get(0));
    }

    /** Delivery can read, but not change what it holds for a checkout, until this is closed. */
    static Held holdDelivery(UUID checkout) {
        try {
            java.sql.Connection connection = connect("delivery-service");
            connection.setAutoCommit(false);
            String sql = "select 1 from delivery where correlation_id = ? for update";
            try (PreparedStatement statement = prepared(connection, sql, checkout)) {
                statement.execute();
            }
            return new Held(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A row that only this can change, until it is closed. */
    record Held(java.sql.Connection connection) implements AutoCloseable {
        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static void fillSlot(String slot) {
        update("delivery-service", "update slot set taken = capacity where id = ?", slot);
    }

    static void emptySlot(String slot) {
        update(
                "delivery-service",
                "update slot set taken = (select count(*) from delivery where slot_id = slot.id and place_taken) where id = ?",
                slot);
    }

    /** Lets the hold of a checkout lapse, and others take every place that there is. */
    static void loseHold(UUID checkout) {
        update(
                "delivery-service",
                "update delivery set place_taken = false, released_at = now(), hold_until = now() - interval '1 second' where correlation_id = ?",
                checkout);
        update(
                "delivery-service",
                "update slot set taken = capacity where id = (select slot_id from delivery where correlation_id = ?)",
                checkout);
    }

    static void emptyAllSlots() {
        update(
                "delivery-service",
                "update slot set taken = (select count(*) from delivery where slot_id = slot.id and place_taken)");
    }

    /** Time passes for one order: its deadline is now. */
    static void letOrderExpire(UUID checkout) {
        update(
                "checkout-service",
                "update orders set expires_at = now() - interval '1 second' where correlation_id = ?",
                checkout);
    }

    /** Time passes for the prices of one order, which its payment holds: they can be paid no more. */
    static void letPricesExpire(UUID checkout) {
        update(
                "payment-service",
                "update accepted_quote set expires_at = now() - interval '1 second' where correlation_id = ?",
                checkout);
    }

    /** Days pass for one checkout: everything that is written down of it was written down so much earlier, and its slot was one of an earlier day. */
    static void letDaysPass(UUID checkout, int days) {
        for (String service : List.of("checkout-service", "delivery-service", "payment-service", "event-log-service")) {
            query(service, """
                    select format('update %I set %s where correlation_id = ?', t.relname,
                            string_agg(format('%1$I = %1$I - interval ''DAYS days''', a.attname), ', '))
                    from pg_class t join pg_attribute a on a.attrelid = t.oid
                    where t.relnamespace = 'public'::regnamespace and t.relkind in ('r', 'p') and not t.relispartition
                        and a.atttypid = 'timestamptz'::regtype and not a.attisdropped
                        and exists (select 1 from pg_attribute c where c.attrelid = t.oid and c.attname = 'correlation_id')
                    group by t.relname""".replace("DAYS", String.valueOf(days))).forEach(sql -> update(service, sql, checkout));
        }
        String earlier = "lower(option) || '-' || (day - %1$d) || '-' || to_char(starts, 'HH24MI')".formatted(days);
        update("delivery-service", """
                insert into slot (id, option, day, starts, ends, closes_at, capacity)
                select %1$s, option, day - %2$d, starts, ends, closes_at - interval '%2$d days', capacity
                from slot where id = (select slot_id from delivery where correlation_id = ?)
                on conflict do nothing""".formatted(earlier, days), checkout);
        update("delivery-service", """
                update delivery set slot_id = (select %s from slot where id = slot_id)
                where correlation_id = ? and slot_id is not null""".formatted(earlier), checkout);
        emptyAllSlots();
    }

    static void awaitInEventLog(UUID checkout, String... types) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(eventLog(checkout)).contains(types));
    }

    /** Time passes for one delivery: it is handed over to the carrier. */
    static void letDeliveryLeave(UUID checkout) {
        update(
                "delivery-service",
                "update delivery set captured_at = captured_at - interval '1 hour' where correlation_id = ?",
                checkout);
    }

    /** The tables of a service in which a checkout is named, in whatever column. */
    static List<String> tablesNaming(String service, UUID checkout) {
        return tables(service).stream()
                .filter(table -> !query(
                                service,
                                "select 1 from " + table + " t where row_to_json(t)::text like ? limit 1",
                                "%" + checkout + "%")
                        .isEmpty())
                .toList();
    }

    static void plantInEventLog(UUID id, String type) {
        update(
                "event-log-service",
                "insert into logged_event (id, type, source, correlation_id, time, received_at) values (?, ?, 'planted', ?, now(), now())",
                id,
                type,
                id);
    }

    /** A fault in delivery's database: to plan the delivery of this checkout fails, until {@link #planningWorks}. */
    static void planningFails(UUID checkout) {
        update("delivery-service", """
                create or replace function plan_fails() returns trigger language plpgsql
                as $$ begin raise exception 'the depot is not known to the carrier'; end $$""");
        update("delivery-service", """
                create trigger plan_fails before update on delivery for each row
                when (new.correlation_id = '%s' and old.scheduled_at is null and new.scheduled_at is not null)
                execute function plan_fails()""".formatted(checkout));
    }

    static void planningWorks() {
        update("delivery-service", "drop trigger if exists plan_fails on delivery");
    }

    static void removeFromEventLog(UUID id) {
        update("event-log-service", "delete from logged_event where id = ?", id);
    }

    /** A partition is part of its table, which has the same rows. */
    static List<String> tables(String service) {
        return service.equals("ui-shell")
                ? List.of()
                : query(
                        service,
                        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and relname <> 'flyway_schema_history' order by 1");
    }

    static List<String> columns(String service) {
        return service.equals("ui-shell")
                ? List.of()
                : query(
                        service,
                        "select relname || '.' || attname from pg_class join pg_attribute on attrelid = pg_class.oid where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and attnum > 0 and not attisdropped and relname <> 'flyway_schema_history' order by 1");
    }

    /** Every row of every table, as text. */
    static String databaseContents(String service) {
        return tables(service).stream()
                .flatMap(table -> query(service, "select row_to_json(t)::text from " + table + " t").stream())
                .collect(Collectors.joining("\n"));
    }

    // What the provider says that it did

    static String wholeLedger() {
        return get(shop().address("provider-simulator") + "/v1/ledger");
    }

    /** The kinds of the provider's ledger entries for one checkout, in order. */
    static List<String> ledger(UUID checkout) {
        List<String> lines = Arrays.asList(wholeLedger().split("\n"));
        List<String> authorisations = lines.stream()
                .filter(line -> line.contains(checkout.toString()))
                .map(line -> line.replaceAll(".*\"id\":\"([^\"]+)\".*", "$1"))
                .distinct()
                .toList();
        return lines.stream()
                .filter(line -> authorisations.stream().anyMatch(id -> line.contains('"' + id + '"')))
                .map(line -> line.replaceAll(".*\"entry\":\"([a-z_]+)\".*", "$1"))
                .toList();
    }

    static String get(String url) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .timeout(Duration.ofSeconds(60))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // What a browser can be made to do

    /** This tab does not hear what another tab tells. */
    static void holdBack(Page page, String domEvent) {
        page.evaluate(
                "name => document.body.addEventListener(name, event => event.stopImmediatePropagation(), true)",
                domEvent);
    }

    /** As soon as this page has placed its order, its hold lapses, and others take every place that there is. */
    static void loseHoldAfterPlacing(Page page) {
        page.onResponse(answer -> {
            if (answer.url().endsWith("/place") && answer.ok()) {
                loseHold(UUID.fromString(answer.url().replaceAll(".*/checkouts/([^/]+)/.*", "$1")));
            }
        });
    }

    /** Sends the payment on without one service's quote, and with the sum that is then left. */
    static void payWithoutQuoteOf(Route route, String issuer) {
        long left = 0;
        List<String> kept = new ArrayList<>();
        for (String field : route.request().postData().split("&")) {
            if (field.startsWith("quote=")) {
                String claims =
                        new String(Base64.getUrlDecoder().decode(field.split("\\.")[1]), StandardCharsets.UTF_8);
                if (claims.contains('"' + issuer + '"')) {
                    continue;
                }
                left += Long.parseLong(claims.replaceAll(".*\"amount\":(\\d+).*", "$1"));
            } else if (field.startsWith("total=")) {
                continue;
            }
            kept.add(field);
        }
        kept.add("total=" + left);
        route.resume(new Route.ResumeOptions().setPostData(String.join("&", kept)));
    }

    private static List<String> query(String service, String sql, Object... values) {
        try (java.sql.Connection connection = connect(service);
                PreparedStatement statement = prepared(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void update(String service, String sql, Object... values) {
        try (java.sql.Connection connection = connect(service);
                PreparedStatement statement = prepared(connection, sql, values)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PreparedStatement prepared(java.sql.Connection connection, String sql, Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static java.sql.Connection connect(String service) throws SQLException {
        DatabaseLogin login = shop().database(service);
        return DriverManager.getConnection(login.url(), login.username(), login.password());
    }
}
