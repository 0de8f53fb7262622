package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.intarsia.embedded.EmbeddedBroker;
import io.intarsia.launcher.Shop;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the shopper types into one widget is never in another service's database, log or message. Distinct markers are typed into every field that can carry one;
 * each is found at its owner, so that the search is known to work, and nowhere else. For the other fields the columns are looked at.
 */
class LeakTest extends Journey {
    private static final String DECLINED_NUMBER = "4000 0000 0000 0002";
    private static final String CARD_NUMBER = "5555 5555 5555 4444";

    /** As long as a postcode may be, and none that any country writes: the shopper says that it is right. */
    private static final String POSTCODE = "QMARKER-7308";

    /** What is typed, by the service that owns the field. */
    private static final Map<String, List<String>> OWNED = Map.of(
            "checkout-service", List.of("marker-email-7301@example.org"),
            "delivery-service",
                    List.of(
                            "Nomen Markername 7302",
                            "Markerstreet 7303",
                            "Markerfloor 7304",
                            "Markertown 7305",
                            "Markerprovince 7307",
                            POSTCODE),
            "payment-service", List.of());

    /** Typed into a widget, but kept by nobody: the provider gets it, and payment a token. */
    private static final List<String> NOWHERE =
            List.of(DECLINED_NUMBER, "Declined Marker 7309", CARD_NUMBER, "Cardholder Marker 7306");

    /** What a column that holds it is called, by the service that owns it. */
    private static final Map<String, List<String>> ONLY_THERE = Map.of(
            "checkout-service", List.of("sku", "quantity"),
            "delivery-service", List.of("region", "postcode", "country", "option", "slot"));

    private static final List<String> SERVICES =
            List.of("checkout-service", "payment-service", "delivery-service", "event-log-service", "ui-shell");

    @BeforeEach
    void on_this_machine() {
        assumeTrue(
                ShopUnderTest.isLocal(), "-Dbase-url names an installation whose databases cannot be read from here");
    }

    @Test
    void what_is_typed_into_a_widget_is_at_its_owner_and_nowhere_else() throws Exception {
        try (Tap tap = Tap.open()) {
            buyWithMarkers();
            await().untilAsserted(() -> assertThat(tap.messages()).anyMatch(m -> m.contains("payment.captured")));

            for (Map.Entry<String, List<String>> owned : OWNED.entrySet()) {
                String database = ShopUnderTest.databaseContents(owned.getKey());
                assertThat(owned.getValue())
                        .as("found at their owner %s", owned.getKey())
                        .allMatch(marker -> LeakSearch.finds(marker, database));
            }
            assertThat(leaks(tap.messages())).isEmpty();
            assertThat(tap.messages())
                    .anyMatch(m -> m.contains("payment.declined"))
                    .allSatisfy(message -> assertThat(message).contains("ce-subject"));
        }
    }

    /** The search must be able to fail: each way out of a service is tried with a leak put in on purpose. */
    @Test
    void a_leak_that_is_put_in_on_purpose_is_found() throws Exception {
        UUID planted = UUID.randomUUID();
        try (Tap tap = Tap.open()) {
            tap.plant(EmbeddedBroker.HISTORY, jws("{\"street\":\"Markerstreet 7303\"}"));
            tap.plant(EmbeddedBroker.DEAD_EVENTS, base64("in Markerprovince 7307"));
            await().untilAsserted(() -> assertThat(tap.messages())
                    .filteredOn(m -> m.contains("leak.planted"))
                    .hasSize(2));
            ShopUnderTest.plantInEventLog(planted, "Nomen Markername 7302, " + POSTCODE);

            assertThat(leaks(tap.messages()))
                    .contains(
                            "Markerstreet 7303 is in a message",
                            "Markerprovince 7307 is in a message",
                            "Nomen Markername 7302 is in the database of event-log-service",
                            POSTCODE + " is in the database of event-log-service");
        } finally {
            ShopUnderTest.removeFromEventLog(planted);
        }
    }

