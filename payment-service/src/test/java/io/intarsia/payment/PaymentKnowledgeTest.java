package io.intarsia.payment;

import static io.intarsia.payment.TestCheckout.APPROVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.test.TestOperator;
import io.quarkus.test.junit.QuarkusTest;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PaymentKnowledgeTest extends CashDesk {
    @Test
    void an_operator_reads_the_facts_of_a_payment_and_nothing_of_the_card_or_the_amount() {
        checkout.pay(APPROVED);
        others.publish("reservation.made.delivery-service", checkout.id());
        TestOperator operator = TestOperator.signedIn();

        await().untilAsserted(() -> assertThat(
                        operator.about(checkout.id()).select("dt").eachText())
                .containsExactly("state", "opened_at", "authorised_at", "reserved", "due"));
        Document known = operator.about(checkout.id());
        assertThat(known.select("dd").eachText()).contains("RESERVED", "delivery-service", "NOTHING");
        assertThat(known.html().replace(checkout.id().toString(), ""))
                .doesNotContain("4242", "Lovelace", "Visa", "13390", "133.90");
    }

    @Test
    void of_a_payment_that_nobody_has_begun_nothing_is_known() {
        assertThat(TestOperator.signedIn().about(checkout.id()).text()).contains("knows nothing of this order");
    }
}
