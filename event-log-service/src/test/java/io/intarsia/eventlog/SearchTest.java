package io.intarsia.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intarsia.kit.widget.BadInput;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTest {
    @Test
    void nothing_said_means_every_event() {
        assertThat(Search.of(null, " ", "", null, null, null, null)).isEqualTo(Search.EVERYTHING);
        assertThat(Search.EVERYTHING.isNarrowed()).isFalse();
    }

    @Test
    void an_order_number_fits_every_id_that_begins_with_it() {
        Search search = ofNumber(" 4F1C9A52 ");

        assertThat(search.isReadable()).isTrue();
        assertThat(search.firstFitting()).hasToString("4f1c9a52-0000-0000-0000-000000000000");
        assertThat(search.lastFitting()).hasToString("4f1c9a52-ffff-ffff-ffff-ffffffffffff");
    }

    @Test
    void a_whole_correlation_id_fits_only_itself() {
        Search search = ofNumber("4F1C9A52-77d0-8c3e-9b1f-0a6d2e5b7c84");

        assertThat(search.firstFitting())
                .isEqualTo(search.lastFitting())
                .hasToString("4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84");
    }

    @Test
    void times_are_utc_as_a_browser_writes_them() {
        Search search = Search.of(null, null, null, "2026-11-24T15:00", "2026-11-24T15:00:30", null, null);

        assertThat(search.earliest()).isEqualTo(Instant.parse("2026-11-24T15:00:00Z"));
        assertThat(search.end()).isEqualTo(Instant.parse("2026-11-24T15:00:30Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "50%,,,,",
        "order_placed,,,,",
        ",delivery service,,,",
        ",,4F1C,,",
        ",,,yesterday,",
        ",,,,2026-11-24",
        ",,,999999999-01-01T00:00,"
    })
    void what_cannot_be_read_is_told_to_the_operator(
            String type, String service, String number, String from, String to) {
        assertThat(Search.of(type, service, number, from, to, null, null).isReadable())
                .isFalse();
    }

    @Test
    void what_was_asked_for_is_an_address_that_asks_for_it_again() {
        Search search = Search.of("Payment.", "payment-service", "4f1c9a52", "2026-11-24T15:00", null, "only", null);

        assertThat(search.query())
                .isEqualTo(
                        "type=payment.&service=payment-service&number=4f1c9a52&from=2026-11-24T15%3A00&problems=only");
        assertThat(Search.of("a&b=\"", null, null, null, null, null, null).query())
                .isEqualTo("type=a%26b%3D%22");
    }

    @Test
    void what_nobody_types_is_refused() {
        assertThatThrownBy(() -> Search.of(null, null, null, null, null, null, "yesterday"))
                .isInstanceOf(BadInput.class);
    }

    private static Search ofNumber(String number) {
        return Search.of(null, null, number, null, null, null, null);
    }
}