    /** In a shop of its own two services talk too much, so that what leaks is written by a real process to its own log. */
    @Test
    void a_leak_that_a_service_writes_to_its_log_is_found_there_even_at_its_owner_and_encoded(@TempDir Path folder)
            throws Exception {
        try (Shop talkative = ShopUnderTest.another(
                folder,
                List.of("ui-shell", "delivery-service"),
                options -> options.withSetting("delivery-service", "QUARKUS_LOG_LEVEL", "DEBUG")
                        .withSetting("ui-shell", "QUARKUS_HTTP_ACCESS_LOG_ENABLED", "true"))) {
            aShopperIn(talkative)
                    .opensTheCheckout()
                    .types("City", "Markertown 7305")
                    .types("Postcode", POSTCODE);
            String asked = talkative.url() + "/?name=";
            ShopUnderTest.get(asked + URLEncoder.encode("Nomen Markername 7302", StandardCharsets.UTF_8));
            ShopUnderTest.get(asked + base64("to Markerstreet 7303"));
            ShopUnderTest.get(asked + jws("{\"floor\":\"Markerfloor 7304\"}"));

            await().untilAsserted(() -> assertThat(leaksInLogs(talkative))
                    .containsExactlyInAnyOrder(
                            "Markertown 7305 is in the log of delivery-service",
                            POSTCODE + " is in the log of delivery-service",
                            "Nomen Markername 7302 is in the log of ui-shell",
                            "Markerstreet 7303 is in the log of ui-shell",
                            "Markerfloor 7304 is in the log of ui-shell"));
        }
    }

    /** A security code is too short to be told from other digits, so the schema is looked at: nothing could hold it. */
    @Test
    void no_table_has_a_column_for_a_card_number_or_a_security_code() {
        for (String service : SERVICES) {
            assertThat(ShopUnderTest.columns(service))
                    .noneMatch(column -> column.matches(
                            ".*\\.(card_?number|pan|number|cvc|cvv|csc|security_?code|code|expiry.*|name_on_card)"));
        }
        assertThat(ShopUnderTest.columns("event-log-service").stream().filter(c -> c.startsWith("logged_event")))
                .allMatch(
                        column -> column.matches(
                                "logged_event[^.]*\\.(id|position|type|source|correlation_id|causation_id|time|received_at|problem|trace_id)"));
    }

    /** A country, an option, a slot and a quantity cannot carry a marker, so the schema is looked at here, too. */
    @Test
    void what_is_chosen_and_where_it_goes_have_columns_at_their_owner_and_nowhere_else() {
        Map<String, List<String>> columns =
                SERVICES.stream().collect(toMap(service -> service, ShopUnderTest::columns));

        ONLY_THERE.forEach((owner, names) -> names.forEach(name -> assertThat(columns.entrySet())
                .as(name)
                .filteredOn(service ->
                        service.getValue().stream().anyMatch(column -> column.matches(".*\\.(.*_)?" + name + "(_.*)?")))
                .extracting(Map.Entry::getKey)
                .containsExactly(owner)));
    }

    private static List<String> leaks(Collection<String> messages) {
        List<String> leaks = new ArrayList<>(leaksInLogs(ShopUnderTest.shop()));
        for (String service : SERVICES) {
            String database = ShopUnderTest.databaseContents(service);
            for (String marker : markers()) {
                boolean own = OWNED.getOrDefault(service, List.of()).contains(marker);
                if (!own && LeakSearch.finds(marker, database)) {
                    leaks.add(marker + " is in the database of " + service);
                }
            }
        }
        markers().stream()
                .filter(marker -> messages.stream().anyMatch(message -> LeakSearch.finds(marker, message)))
                .forEach(marker -> leaks.add(marker + " is in a message"));
        markers().stream()
                .filter(marker -> LeakSearch.finds(marker, ShopUnderTest.wholeLedger()))
                .forEach(marker -> leaks.add(marker + " is in the provider's ledger"));
        return leaks;
    }

