package io.intarsia.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TraceLinksTest {
    @Test
    void the_address_of_a_trace_has_its_id_in_the_place_that_is_kept_for_it() {
        assertThat(new TraceLinks(Optional.of("https://traces.example/trace/{traceId}?uiEmbed")).to("4bf9"))
                .isEqualTo("https://traces.example/trace/4bf9?uiEmbed");
    }

    @Test
    void an_event_without_a_trace_and_a_log_without_an_address_have_no_link() {
        assertThat(new TraceLinks(Optional.of("https://traces.example/{traceId}")).to(""))
                .isEmpty();
        assertThat(new TraceLinks(Optional.empty()).to("4bf9")).isEmpty();
        assertThat(new TraceLinks(Optional.of(" ")).isKnown()).isFalse();
    }

    @Test
    void an_address_without_a_place_for_the_id_or_of_a_script_is_refused() {
        for (String address : new String[] {"https://traces.example/", "javascript:alert('{traceId}')"}) {
            assertThatThrownBy(() -> new TraceLinks(Optional.of(address)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("event-log.trace-link is " + address);
        }
    }
}
