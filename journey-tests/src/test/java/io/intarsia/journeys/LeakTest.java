package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
        ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();
        try (Connection connection = ShopUnderTest.broker();
                Channel channel = connection.createChannel()) {
            String tap = channel.queueDeclare("leak-tap", true, false, false, Map.of())
                    .getQueue();
            channel.queueBind(tap, "events", "#");
            channel.basicConsume(
                    tap,
                    true,
                    (tag, message) -> messages.add(message.getEnvelope() + " " + message.getProperties() + " "
                            + new String(message.getBody())),
                    tag -> {});

            buyWithMarkers();

            await().untilAsserted(() -> assertThat(messages).anyMatch(m -> m.contains("payment.captured")));
            channel.queueDelete(tap);
        }
        List<String> leaks = new ArrayList<>();
        for (String service : SERVICES) {
            String database = ShopUnderTest.databaseContents(service);
            String log = ShopUnderTest.log(service);
            for (Map.Entry<String, List<String>> owned : OWNED.entrySet()) {
                for (String marker : owned.getValue()) {
                    if (owned.getKey().equals(service)) {
                        assertThat(LeakSearch.finds(marker, database))
                                .as("%s is found at its owner %s", marker, service)
                                .isTrue();
                    } else if (LeakSearch.finds(marker, database)) {
                        leaks.add(marker + " is in the database of " + service);
                    }
                    if (LeakSearch.finds(marker, log)) {
                        leaks.add(marker + " is in the log of " + service);
                    }
                }
            }
            NOWHERE.stream()
                    .filter(marker -> LeakSearch.finds(marker, database) || LeakSearch.finds(marker, log))
                    .forEach(marker -> leaks.add(marker + " is in the database or log of " + service));
        }
        Stream.concat(OWNED.values().stream().flatMap(List::stream), NOWHERE.stream())
                .filter(marker -> messages.stream().anyMatch(message -> LeakSearch.finds(marker, message)))
                .forEach(marker -> leaks.add(marker + " is in a message"));
        NOWHERE.stream()
                .filter(marker -> LeakSearch.finds(marker, ShopUnderTest.wholeLedger()))
                .forEach(marker -> leaks.add(marker + " is in the provider's ledger"));
        assertThat(leaks).isEmpty();
        assertThat(messages).allSatisfy(message -> assertThat(message).contains("ce-subject"));
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
                .allMatch(column -> column.matches(
                        "logged_event[^.]*\\.(id|position|type|source|correlation_id|causation_id|time|received_at)"));
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
}
