package io.intarsia.payment;

import static io.intarsia.payment.TestCheckout.APPROVED;
import static io.intarsia.payment.TestCheckout.DECLINED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PayingTest extends CashDesk {
    /** On two cores the common pool has one thread from JDK 25 on, and what waits in it keeps others waiting. */
    private static final Executor A_THREAD_EACH = task -> new Thread(task).start();

    /** Charged at once, but the answer takes longer than anybody waits. */
    private static final String NO_ANSWER = "4000 0000 0000 0119";

    @Inject
    AgroalDataSource database;

    @Test
    void each_issuer_is_told_that_it_was_paid_and_the_receipt_shows_the_reservation() {
        assertThat(checkout.pay(APPROVED).statusCode()).isEqualTo(204);

        assertThat(checkout.state()).isEqualTo("Reserved");
        assertThat(checkout.receipt().asString()).contains("€133.90").contains("Visa ending in 4242");
        awaitEvents("payment.authorised.checkout-service", "payment.authorised.delivery-service");
        assertThat(others.allWereEmpty()).isTrue();
        assertThat(charges()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "5555 5555 5555 4444,Mastercard ending in 4444",
        "378282246310005,American Express ending in 0005",
        "6011111111111117,Discover ending in 1117",
        "3056930009020004,Diners Club ending in 0004",
        "3566002020360505,JCB ending in 0505",
        "6200000000000005,UnionPay ending in 0005"
    })
    void every_brand_can_pay(String number, String shown) {
        checkout.pay(number);

        assertThat(checkout.state()).isEqualTo("Reserved");
        assertThat(checkout.receipt().asString()).contains(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "4000 0000 0000 0002,declined by its bank",
        "4000 0000 0000 9995,not enough money",
        "4000 0000 0000 0069,has expired"
    })
    void a_decline_is_said_in_the_shoppers_words(String number, String words) {
        assertThat(checkout.pay(number).statusCode()).isEqualTo(204);

        assertThat(checkout.state()).isEqualTo("Declined");
        assertThat(checkout.receipt().asString()).contains(words).contains("Nothing was charged");
        awaitEvents("payment.declined");
        assertThat(charges()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4000 0000 0000 0044", "4000 0000 0000 0119", "4000 0000 0000 0127", "4000 0000 0000 0341"})
    void what_the_provider_did_not_say_is_asked_again_until_it_is_known_and_charged_once(String number) {
        assertThat(checkout.pay(number).statusCode()).isEqualTo(204);
        assertThat(checkout.state()).isEqualTo("Asking your bank");

        checkout.awaitState("Reserved");
        awaitEvents("payment.authorised.checkout-service");
        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void what_was_not_charged_is_found_out_too() {
        checkout.pay("4000 0000 0000 0259");
        assertThat(checkout.state()).isEqualTo("Asking your bank");

        checkout.awaitState("Declined");
        assertThat(charges()).isZero();
    }

    @Test
    void a_second_card_is_not_tried_while_the_first_is_unresolved() {
        checkout.pay("4000 0000 0000 0119");

        assertThat(checkout.pay(APPROVED).statusCode()).isEqualTo(204);
        assertThat(checkout.retry(APPROVED).statusCode()).isEqualTo(200);
        checkout.awaitState("Reserved");
        assertThat(checkout.receipt().asString()).contains("0119");
        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void a_second_post_charges_nothing() {
        checkout.pay(APPROVED);

        assertThat(checkout.pay(APPROVED).statusCode()).isEqualTo(204);
        assertThat(checkout.check("", "", "", "").statusCode()).isEqualTo(204);
        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void posts_at_the_same_time_are_one_charge() {
        ExecutorService browsers = Executors.newFixedThreadPool(8);
        try {
            List<CompletableFuture<Response>> posts = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> checkout.pay(APPROVED), browsers))
                    .toList();

            assertThat(posts)
                    .allSatisfy(post -> assertThat(post.join().statusCode()).isEqualTo(204));
        } finally {
            browsers.shutdown();
        }
        checkout.awaitState("Reserved");
        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void a_provider_that_is_away_costs_a_word_and_no_money() {
        provider.goAway();
        try {
            Response answer = checkout.pay(APPROVED);

            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(TestCheckout.html(answer).select("[role=alert]").text()).contains("could not be checked now");
        } finally {
            provider.comeBack();
        }
        assertThat(checkout.pay(APPROVED).statusCode()).isEqualTo(204);
        assertThat(charges()).isEqualTo(1);
    }

    @Test
    void an_attempt_whose_process_died_is_taken_up_by_another() throws Exception {
        checkout.pay(DECLINED);
        checkout.awaitState("Declined");
        asIfTheProcessHadDiedBeforeAsking(checkout.id().value());
        assertThat(checkout.state()).isEqualTo("Asking your bank");

        checkout.awaitState("Declined");
        assertThat(provider.count("declined", checkout.id())).isEqualTo(1);
    }

    @Test
    void an_attempt_is_in_the_database_while_the_provider_is_asked() {
        await().atMost(Duration.ofSeconds(30)).until(this::isSeenWhileTheProviderIsAsked);
    }

    private boolean isSeenWhileTheProviderIsAsked() {
        checkout = new TestCheckout(quotes);
        CompletableFuture<Response> answer =
                CompletableFuture.supplyAsync(() -> checkout.pay(NO_ANSWER), A_THREAD_EACH);
        await().until(() -> charges() == 1);
        boolean seen = checkout.state().equals("Asking your bank") && !answer.isDone();
        answer.join();
        return seen;
    }

    @Test
    void the_database_refuses_a_second_attempt_whatever_the_code_does() {
        checkout.pay(APPROVED);

        assertThatThrownBy(() -> anotherAttempt(checkout.id().value())).hasMessageContaining("attempt_one_at_a_time");
    }

    private void anotherAttempt(UUID id) throws Exception {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        insert into attempt (id, correlation_id, token, brand, last4, amount, currency, state, asked, started_at, next_ask_at)
                        select gen_random_uuid(), correlation_id, token, brand, last4, amount, currency, 'STARTED', 1, now(), now() from attempt
                        where correlation_id = ?""")) {
            insert.setObject(1, id);
            insert.executeUpdate();
        }
    }

    @Test
    void neither_number_nor_code_nor_name_is_in_the_database() throws Exception {
        checkout.pay("6011 1111 1111 1117");

        assertThat(dump("payment") + dump("attempt") + dump("accepted_quote") + dump("outbox"))
                .contains("1117")
                .doesNotContain("601111", "6011 11")
                .doesNotContain("Lovelace");
    }

    private void asIfTheProcessHadDiedBeforeAsking(UUID id) throws Exception {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "update attempt set state = 'STARTED', next_ask_at = now() + interval '2 seconds' where correlation_id = ?")) {
            update.setObject(1, id);
            update.executeUpdate();
        }
    }

    private String dump(String table) throws Exception {
        try (Connection connection = database.getConnection();
                PreparedStatement all = connection.prepareStatement(
                        "select string_agg(t::text, chr(10)) from " + table + " t where correlation_id = ?")) {
            all.setObject(1, checkout.id().value());
            var row = all.executeQuery();
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }
}
