package io.intarsia.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestOperator;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class OrderKnowledgeTest {
    private final Buyer buyer = new Buyer();

    @Inject
    Wire wire;

    @Test
    void an_operator_reads_the_facts_of_an_order_and_nothing_that_was_typed() {
        buyer.placed();
        wire.send("payment.authorised.checkout-service", buyer.id());
        wire.send("reservation.refused.delivery-service", buyer.id());
        TestOperator operator = TestOperator.signedIn();

        await().untilAsserted(() -> assertThat(
                        operator.about(buyer.id()).select("dt").eachText())
                .contains("sealed_at", "expires_at", "placed_at", "authorised_at", "refused_by", "cancelled_because"));
        Document known = operator.about(buyer.id());
        assertThat(known.select("dd").eachText()).contains("delivery-service", "REFUSED");
        assertThat(known.html()).doesNotContain("buyer@example.com", "tray");
    }

    @Test
    void of_an_order_that_nobody_has_begun_nothing_is_known() {
        assertThat(TestOperator.signedIn().about(buyer.id()).text()).contains("knows nothing of this order");
    }
}
