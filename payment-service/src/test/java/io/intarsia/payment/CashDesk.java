package io.intarsia.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.test.Infrastructure;
import io.quarkus.test.common.WithTestResource;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What every test over HTTP has: the real database, the real broker, the real simulator, and a shopper whom nobody has seen before. */
@WithTestResource(Infrastructure.class)
@WithTestResource(SimulatedProvider.class)
abstract class CashDesk {
    @Inject
    OtherServices others;

    @Inject
    Quotes quotes;

    @Inject
    SettableClock clock;

    SimulatedProvider provider;
    TestCheckout checkout;

    @BeforeEach
    void newShopper() {
        checkout = new TestCheckout(quotes);
    }

    @AfterEach
    void nowIsNow() {
        clock.reset();
    }

    void awaitEvents(String... types) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(others.heardOf(checkout.id())).contains(types));
    }

    long charges() {
        return provider.count("authorised", checkout.id());
    }

    void awaitEntry(String entry) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(provider.count(entry, checkout.id())).isEqualTo(1));
    }
}
