package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import io.intarsia.verify.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that is not written in Java, and has nothing but the contract, takes part in whole purchases. It is a file to read: {@code src/test/node/donation-service.mjs}. */
class OtherLanguageTest extends Journey {
    private static final int NOTHING = 0;
    private static final int TWO_EUROS = 2;
    private static final String DEDICATION = "Für Zoë & \"alle\"";
    private static final String PAID = "payment.authorised.donation-service";
    private static final String REFUSED = "reservation.refused.donation-service";
    private static final String RESERVED = "reservation.made.donation-service";

    private static DonationService donations;

    @BeforeAll
    static void it_joins_the_shop() throws Exception {
        assumeTrue(ShopUnderTest.isLocal(), "-Dbase-url names an installation that nothing is to be added to");
        assumeTrue(Browsers.find().isPresent(), () -> Browsers.whyMissing().orElse(""));
        donations = DonationService.joinsTheShop();
    }

    @AfterAll
    static void it_leaves_the_shop() throws Exception {
        if (donations != null) {
            donations.close();
        }
    }

    @BeforeEach
    void it_collects() throws IOException {
        donations.collectsAgain();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "200"})
    void it_keeps_the_contract(String amount) {
        Report report = donations.checked(Map.of("amount", amount));

        System.out.println(report);
        assertThat(report.faults()).isEmpty();
    }

    @Test
    void a_donation_is_in_the_total_on_the_card_and_in_the_log() throws IOException {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        long before = total(zoe);
        donates(zoe, TWO_EUROS).types("Dedicated to (optional)", DEDICATION);
        await().untilAsserted(() -> assertThat(total(zoe)).isEqualTo(before + 200));

        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");

        UUID order = zoe.orderId();
        assertThat(ShopUnderTest.amountOf(order)).containsExactly(String.valueOf(before + 200));
        ShopUnderTest.awaitInEventLog(order, PAID, RESERVED, "payment.captured", "donation.received");
        assertThat(donations.journalOf(order)).anyMatch(line -> line.contains("Für Zoë"));
        assertThat(List.of("checkout-service", "payment-service", "delivery-service", "event-log-service"))
                .noneMatch(other -> ShopUnderTest.databaseContents(other).contains("Für Zoë"));
    }

    @Test
    void what_was_chosen_and_written_is_there_after_a_reload() {
        Shopper zoe = aShopper().hasAFilledBasket();
        donates(zoe, TWO_EUROS).types("Dedicated to (optional)", DEDICATION);
        zoe.seesThatAllIsSaved();

        zoe.page().reload();
        zoe.seesAllWidgets();

        assertThat(zoe.field("€2.00")).isChecked();
        assertThat(zoe.field("Dedicated to (optional)")).hasValue(DEDICATION);
    }

    @Test
    void who_gives_nothing_buys_without_it() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        donates(zoe, TWO_EUROS);
        donates(zoe, NOTHING);

        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");

        UUID order = zoe.orderId();
        assertThat(ShopUnderTest.issuersOf(order)).containsExactly("checkout-service", "delivery-service");
        ShopUnderTest.awaitInEventLog(order, "payment.captured");
        assertThat(ShopUnderTest.eventLog(order)).noneMatch(type -> type.contains("donation"));
    }

    @Test
    void killed_between_sealing_and_paying_it_goes_on_when_it_is_back() throws IOException {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        donates(zoe, TWO_EUROS);
        zoe.page().route(Pattern.compile(".*/pay$"), route -> {
            donations.kill();
            route.resume();
        });

        try {
            zoe.placesTheOrder().isOnTheOrdersPage().sees("Order received");
            ShopUnderTest.awaitInEventLog(zoe.orderId(), PAID);
        } finally {
            donations.start();
        }

        zoe.sees("Order confirmed");
        ShopUnderTest.awaitInEventLog(zoe.orderId(), "donation.received");
    }

    @Test
    void what_it_refuses_cancels_the_order_and_the_money_is_released() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        donates(zoe, TWO_EUROS);
        zoe.page().onResponse(OtherLanguageTest::endTheCollectionOnceTheOrderIsPlaced);

        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order cancelled");

        await().untilAsserted(() -> assertThat(ShopUnderTest.ledger(zoe.orderId()))
                .contains("voided")
                .doesNotContain("captured"));
        assertThat(ShopUnderTest.eventLog(zoe.orderId()))
                .contains(REFUSED)
                .doesNotContain(RESERVED, "donation.received");
    }

    @Test
    void after_sealing_a_change_goes_on_under_a_new_id_and_the_donation_is_carried_over() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        donates(zoe, TWO_EUROS).types("Dedicated to (optional)", DEDICATION);
        zoe.page().route(Pattern.compile(".*/pay$"), Route::abort);

        UUID sealed = sealsButDoesNotPay(zoe);
        zoe.widget("checkout-service/summary").getByLabel("Quantity").first().fill("2");
        zoe.widget("checkout-service/summary").getByLabel("Quantity").first().blur();

        UUID next = goesOnUnderAnotherIdThan(sealed, zoe);
        assertThat(zoe.field("€2.00")).isChecked();
        assertThat(zoe.field("Dedicated to (optional)")).hasValue(DEDICATION);

        zoe.typesACard(Shopper.APPROVED);
        sealsButDoesNotPay(zoe);
        zoe.chooses("Your donation", NOTHING);

        goesOnUnderAnotherIdThan(next, zoe);
        assertThat(zoe.field("Nothing today")).isChecked();
        assertThat(zoe.field("Dedicated to (optional)")).hasValue(DEDICATION);
    }

    @Test
    void an_event_that_comes_again_takes_effect_once_and_what_was_never_sealed_is_refused() throws Exception {
        UUID unheardOf = aCorrelationId();
        UUID event = UUID.randomUUID();
        UUID later = UUID.randomUUID();
        ShopUnderTest.publish(event, PAID, unheardOf);
        ShopUnderTest.awaitInEventLog(unheardOf, REFUSED);

        donations.kill();
        ShopUnderTest.publish(event, PAID, unheardOf);
        ShopUnderTest.publish(later, PAID, unheardOf);
        donations.start();

        await().untilAsserted(() -> assertThat(donations.journalOf(unheardOf)).anyMatch(isAbout(later)));
        assertThat(donations.journalOf(unheardOf))
                .filteredOn(isAbout(event))
                .singleElement()
                .asString()
                .contains(REFUSED);
        assertThat(donations.journalOf(unheardOf)).filteredOn(isAbout(later)).noneMatch(line -> line.contains(REFUSED));
    }

    private static UUID aCorrelationId() {
        UUID random = UUID.randomUUID();
        return new UUID(random.getMostSignificantBits() & ~0xF000L | 0x8000L, random.getLeastSignificantBits());
    }

    private static Predicate<String> isAbout(UUID event) {
        return line -> line.contains("\"event\":\"" + event + '"');
    }

    private static UUID sealsButDoesNotPay(Shopper shopper) {
        shopper.page().waitForRequest(Pattern.compile(".*/pay$"), shopper::placesTheOrder);
        return shopper.openId();
    }

    private static UUID goesOnUnderAnotherIdThan(UUID before, Shopper shopper) {
        await().untilAsserted(() -> assertThat(shopper.openId()).isNotEqualTo(before));
        return shopper.seesThatAllIsSaved().openId();
    }

    private static Shopper donates(Shopper shopper, int option) {
        return shopper.chooses("Your donation", option).seesThatAllIsSaved();
    }

    private static void endTheCollectionOnceTheOrderIsPlaced(Response answer) {
        if (answer.url().endsWith("/place") && answer.ok()) {
            try {
                donations.endsTheCollection();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static long total(Shopper shopper) {
        return Math.round(100
                * Double.parseDouble(shopper.page()
                        .locator("[data-total]")
                        .first()
                        .textContent()
                        .replaceAll("[^0-9.]", "")));
    }
}
