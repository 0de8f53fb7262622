package io.intarsia.kit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.LongStringHelper;
import io.intarsia.kit.event.Event;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:01Z");
    private static final String ID = "7f3f9fd2-6e1c-4a52-9d0e-0b7d9a1c2e3f";
    private static final String CHECKOUT = "4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84";
    private static final Map<String, Object> HEADERS = Map.of(
            "ce-specversion", "1.0",
            "ce-id", ID,
            "ce-type", "lamp.lit",
            "ce-source", "lamp-service",
            "ce-subject", CHECKOUT,
            "ce-time", "2026-11-24T12:00:00Z",
            "ce-causationid", ID);

    @Test
    void an_event_is_read_from_its_headers_and_carries_nothing_else() {
        Message message = message("lamp.lit", HEADERS, 0);
        Event event = message.event();

        assertThat(event.id()).hasToString(ID);
        assertThat(event.type()).isEqualTo("lamp.lit");
        assertThat(event.source()).isEqualTo("lamp-service");
        assertThat(event.correlationId()).hasToString(CHECKOUT);
        assertThat(event.causationId()).hasToString(ID);
        assertThat(event.time()).isEqualTo(Instant.parse("2026-11-24T12:00:00Z"));
        assertThat(message.excess(NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ce-id, a UUID",
        "ce-type, of lower-case words joined by dots",
        "ce-source, a service's name",
        "ce-subject, a correlation ID",
        "ce-causationid, a UUID",
        "ce-time, a time of RFC 3339"
    })
    void what_is_malformed_is_said_without_its_words(String header, String form) {
        Message message = message("lamp.lit", with(header, "Jane Doe"), 0);

        assertThatThrownBy(message::event)
                .hasMessage("the header " + header + " is not " + form)
                .hasNoCause();
        assertThat(message.refused("malformed").toString()).doesNotContain("Jane");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+999999999-12-31T23:59:59Z", "-0001-01-01T00:00:00Z", "0000-01-01T00:00:00Z"})
    void a_time_that_no_database_can_keep_is_malformed(String time) {
        assertThatThrownBy(message("lamp.lit", with("ce-time", time), 0)::event)
                .hasMessageContaining("ce-time is not a time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"customer", "ce-data", "x-customer", "X-Death", "ce-dataschema"})
    void a_header_that_no_event_has_is_too_much(String header) {
        assertThat(message("lamp.lit", with(header, "Jane Doe"), 0).excess(NOW)).isEqualTo("the header " + header);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-death", "x-first-death-reason", "x-shovelled-by", "x-received-from"})
    void what_a_broker_adds_is_not(String header) {
        assertThat(message("lamp.lit", with(header, List.of(Map.of("queue", "lamp-service"))), 0)
                        .excess(NOW))
                .isEmpty();
        assertThat(message("lamp.lit", with("x-counted", 7L), 0).excess(NOW)).isEmpty();
    }

    @Test
    void tracing_may_go_along_if_it_looks_like_it() {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        LongString state = LongStringHelper.asLongString("vendor=t61");

        assertThat(message("lamp.lit", with("traceparent", parent), 0).excess(NOW))
                .isEmpty();
        assertThat(message("lamp.lit", with("tracestate", state), 0).excess(NOW))
                .isEmpty();
        assertThat(message("lamp.lit", with("traceparent", "Jane Doe"), 0).excess(NOW))
                .isEqualTo("the header traceparent");
        assertThat(message("lamp.lit", with("tracestate", "x".repeat(513)), 0).excess(NOW))
                .isEqualTo("the header tracestate");
    }

    /** It would stand on top of the event log for as long. */
    @ParameterizedTest
    @ValueSource(strings = {"2026-11-25T12:00:02Z", "2500-01-01T00:00:00Z", "9999-12-31T23:59:59.999999999Z"})
    void a_time_of_tomorrow_is_too_much(String time) {
        assertThat(message("lamp.lit", with("ce-time", time), 0).excess(NOW)).isEqualTo("a time more than a day ahead");
        assertThat(message("lamp.lit", with("ce-time", "2026-11-25T12:00:00Z"), 0)
                        .excess(NOW))
                .isEmpty();
    }

    @Test
    void a_body_is_told_by_its_size() {
        assertThat(message("lamp.lit", HEADERS, 17).excess(NOW)).isEqualTo("a body of 17 bytes");
    }

    @Test
    void a_routing_key_that_says_something_else_is_too_much() {
        assertThat(message("jane.doe", HEADERS, 0).excess(NOW)).isEqualTo("a routing key that is not its type");
    }

    @Test
    void of_many_the_first_are_named_and_the_rest_counted() {
        Map<String, Object> headers = new HashMap<>(HEADERS);
        headers.putAll(IntStream.range(0, 30)
                .boxed()
                .collect(Collectors.toMap(number -> "more-" + number, number -> UUID.randomUUID())));

        assertThat(message("lamp.lit", headers, 0).excess(NOW))
                .endsWith(" and 20 more")
                .hasSizeLessThan(300);
    }

    private static Map<String, Object> with(String header, Object value) {
        Map<String, Object> headers = new HashMap<>(HEADERS);
        headers.put(header, value);
        return headers;
    }

    @Test
    void a_trace_is_known_by_its_header_and_one_that_is_malformed_is_none() {
        String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        assertThat(message("lamp.lit", with("traceparent", parent), 0).traceParent())
                .isEqualTo(parent);
        assertThat(message("lamp.lit", HEADERS, 0).traceParent()).isNull();
        for (String malformed :
                new String[] {"Jane Doe", parent + "0", "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01"}) {
            assertThat(message("lamp.lit", with("traceparent", malformed), 0).traceParent())
                    .as(malformed)
                    .isNull();
        }
    }

    private static Message message(String routingKey, Map<String, Object> headers, int size) {
        return new Message(
                new Envelope(1, false, "events", routingKey),
                new BasicProperties.Builder().headers(headers).build(),
                new byte[size]);
    }
}
