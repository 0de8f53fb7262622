package io.intarsia.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intarsia.verify.Wire.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One planted fault a test, in what comes over the broker. */
class EventChecksTest {
    private static final String ID = "4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84";
    private static final String EVENT = "0d9e5a46-6d6f-4b8c-9f0e-6a3f5f2d7c11";

    private final Map<String, String> headers = new HashMap<>(Map.of(
            "ce-specversion", "1.0",
            "ce-id", EVENT,
            "ce-type", "gift.wrapped",
            "ce-source", "gift-service",
            "ce-subject", ID,
            "ce-time", "2026-11-24T12:00:00.123Z"));

    private List<String> found(Message... heard) throws Exception {
        JsonNode manifest =
                new ObjectMapper().readTree("{\"publishes\": [\"gift.wrapped\", \"gift.sent.*\", \"gift.asked.#\"]}");
        Report report = new Report("");
        new EventChecks("gift-service", manifest, report).check(List.of(heard));
        return report.faults().stream().map(Fault::sentence).toList();
    }

    private Message wrapped() {
        return wrapped(ID, EVENT, 0);
    }

    private Message wrapped(@Nullable String correlationId, @Nullable String messageId, int bodyLength) {
        return new Message("gift.wrapped", messageId, correlationId, "gift.wrapped", headers, bodyLength);
    }

    @Test
    void a_thin_event_has_no_fault_with_or_without_a_cause() throws Exception {
        assertThat(found(wrapped())).isEmpty();
        headers.put("ce-causationid", "a3f5f2d7-6d6f-4b8c-9f0e-0d9e5a460000");
        assertThat(found(wrapped())).isEmpty();
    }

    @Test
    void the_events_of_others_are_none_of_its_business() throws Exception {
        assertThat(found(new Message("order.placed", "1", "2", null, Map.of("ce-source", "checkout-service"), 7)))
                .isEmpty();
    }

    @Test
    void a_type_of_several_words_where_a_pattern_says_any() throws Exception {
        headers.put("ce-type", "gift.asked.for.twice");
        assertThat(found(new Message("gift.asked.for.twice", EVENT, ID, "gift.asked.for.twice", headers, 0)))
                .isEmpty();
        headers.put("ce-type", "gift.sent.out.twice");
        assertThat(found(new Message("gift.sent.out.twice", EVENT, ID, "gift.sent.out.twice", headers, 0)))
                .singleElement()
                .asString()
                .contains("is not in the manifest's publishes");
    }

    @Test
    void an_event_with_a_body() throws Exception {
        assertThat(found(wrapped(ID, EVENT, 12)))
                .containsExactly("The event gift.wrapped has a body of 12 bytes, expected none.");
    }

    @Test
    void an_event_with_data_in_its_headers() throws Exception {
        headers.put("message", "Happy birthday");
        assertThat(found(wrapped()))
                .containsExactly(
                        "The event gift.wrapped has more headers, [message], expected those of the contract only.");
    }

    @Test
    void an_event_without_a_header() throws Exception {
        headers.remove("ce-time");
        assertThat(found(wrapped()))
                .containsExactly("The event gift.wrapped has no header [ce-time], expected those of the contract.");
    }

    @Test
    void an_event_that_is_not_declared() throws Exception {
        headers.put("ce-type", "gift.lost");
        assertThat(found(new Message("gift.lost", EVENT, ID, "gift.lost", headers, 0)))
                .containsExactly(
                        "The event gift.lost is not in the manifest's publishes, expected one of [gift.wrapped, gift.sent.*, gift.asked.#].");
    }

    @Test
    void an_event_of_a_declared_pattern_has_no_fault() throws Exception {
        headers.put("ce-type", "gift.sent.gift-service");
        assertThat(found(new Message("gift.sent.gift-service", EVENT, ID, "gift.sent.gift-service", headers, 0)))
                .isEmpty();
    }

    @Test
    void an_event_about_something_else_than_a_checkout() throws Exception {
        headers.put("ce-subject", "order 17");
        assertThat(found(wrapped("order 17", EVENT, 0)))
                .containsExactly("The event gift.wrapped has the ce-subject \"order 17\", expected a correlation ID.");
    }

    @Test
    void an_event_whose_properties_say_something_else_than_its_headers() throws Exception {
        assertThat(found(wrapped(null, "1", 0)))
                .containsExactly(
                        "The event gift.wrapped has the correlation-id \"null\", expected \"" + ID + "\".",
                        "The event gift.wrapped has the message-id \"1\", expected \"" + EVENT + "\".");
    }

    @Test
    void an_event_in_another_services_name() throws Exception {
        headers.put("ce-source", "present-service");
        assertThat(found(wrapped()))
                .containsExactly(
                        "The event gift.wrapped has the ce-source \"present-service\", expected \"gift-service\".");
    }

    @Test
    void a_time_that_is_none() throws Exception {
        headers.put("ce-time", "yesterday");
        assertThat(found(wrapped()))
                .containsExactly("The event gift.wrapped has the ce-time \"yesterday\", expected one of RFC 3339.");
    }

    @Test
    void an_event_on_another_routing_key() throws Exception {
        assertThat(found(new Message("gift.sent.away", EVENT, ID, "gift.wrapped", headers, 0)))
                .containsExactly(
                        "The event gift.sent.away has the ce-type \"gift.wrapped\", expected \"gift.sent.away\".",
                        "The event gift.sent.away has the type \"gift.wrapped\", expected \"gift.sent.away\".");
    }
}
