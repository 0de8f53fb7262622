package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A shopper asks that an order be forgotten. Of what was typed, no database, log or page has anything left; under its ID there is only what {@code docs/security.md} says. Before
 * that everything is found, so that the search is known to work.
 */
class ErasureTest extends Journey {
    private static final List<String> SERVICES =
            List.of("checkout-service", "payment-service", "delivery-service", "event-log-service");

    /** What is typed, and who keeps it until then. */
    private static final Map<String, List<String>> TYPED = Map.of(
            "checkout-service", List.of("remains-email-8301@example.org"),
            "delivery-service",
                    List.of("Remains Markername 8302", "Remainstreet 8303", "Remainsfloor 8304", "Remainstown 8305"));

    /** What every service keeps of an order, but for the tables that are left. */
    private static final Map<String, List<String>> ROWS = Map.of(
            "checkout-service", List.of("order_line", "order_reservation", "orders"),
            "payment-service", List.of("accepted_quote", "attempt", "payment"),
            "delivery-service", List.of("delivery"),
            "event-log-service", List.of());

    private static final String REASON = "asked for in ticket 8306";

    @BeforeEach
    void on_this_machine() {
        assumeTrue(
                ShopUnderTest.isLocal(), "-Dbase-url names an installation whose databases cannot be read from here");
    }

