package io.intarsia.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.intarsia.kit.quote.ApprovedIssuers;
import io.intarsia.kit.quote.Money;
import io.intarsia.kit.quote.Quote;
import io.intarsia.kit.test.Infrastructure;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.hibernate.SessionFactory;
import org.hibernate.stat.Statistics;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class SummaryWidgetTest {
    private final Buyer buyer = new Buyer();

    @Inject
    ApprovedIssuers issuers;

    @Inject
    EntityManager entities;

    @Inject
    Wire wire;

    @Test
    void an_empty_basket_says_so_to_the_page_too_and_adds_nothing_to_the_total() {
        Document summary = buyer.sees("summary");

        assertThat(summary.text()).contains("Your basket is empty.");
        assertThat(summary.select("[data-widget][data-empty]")).hasSize(1);
        assertThat(summary.select("[data-amount]")).isEmpty();
        buyer.adds("tray", 1).statusCode(200);
        assertThat(buyer.sees("summary").select("[data-empty]")).isEmpty();
    }

    @Test
    void each_line_has_picture_name_unit_price_quantity_and_price() {
        buyer.adds("tray", 2).statusCode(200);
        Document summary = buyer.sees("summary");

        assertThat(summary.select(".lines li")).hasSize(1);
        assertThat(summary.select(".lines img").attr("src")).isEqualTo("/checkout-service/catalogue/images/tray.svg");
        assertThat(summary.select(".lines h3").text()).isEqualTo("Walnut tray");
        assertThat(summary.select(".lines .hint").text()).isEqualTo("€129.00 each");
        assertThat(summary.select("label").text()).isEqualTo("Quantity");
        assertThat(summary.select("input[name=quantity]").val()).isEqualTo("2");
        assertThat(summary.select(".lines .price").text()).isEqualTo("€258.00");
    }

    @Test
    void the_sum_is_there_for_the_page_once_and_says_the_tax_that_it_includes() {
        buyer.adds("tray", 2).statusCode(200);
        buyer.adds("pencil", 1).statusCode(200);
        Document summary = buyer.sees("summary");

        assertThat(summary.select("[data-amount]")).hasSize(1);
        assertThat(summary.select("[data-amount]").attr("data-amount")).isEqualTo("25895");
        assertThat(summary.select("[data-amount]").attr("data-currency")).isEqualTo("EUR");
        assertThat(summary.select("[data-amount]").text()).isEqualTo("€258.95");
        assertThat(summary.select(".sums").text()).contains("includes 19 % tax").contains("€41.34");
    }

    @Test
    void a_changed_quantity_is_shown_and_told_to_the_page() {
        buyer.adds("tray", 2).statusCode(200);
        String version = buyer.versionShown();

        buyer.changes("tray", 3)
                .statusCode(200)
                .header("HX-Trigger", "checkout-service:basket-changed")
                .body(containsString("€387.00"));
        assertThat(Long.parseLong(buyer.versionShown())).isGreaterThan(Long.parseLong(version));
    }

    @Test
    void the_same_quantity_again_changes_nothing() {
        buyer.adds("tray", 2).statusCode(200);
        String version = buyer.versionShown();
        buyer.changes("tray", 2).statusCode(200);

        assertThat(buyer.versionShown()).isEqualTo(version);
    }

    @Test
    void a_quantity_of_0_takes_the_line_out_and_so_does_remove() {
        buyer.adds("tray", 2).statusCode(200);
        buyer.adds("board", 1).statusCode(200);
        buyer.adds("pencil", 1).statusCode(200);
        buyer.changes("tray", 0).statusCode(200).body(not(containsString("Walnut tray")));
        buyer.asking()
                .formParam("sku", "board")
                .formParam("quantity", "1")
                .formParam("remove", "1")
                .post(buyer.path("summary"))
                .then()
                .statusCode(200);

        assertThat(buyer.sees("summary").select(".lines h3").eachText()).containsExactly("Pencil <cedar>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"100", "-1", "", "two", "1.5"})
    void a_quantity_that_cannot_be_is_said_beside_the_field_with_what_was_typed(String typed) {
        buyer.adds("tray", 2).statusCode(200);
        Document summary = Jsoup.parseBodyFragment(
                buyer.changes("tray", typed).statusCode(422).extract().asString());

        assertThat(summary.select(".error").text()).isEqualTo("Enter a whole number from 1 to 99.");
        assertThat(summary.select("input[aria-invalid=true]").val()).isEqualTo(typed);
        assertThat(buyer.sees("summary").select("input[name=quantity]").val()).isEqualTo("2");
    }

    @Test
    void check_of_an_empty_basket_is_422() {
        buyer.checks().statusCode(422).body(containsString("Your basket is empty."));
    }

    @Test
    void check_of_a_basket_is_204() {
        buyer.adds("tray", 2).statusCode(200);
        buyer.checks().statusCode(204);
    }

    @Test
    void what_is_no_longer_sold_is_said_and_cannot_be_sealed_but_removed() {
        buyer.adds("tray", 1).statusCode(200);
        buyer.writes("buyer@example.com").statusCode(200);
        sql("insert into order_line (correlation_id, position, sku, quantity) values (:id, 1, 'gone', 1)");

        assertThat(buyer.sees("summary").text()).contains("This product is no longer sold.");
        assertThat(buyer.sees("summary").select("[data-amount]").attr("data-amount"))
                .isEqualTo("12900");
        buyer.checks().statusCode(422).body(containsString("Something in your basket is no longer sold."));
        buyer.seals().statusCode(422);
        buyer.changes("gone", 0).statusCode(200);
        buyer.checks().statusCode(204);
        buyer.seals().statusCode(200);
    }

    @Test
    void sealing_gives_a_quote_of_the_sum_for_this_checkout_that_expires() throws Exception {
        buyer.adds("tray", 2).statusCode(200);
        buyer.writes("buyer@example.com").statusCode(200);
        Quote quote = issuers.verify(buyer.seals().statusCode(200).extract().path("quote"), buyer.id());

        assertThat(quote.issuer()).isEqualTo("checkout-service");
        assertThat(quote.amount()).isEqualTo(Money.of(25_800, "EUR"));
        assertThat(Duration.between(Instant.now(), quote.expiresAt()))
                .isBetween(Duration.ofMinutes(14), Duration.ofMinutes(15));
    }

    @Test
    void sealing_again_gives_a_quote_of_the_same_amount() throws Exception {
        buyer.sealed();
        Quote again = issuers.verify(buyer.seals().statusCode(200).extract().path("quote"), buyer.id());

        assertThat(again.amount()).isEqualTo(Money.of(25_800, "EUR"));
    }

    @Test
    void a_quote_does_not_outlive_the_order() throws Exception {
        buyer.placed();
        sql(
                "update orders set authorised_at = now(), expires_at = now() + interval '1 minute' where correlation_id = :id");
        Quote last = issuers.verify(buyer.seals().statusCode(200).extract().path("quote"), buyer.id());

        assertThat(last.expiresAt()).isBefore(Instant.now().plusSeconds(61));
    }

    @Test
    void sealing_what_another_tab_has_changed_is_412_with_a_word_and_freezes_nothing() {
        buyer.adds("tray", 2).statusCode(200);
        buyer.writes("buyer@example.com").statusCode(200);
        String seenInThisTab = buyer.versionShown();
        buyer.changes("tray", 3).statusCode(200);

        buyer.seals(seenInThisTab)
                .statusCode(412)
                .body(containsString("Your basket was changed elsewhere"))
                .body(containsString("€387.00"));
        buyer.changes("tray", 1).statusCode(200);
    }

    @Test
    void sealing_without_a_version_is_a_400() {
        buyer.asking().post(buyer.path("summary") + "/seal").then().statusCode(400);
    }

    @Test
    void an_empty_basket_or_one_without_an_address_is_not_sealed() {
        buyer.seals().statusCode(422).body(containsString("Enter your email address."));
        buyer.writes("buyer@example.com").statusCode(200);
        buyer.seals().statusCode(422).body(containsString("Your basket is empty."));
    }

    @Test
    void what_is_sealed_is_frozen_but_may_be_said_again() {
        buyer.sealed().changes("tray", 3).statusCode(409).header("Widget-State", "sealed");
        buyer.changes("tray", 2).statusCode(200);
        buyer.checks().statusCode(204);

        assertThat(buyer.sees("summary").select("input[name=quantity]").val()).isEqualTo("2");
    }

    @Test
    void a_price_that_was_sealed_stays_whatever_the_catalogue_says() {
        buyer.sealed();
        sql("update order_line set unit_price = 100, name = 'As it was sealed' where correlation_id = :id");

        assertThat(buyer.sees("summary").select("[data-amount]").attr("data-amount"))
                .isEqualTo("200");
        assertThat(buyer.sees("summary").text()).contains("As it was sealed");
    }

    @Test
    void placing_tells_of_it_once_however_often_it_is_said() {
        buyer.sealed();
        IntStream.range(0, 8).parallel().forEach(i -> buyer.places().statusCode(204));
        buyer.releases().statusCode(204);

        await().untilAsserted(
                        () -> assertThat(wire.published(buyer.id())).containsExactly(Order.PLACED, Order.CANCELLED));
    }

    @Test
    void placing_reads_neither_lines_nor_reservations() {
        Statistics statistics =
                entities.getEntityManagerFactory().unwrap(SessionFactory.class).getStatistics();
        buyer.sealed();
        statistics.setStatisticsEnabled(true);
        try {
            buyer.places().statusCode(204);
            assertThat(statistics.getCollectionFetchCount()).isZero();
            assertThat(statistics.getCollectionLoadCount()).isZero();
        } finally {
            statistics.setStatisticsEnabled(false);
        }
    }

    @Test
    void what_is_not_sealed_is_not_placed() {
        buyer.adds("tray", 2).statusCode(200);

        buyer.places().statusCode(409).header("Widget-State", (String) null);
        assertThat(buyer.orderShown()).contains("There is no order here.");
    }

    @Test
    void placing_after_its_time_is_over_even_before_anybody_has_looked() {
        buyer.sealed();
        QuarkusTransaction.requiringNew().run(() -> {
            sql("update orders set expires_at = now() - interval '1 second' where correlation_id = :id");
        });

        buyer.places().statusCode(409).header("Widget-State", "over");
        assertThat(buyer.stateShown()).isEqualTo("Order cancelled");
    }

    @Test
    void giving_up_is_for_ever_and_may_be_said_again() {
        buyer.placed();
        buyer.releases().statusCode(204);
        buyer.releases().statusCode(204);

        buyer.places().statusCode(409).header("Widget-State", "over");
        buyer.seals().statusCode(409).header("Widget-State", "over");
        buyer.changes("tray", 1).statusCode(409).header("Widget-State", "over");
        await().untilAsserted(
                        () -> assertThat(wire.published(buyer.id())).containsExactly(Order.PLACED, Order.CANCELLED));
    }

    @Test
    void a_checkout_that_nobody_has_heard_of_can_be_given_up_before_it_begins() {
        buyer.releases().statusCode(204);

        buyer.adds("tray", 1).statusCode(409).header("Widget-State", "over");
    }

    @Test
    void lines_and_address_are_carried_over_to_a_new_checkout_but_not_the_state() {
        buyer.sealed().releases().statusCode(204);
        Buyer next = new Buyer();
        next.carriesOverFrom(buyer);
        next.carriesOverFrom(buyer);

        assertThat(next.sees("summary").select("input[name=quantity]").val()).isEqualTo("2");
        assertThat(next.sees("contact").getElementById("contact-email").val()).isEqualTo("buyer@example.com");
        next.changes("tray", 3).statusCode(200);
        next.seals().statusCode(200);
    }

    @Test
    void nothing_is_carried_over_to_a_basket_that_has_something() {
        buyer.sealed();
        Buyer next = new Buyer();
        next.adds("pencil", 1).statusCode(200);
        next.carriesOverFrom(buyer);

        assertThat(next.sees("summary").select(".lines h3").eachText()).containsExactly("Pencil <cedar>");
    }

    @Test
    void nothing_is_carried_over_without_the_other_ones_proof() {
        Buyer thief = new Buyer();
        thief.asking()
                .header("Carried-From", buyer.sealed().id().toString())
                .header("Carried-From-Proof", thief.proof())
                .post(thief.path("summary") + "/carry-over")
                .then()
                .statusCode(404);
        thief.asking().post(thief.path("summary") + "/carry-over").then().statusCode(400);
    }

    private void sql(String statement) {
        Runnable run = () -> entities.createNativeQuery(statement)
                .setParameter("id", buyer.id().value())
                .executeUpdate();
        if (QuarkusTransaction.isActive()) {
            run.run();
        } else {
            QuarkusTransaction.requiringNew().run(run);
        }
    }
}