    /** Personal data reaches no log at all, not even its owner's; nor PostgreSQL's, the broker's or the provider's. */
    private static List<String> leaksInLogs(Shop shop) {
        List<String> leaks = new ArrayList<>();
        ShopUnderTest.logs(shop)
                .forEach((process, log) -> markers().stream()
                        .filter(marker -> LeakSearch.finds(marker, log))
                        .forEach(marker -> leaks.add(marker + " is in the log of " + process)));
        return leaks;
    }

    private static List<String> markers() {
        return Stream.concat(OWNED.values().stream().flatMap(List::stream), NOWHERE.stream())
                .toList();
    }

    private static String jws(String claims) {
        return base64("{\"alg\":\"ES256\"}") + "." + base64(claims) + ".c2ln";
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** In Italy, whose addresses have a province, and with a card that is declined before the one that pays. */
    private void buyWithMarkers() {
        Shopper zoe = aShopper().hasAFilledBasket();
        zoe.types("Email", "marker-email-7301@example.org");
        zoe.field("Country").selectOption("IT");
        assertThat(zoe.field("Province")).isVisible();
        zoe.types("Full name", "Nomen Markername 7302");
        zoe.types("Address line 1", "Markerstreet 7303");
        zoe.page().getByLabel(Pattern.compile("Address line 2")).fill("Markerfloor 7304");
        zoe.types("City", "Markertown 7305");
        zoe.types("Province", "Markerprovince 7307");
        zoe.types("Postcode", POSTCODE);
        Locator right = zoe.page().getByLabel(Pattern.compile(POSTCODE + ".* is right"));
        right.click();
        zoe.seesThatAllIsSaved();
        assertThat(right).isChecked();
        typesACard(zoe, DECLINED_NUMBER, "Declined Marker 7309");
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Payment declined");

        typesACard(zoe, CARD_NUMBER, "Cardholder Marker 7306");
        zoe.button("Try again").click();
        zoe.sees("Order confirmed");
    }

    private static void typesACard(Shopper shopper, String number, String name) {
        shopper.types("Name on card", name);
        shopper.types("Card number", number);
        shopper.types("Expiry date", "12/34");
        shopper.types("Security code", "937");
    }

    /** Hears every message that goes over the broker, through whichever exchange. */
    private record Tap(Connection connection, Channel channel, Collection<String> messages) implements AutoCloseable {
        private static final String QUEUE = "leak-tap";

        static Tap open() throws Exception {
            Connection connection = ShopUnderTest.broker();
            Channel channel = connection.createChannel();
            channel.queueDeclare(QUEUE, true, false, false, Map.of());
            for (String exchange : List.of(EmbeddedBroker.EVENTS, EmbeddedBroker.HISTORY, EmbeddedBroker.DEAD_EVENTS)) {
                channel.queueBind(QUEUE, exchange, "#");
            }
            Collection<String> messages = new ConcurrentLinkedQueue<>();
            channel.basicConsume(
                    QUEUE,
                    true,
                    (tag, message) -> messages.add(message.getEnvelope() + " " + message.getProperties() + " "
                            + new String(message.getBody(), StandardCharsets.UTF_8)),
                    tag -> {});
            return new Tap(connection, channel, messages);
        }

        /** By a routing key at which no service listens; of what goes to {@code events}, the log would keep that it was refused. */
        void plant(String exchange, String leaking) throws Exception {
            channel.basicPublish(
                    exchange,
                    QUEUE,
                    new AMQP.BasicProperties.Builder()
                            .type("leak.planted")
                            .headers(Map.of("ce-subject", leaking))
                            .build(),
                    new byte[0]);
        }

        @Override
        public void close() throws Exception {
            channel.queueDelete(QUEUE);
            connection.close();
        }
    }
}