    @Test
    void of_an_order_that_is_forgotten_nothing_is_left_but_what_the_documents_say() throws Exception {
        Shopper zoe = aShopper();
        Page otherTab = leavesATabOpen(zoe);
        buys(zoe);
        UUID order = zoe.orderId();
        ShopUnderTest.awaitInEventLog(order, "payment.captured", "delivery.scheduled");
        everythingIsThere(order);
        ShopUnderTest.letDeliveryLeave(order);
        ShopUnderTest.awaitInEventLog(order, "delivery.dispatched");

        Shopper operator = aShopper();
        anOperatorHasItForgotten(operator, order);

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Assertions.assertThat(rowsOf(order)).isEmpty();
            Assertions.assertThat(remains()).isEmpty();
        });
        // The log has looked whether anything is awaited, and the last event has left its outbox.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> Assertions.assertThat(namedIn(order)).isEqualTo(mayNameIt()));
        theOperatorReadsThatItIsForgotten(operator, order);
        theShopperReadsThatItIsDeleted(zoe, order);

        zoe.goesBackTo(otherTab).types("City", "Remainsvillage");
        zoe.isOnTheOrdersPage().reads("were deleted");
        Assertions.assertThat(zoe.orderId()).isEqualTo(order);
        Assertions.assertThat(rowsOf(order)).isEmpty();
        Assertions.assertThat(LeakSearch.finds("Remainsvillage", ShopUnderTest.databaseContents("delivery-service")))
                .isFalse();
    }

    @Test
    void an_order_that_is_not_at_its_end_is_not_forgotten_and_the_operator_reads_why() {
        Shopper zoe = aShopper().buys("4000 0000 0000 0002");
        zoe.isOnTheOrdersPage().sees("Payment declined");
        Page page = opens(aShopper(), zoe.orderId());
        Locator checkout = widget(page, "checkout-service");
        checkout.getByText("Forget this order").click();

        assertThat(checkout).containsText("it has to be confirmed or cancelled first");
        assertThat(button(checkout, "Have it forgotten")).hasCount(0);
        zoe.sees("Payment declined");
    }

    /** On the checkout, under the ID that is bought under in another tab; it is asleep when the other tells that the ID is used up. */
    private static Page leavesATabOpen(Shopper zoe) {
        zoe.hasAFilledBasket();
        Page bought = zoe.page();
        zoe.opensAnotherTab();
        Page asleep = zoe.page();
        asleep.addInitScript("window.BroadcastChannel = class extends EventTarget { postMessage() {} close() {} }");
        zoe.opensTheCheckout().goesBackTo(bought);
        return asleep;
    }

    private void buys(Shopper zoe) {
        zoe.types("Email", "remains-email-8301@example.org");
        zoe.types("Full name", "Remains Markername 8302");
        zoe.types("Address line 1", "Remainstreet 8303");
        zoe.page().getByLabel(Pattern.compile("Address line 2")).fill("Remainsfloor 8304");
        zoe.types("City", "Remainstown 8305");
        zoe.types("Postcode", "04109");
        zoe.typesACard("5555 5555 5555 4444");
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
    }

    private static void everythingIsThere(UUID order) {
        TYPED.forEach((service, markers) -> Assertions.assertThat(markers)
                .as("found at their owner %s", service)
                .allMatch(marker -> LeakSearch.finds(marker, ShopUnderTest.databaseContents(service))));
        ROWS.forEach((service, tables) -> Assertions.assertThat(ShopUnderTest.tablesNaming(service, order))
                .containsAll(tables));
    }

    private void anOperatorHasItForgotten(Shopper operator, UUID order) {
        Page page = opens(operator, order);
        Locator checkout = widget(page, "checkout-service");
        checkout.getByText("Forget this order").click();
        button(checkout, "Have it forgotten").click();
        assertThat(checkout).containsText("Enter why.");
        checkout.getByLabel("Reason").fill(REASON);
        takePictures("asking");
        button(checkout, "Have it forgotten").click();
        assertThat(checkout).containsText("This cannot be undone.");
        looksGood(page, "confirming");
        button(checkout, "Delete all data of this order").click();
        assertThat(checkout).containsText("The data of this order are deleted here");
    }

    private void theOperatorReadsThatItIsForgotten(Shopper operator, UUID order) {
        Page page = operator.page();
        page.navigate("/event-log/" + order);
        for (String service : List.of("checkout-service", "payment-service", "delivery-service")) {
            assertThat(widget(page, service)).containsText("Forgotten: all that this service knew of this order");
        }
        assertThat(widget(page, "checkout-service")).containsText(REASON);
        assertThat(page.locator("#events-story")).containsText("order.forgotten");
        assertThat(page.locator("#events-story")).containsText("This order is forgotten");
        looksGood(page, "forgotten");
        Assertions.assertThat(shownOn(page)).isEmpty();
    }

    private void theShopperReadsThatItIsDeleted(Shopper zoe, UUID order) {
        zoe.page().navigate("/orders/" + order);
        zoe.seesAllWidgets();
        assertThat(zoe.widget("checkout-service/order")).containsText("were deleted");
        assertThat(zoe.widget("payment-service/receipt")).containsText("What we knew of this payment was deleted");
        assertThat(zoe.widget("delivery-service/shipment")).containsText("What we knew of this delivery was deleted");
        assertThat(zoe.widget("event-log-service/happened")).containsText("order.forgotten");
        looksGood(zoe.page(), "the-order-afterwards");
        Assertions.assertThat(shownOn(zoe.page())).isEmpty();
    }

    private void looksGood(Page page, String occasion) {
        Assertions.assertThat(Axe.findsOn(page)).isEmpty();
        takePictures(occasion);
        page.setViewportSize(320, 900);
        Assertions.assertThat(page.evaluate("document.documentElement.scrollWidth"))
                .isEqualTo(320);
        takePictures(occasion + "-320");
        page.setViewportSize(1280, 900);
    }

    private static Page opens(Shopper operator, UUID order) {
        Page page = operator.page();
        page.navigate("/event-log/" + order);
        operator.types("Password", ShopUnderTest.shop().operatorPassword());
        operator.button("Sign in").click();
        return page;
    }

    /** The rows that are to be gone, of whichever service. */
    private static List<String> rowsOf(UUID order) {
        List<String> rows = new ArrayList<>();
        for (String service : SERVICES) {
            ShopUnderTest.tablesNaming(service, order).stream()
                    .filter(ROWS.get(service)::contains)
                    .forEach(table -> rows.add(service + "." + table));
        }
        return rows;
    }

    private static TreeSet<String> namedIn(UUID order) {
        TreeSet<String> tables = new TreeSet<>();
        SERVICES.forEach(service ->
                ShopUnderTest.tablesNaming(service, order).forEach(table -> tables.add(service + "." + table)));
        return tables;
    }

    /** What {@code docs/security.md} lists as left, table by table. */
    private static TreeSet<String> mayNameIt() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "security.md"));
        String chapter = document.substring(document.indexOf("### What is left of a forgotten order"));
        TreeSet<String> tables = new TreeSet<>();
        Pattern.compile("^\\| `([a-z_]+)` \\| ([a-z, -]+) \\|", Pattern.MULTILINE)
                .matcher(chapter)
                .results()
                .forEach(row -> Stream.of(row.group(2).split(", "))
                        .forEach(service -> tables.add(service + "." + row.group(1))));
        return tables;
    }

    private static List<String> remains() {
        List<String> remains = new ArrayList<>();
        for (String service : SERVICES) {
            String database = ShopUnderTest.databaseContents(service);
            markers()
                    .filter(marker -> LeakSearch.finds(marker, database))
                    .forEach(marker -> remains.add(marker + " is in the database of " + service));
        }
        ShopUnderTest.logs(ShopUnderTest.shop())
                .forEach((process, log) -> markers()
                        .filter(marker -> LeakSearch.finds(marker, log))
                        .forEach(marker -> remains.add(marker + " is in the log of " + process)));
        markers()
                .filter(marker -> LeakSearch.finds(marker, ShopUnderTest.wholeLedger()))
                .forEach(marker -> remains.add(marker + " is in the provider's ledger"));
        return remains;
    }

    private static List<String> shownOn(Page page) {
        return markers()
                .filter(marker -> LeakSearch.finds(marker, page.content()))
                .toList();
    }

    private static Stream<String> markers() {
        return TYPED.values().stream().flatMap(List::stream);
    }

    private static Locator widget(Page page, String service) {
        return page.locator("[data-widget='" + service + "/operator']");
    }

    private static Locator button(Locator within, String name) {
        return within.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }
}
