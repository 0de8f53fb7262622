package io.intarsia.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.kit.quote.ApprovedIssuers;
import io.intarsia.kit.quote.Money;
import io.intarsia.kit.quote.QuoteRefused;
import io.intarsia.kit.test.Infrastructure;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class ChangedWhileSealedTest {
    @Inject
    ApprovedIssuers issuers;

    private record Answered(int status, @Nullable Money quoted) {}

    /** Two tabs seal what they were shown, while others change it: whoever comes first, a quote never says less than what is bought. */
    @RepeatedTest(25)
    void a_basket_that_is_changed_while_it_is_sealed_costs_what_was_frozen() {
        Buyer buyer = new Buyer();
        buyer.adds("tray", 2).statusCode(200);
        buyer.writes("buyer@example.com").statusCode(200);
        String shown = buyer.versionShown();

        List<Answered> answers = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> i % 3 == 0 ? seals(buyer, shown) : changes(buyer, i + 1))
                .toList();
        // Whatever has come in between, what is shown now can be sealed, and what is sealed stays.
        Answered last = seals(buyer, buyer.versionShown());

        assertThat(answers).extracting(Answered::status).containsAnyOf(200).allMatch(List.of(200, 409, 412)::contains);
        assertThat(last.status()).isEqualTo(200);
        Money frozen = Money.of(
                Long.parseLong(
                        buyer.sees("summary").selectFirst("[data-amount]").attr("data-amount")),
                "EUR");
        assertThat(last.quoted()).isEqualTo(frozen);
        assertThat(answers.stream().map(Answered::quoted).filter(Objects::nonNull))
                .allMatch(frozen::equals);
    }

    private static Answered changes(Buyer buyer, int quantity) {
        return new Answered(buyer.changes("tray", quantity).extract().statusCode(), null);
    }

    private Answered seals(Buyer buyer, String version) {
        var answer = buyer.seals(version).extract();
        try {
            return new Answered(
                    answer.statusCode(),
                    answer.statusCode() == 200
                            ? issuers.verify(answer.path("quote"), buyer.id()).amount()
                            : null);
        } catch (QuoteRefused e) {
            throw new AssertionError(e);
        }
    }
}
