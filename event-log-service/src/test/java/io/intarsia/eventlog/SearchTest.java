package io.intarsia.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.intarsia.kit.widget.BadInput;
import org.junit.jupiter.api.Test;

class SearchTest {
    @Test
    void a_placeholder_that_no_page_has_filled_in_means_all_checkouts() {
        assertThat(Search.of("{correlationId}", null, null, null).checkout()).isNull();
        assertThat(Search.of("", null, null, null).checkout()).isNull();
        assertThat(Search.of(null, null, null, null).checkout()).isNull();
    }

    @Test
    void a_correlation_id_means_one_checkout() {
        String id = "4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84";
        assertThat(Search.of(id, null, null, null).checkout()).hasToString(id);
    }

    @Test
    void an_order_number_fits_every_id_that_begins_with_it() {
        Search search = Search.of(null, null, " 4F1C9A52 ", null);

        assertThat(search.isReadable()).isTrue();
        assertThat(search.firstFitting()).hasToString("4f1c9a52-0000-0000-0000-000000000000");
        assertThat(search.lastFitting()).hasToString("4f1c9a52-ffff-ffff-ffff-ffffffffffff");
    }

    @Test
    void a_whole_correlation_id_fits_only_itself() {
        Search search = Search.of(null, null, "4F1C9A52-77d0-8c3e-9b1f-0a6d2e5b7c84", null);

        assertThat(search.firstFitting())
                .isEqualTo(search.lastFitting())
                .hasToString("4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84");
    }

    @Test
    void what_is_neither_a_number_nor_a_type_is_told_to_the_operator() {
        assertThat(Search.of(null, null, "4F1C", null).numberIsReadable()).isFalse();
        assertThat(Search.of(null, "50%", null, null).typeIsReadable()).isFalse();
        assertThat(Search.of(null, "order_placed", null, null).typeIsReadable()).isFalse();
        assertThat(Search.of(null, "Order.placed", null, null).typeIsReadable()).isTrue();
    }

    @Test
    void what_nobody_types_is_refused() {
        assertThatThrownBy(() -> Search.of("the first one", null, null, null)).isInstanceOf(BadInput.class);
        assertThatThrownBy(() -> Search.of(null, null, null, "yesterday")).isInstanceOf(BadInput.class);
    }
}
