package io.intarsia.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestOperator;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class DeliveryKnowledgeTest {
    @Inject
    SettableClock clock;

    @Inject
    SlotsForTests slots;

    @Inject
    OtherServices others;

    @Test
    void an_operator_reads_the_facts_of_a_delivery_and_nothing_that_was_typed() {
        AtTheDoor shopper = new AtTheDoor(clock);
        String slot = slots.make(1);
        shopper.sealIn(slot);
        others.tell(shopper.id(), "payment.authorised.delivery-service");
        TestOperator operator = TestOperator.signedIn();

        await().untilAsserted(() -> assertThat(
                        operator.about(shopper.id()).select("dt").eachText())
                .containsExactly("state", "sealed_at", "hold_until", "paid_at", "reserved_at"));
        assertThat(operator.about(shopper.id()).select("dd").first().text()).isEqualTo("RESERVED");
        assertThat(operator.about(shopper.id()).select("tbody").text()).contains("payment.authorised.delivery-service");
        assertThat(operator.about(shopper.id()).html())
                .doesNotContain("Lovelace", "Invaliden", "Berlin", "10115", slot);
    }

    @Test
    void of_a_delivery_that_nobody_has_begun_nothing_is_known() {
        assertThat(TestOperator.signedIn().about(new AtTheDoor(clock).id()).text())
                .contains("knows nothing of this order");
    }
}
