package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the shopper types into one widget is never in another service's database, log or message. Distinct markers are typed into every field; each is found at
 * its owner, so that the search is known to work, and nowhere else.
 */
class LeakTest extends Journey {
    private static final String CARD_NUMBER = "5555 5555 5555 4444";

    /** What is typed, by the service that owns the field. */
    private static final Map<String, List<String>> OWNED = Map.of(
            "checkout-service", List.of("marker-email-7301@example.org"),
            "delivery-service",
                    List.of("Nomen Markername 7302", "Markerstreet 7303", "Markerfloor 7304", "Markertown 7305"),
            "payment-service", List.of());

    /** Typed into a widget, but kept by nobody: the provider gets it, and payment a token. */
    private static final List<String> NOWHERE = List.of(CARD_NUMBER, "Cardholder Marker 7306");

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
            assertThat(tap.messages()).allSatisfy(message -> assertThat(message).contains("ce-subject"));
        }
    }

    /** The search must be able to fail: each way out of a service is tried with a leak put in on purpose. */
    @Test
    void a_leak_that_is_put_in_on_purpose_is_found() throws Exception {
        UUID planted = UUID.randomUUID();
        try (Tap tap = Tap.open()) {
            tap.publish("leak.planted", Map.of("ce-subject", jws("{\"street\":\"Markerstreet 7303\"}")));
            await().untilAsserted(() -> assertThat(tap.messages()).isNotEmpty());
            ShopUnderTest.plantInEventLog(planted, "Nomen Markername 7302");

            assertThat(leaks(tap.messages()))
                    .contains(
                            "Markerstreet 7303 is in a message",
                            "Nomen Markername 7302 is in the database of event-log-service");
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
            aShopperIn(talkative).opensTheCheckout().types("City", "Markertown 7305");
            String asked = talkative.url() + "/?name=";
            ShopUnderTest.get(asked + URLEncoder.encode("Nomen Markername 7302", StandardCharsets.UTF_8));
            ShopUnderTest.get(asked + base64("to Markerstreet 7303"));
            ShopUnderTest.get(asked + jws("{\"floor\":\"Markerfloor 7304\"}"));

            await().untilAsserted(() -> assertThat(leaksInLogs(talkative))
                    .containsExactlyInAnyOrder(
                            "Markertown 7305 is in the log of delivery-service",
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

    private void buyWithMarkers() {
        Shopper zoe = aShopper().hasAFilledBasket();
        zoe.types("Email", "marker-email-7301@example.org");
        zoe.types("Full name", "Nomen Markername 7302");
        zoe.types("Address line 1", "Markerstreet 7303");
        zoe.page().getByLabel(java.util.regex.Pattern.compile("Address line 2")).fill("Markerfloor 7304");
        zoe.types("City", "Markertown 7305");
        zoe.types("Postcode", "04109");
        zoe.types("Name on card", "Cardholder Marker 7306");
        zoe.types("Card number", CARD_NUMBER);
        zoe.types("Expiry date", "12/34");
        zoe.types("Security code", "937");
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
    }

    /** Hears every message that goes over the broker. */
    private record Tap(Connection connection, Channel channel, Collection<String> messages) implements AutoCloseable {
        private static final String QUEUE = "leak-tap";

        static Tap open() throws Exception {
            Connection connection = ShopUnderTest.broker();
            Channel channel = connection.createChannel();
            channel.queueDeclare(QUEUE, true, false, false, Map.of());
            channel.queueBind(QUEUE, "events", "#");
            Collection<String> messages = new ConcurrentLinkedQueue<>();
            channel.basicConsume(
                    QUEUE,
                    true,
                    (tag, message) -> messages.add(message.getEnvelope() + " " + message.getProperties() + " "
                            + new String(message.getBody(), StandardCharsets.UTF_8)),
                    tag -> {});
            return new Tap(connection, channel, messages);
        }

        void publish(String type, Map<String, Object> headers) throws Exception {
            channel.basicPublish(
                    "",
                    QUEUE,
                    new AMQP.BasicProperties.Builder()
                            .type(type)
                            .headers(headers)
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
