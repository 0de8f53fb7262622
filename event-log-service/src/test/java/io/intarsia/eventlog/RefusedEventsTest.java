package io.intarsia.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Broker;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event carries nothing but itself. What carries more is not remembered, and who sent it is named. */
@QuarkusTest
@WithTestResource(Infrastructure.class)
class RefusedEventsTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final String SECRET = "Jane Doe, 12 High Street";
    private static final byte[] EMPTY = {};

    @Inject
    OtherService others;

    @Inject
    RefusedEvents refused;

    @Inject
    EntityManager entities;

    private final CorrelationId checkout = TestShopper.fresh().id();
    private final Event event = new Event(UUID.randomUUID(), "gift.wrapped", "gift-service", checkout, null, NOON);
    private final Lines lines = new Lines();
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void nothing_was_refused() throws Exception {
        QuarkusTransaction.requiringNew().run(() -> {
            LoggedEvent.deleteAll();
            entities.createNativeQuery("delete from refused_event").executeUpdate();
        });
        Logger.getLogger("").addHandler(lines);
        connection = others.connect();
        channel = connection.createChannel();
        channel.confirmSelect();
        channel.queuePurge("event-log-service.dead");
    }

    @AfterEach
    void nobody_listens_any_more() throws Exception {
        Logger.getLogger("").removeHandler(lines);
        connection.close();
    }

    @Test
    void an_event_with_a_body_is_refused_under_its_publishers_name_and_what_it_carried_is_nowhere() throws Exception {
        publish(event, properties -> {}, Map.of(), SECRET.getBytes(StandardCharsets.UTF_8));

        RefusedEvent told = awaitRefused(1).get(0);
        assertThat(told.source()).isEqualTo("gift-service");
        assertThat(told.type()).isEqualTo("gift.wrapped");
        assertThat(told.correlationId()).isEqualTo(checkout.value());
        assertThat(told.reason()).isEqualTo("a body of 24 bytes");
        assertThat(told.receivedAt()).isNotNull();
        assertThat(lines.withLevel("ERROR"))
                .singleElement()
                .asString()
                .contains("gift-service", "a body of 24 bytes", "gift.wrapped");
        assertThatTheSecretIsNowhere();
    }

    @Test
    void headers_and_properties_that_no_event_has_are_named_and_their_values_are_not() throws Exception {
        publish(
                event,
                properties -> properties.replyTo(SECRET).contentType(SECRET).messageId(SECRET),
                Map.of(
                        "customer",
                        SECRET,
                        "x-address",
                        SECRET,
                        "ce-data",
                        Map.of("name", SECRET),
                        "tracestate",
                        List.of(SECRET),
                        SECRET,
                        "1"),
                EMPTY);

        assertThat(awaitRefused(1).get(0).reason())
                .isEqualTo(
                        "the header ce-data, the header customer, the header tracestate, the header with a name that is none,"
                                + " the header x-address, the property message-id, the property content-type, the property reply-to");
        assertThatTheSecretIsNowhere();
    }

    @Test
    void who_names_a_checkout_of_a_refused_event_finds_it() throws Exception {
        Event elsewhere = new Event(
                UUID.randomUUID(),
                "gift.wrapped",
                "gift-service",
                TestShopper.fresh().id(),
                null,
                NOON);
        publish(event, properties -> {}, Map.of(), new byte[1]);
        publish(elsewhere, properties -> {}, Map.of(), new byte[2]);
        awaitRefused(2);

        assertThat(inTransaction(() -> refused.of(checkout.value())))
                .singleElement()
                .satisfies(told -> assertThat(told.reason()).isEqualTo("a body of 1 bytes"));
    }

    @Test
    void the_brokers_user_who_sent_it_is_named_too() throws Exception {
        String user = System.getenv().getOrDefault("RABBITMQ_USERNAME", "intarsia");

        publish(event, properties -> properties.userId(user), Map.of(), new byte[3]);

        assertThat(awaitRefused(1).get(0).sentBy()).isEqualTo(user);
        assertThat(lines.withLevel("ERROR")).singleElement().asString().contains("(sent by " + user + ")");
    }

    @Test
    void what_brokers_and_tracing_add_is_not_too_much() throws Exception {
        publish(
                event,
                properties -> properties
                        .messageId(event.id().toString())
                        .correlationId(checkout.toString())
                        .type(event.type())
                        .contentType("application/octet-stream"),
                Map.of(
                        "ce-specversion", "1.0",
                        "traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                        "tracestate", "vendor=t61rcWkgMzE",
                        "x-delivery-count", 3,
                        "x-first-death-queue", "somewhere"),
                EMPTY);

        awaitLogged(1);
        assertThat(latest()).isEmpty();
    }

    @Test
    void one_that_is_delivered_again_is_told_once() throws Exception {
        publish(event, properties -> {}, Map.of(), new byte[5]);
        publish(event, properties -> {}, Map.of(), new byte[5]);
        publishWithout("ce-id");
        publishWithout("ce-id");
        others.publish(new Event(UUID.randomUUID(), "order.placed", "checkout-service", checkout, null, NOON));

        awaitLogged(1);
        assertThat(awaitRefused(2)).hasSize(2);
        assertThat(lines.withLevel("ERROR")).hasSize(2);
    }

    @Test
    void its_good_twin_is_still_taken() throws Exception {
        publish(event, properties -> {}, Map.of(), new byte[5]);
        awaitRefused(1);

        others.publish(event);

        awaitLogged(1);
    }

    @Test
    void a_message_that_is_no_event_is_told_and_goes_to_the_dead_letters() throws Exception {
        publishWithout("ce-time");

        RefusedEvent told = awaitRefused(1).get(0);
        assertThat(told.reason()).isEqualTo("no event: the header ce-time is missing");
        assertThat(told.source()).isEqualTo("gift-service");
        assertThat(told.correlationId()).isEqualTo(checkout.value());
        await().until(() -> channel.basicGet("event-log-service.dead", true) != null);
    }

    @Test
    void a_message_of_which_nothing_can_be_told_is_told_without_its_words() throws Exception {
        Map<String, Object> headers = new HashMap<>();
        for (String name : List.of("ce-id", "ce-type", "ce-source", "ce-subject", "ce-time", "ce-causationid")) {
            headers.put(name, SECRET);
        }
        channel.basicPublish(
                Broker.EXCHANGE,
                "gift.wrapped",
                new BasicProperties.Builder().headers(headers).build(),
                EMPTY);
        channel.basicPublish(Broker.EXCHANGE, "gift.wrapped", null, SECRET.getBytes(StandardCharsets.UTF_8));

        assertThat(awaitRefused(2))
                .extracting(RefusedEvent::source, RefusedEvent::reason)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("unknown", "no event: the header ce-id is not a UUID"),
                        org.assertj.core.groups.Tuple.tuple("unknown", "no event: the header ce-id is missing"));
        assertThatTheSecretIsNowhere();
    }

    @Test
    void a_time_that_no_database_knows_and_a_name_that_it_cannot_hold_stop_nothing() throws Exception {
        publish(event, properties -> {}, Map.of("ce-time", "+999999999-01-01T00:00:00Z"), EMPTY);
        publish(event, properties -> {}, Map.of("ce-source", "gift\0service"), EMPTY);

        assertThat(awaitRefused(2))
                .extracting(RefusedEvent::reason)
                .containsExactlyInAnyOrder(
                        "no event: the header ce-time is not a time of RFC 3339",
                        "no event: the header ce-source is not a service's name");
        others.publish(event);
        awaitLogged(1);
    }

    @Test
    void what_was_refused_is_forgotten_like_an_event() {
        keep("2021-04-01T00:00:00Z");
        keep("2021-05-01T00:00:00Z");

        new LogMonths(entities, Clock.fixed(Instant.parse("2021-05-02T00:00:00Z"), ZoneOffset.UTC), 30).keepUp();

        assertThat(latest())
                .singleElement()
                .satisfies(told -> assertThat(told.receivedAt()).isEqualTo("2021-05-01T00:00:00Z"));
        QuarkusTransaction.requiringNew().run(() -> {
            for (int month = 5; month <= 7; month++) {
                entities.createNativeQuery("drop table logged_event_2021_0" + month)
                        .executeUpdate();
            }
        });
    }

    private void keep(String receivedAt) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(
                                "insert into refused_event (id, received_at, source, reason) values (:id, :at, 'gift-service', 'a body')")
                        .setParameter("id", UUID.randomUUID())
                        .setParameter("at", Instant.parse(receivedAt))
                        .executeUpdate());
    }

    private void publish(
            Event told, Consumer<BasicProperties.Builder> properties, Map<String, Object> moreHeaders, byte[] body)
            throws Exception {
        Map<String, Object> headers = headers(told);
        headers.putAll(moreHeaders);
        BasicProperties.Builder builder =
                new BasicProperties.Builder().deliveryMode(2).headers(headers);
        properties.accept(builder);
        channel.basicPublish(Broker.EXCHANGE, told.type(), true, builder.build(), body);
        channel.waitForConfirmsOrDie(10_000);
    }

    private void publishWithout(String header) throws Exception {
        Map<String, Object> headers = headers(event);
        headers.remove(header);
        channel.basicPublish(
                Broker.EXCHANGE,
                event.type(),
                true,
                new BasicProperties.Builder().deliveryMode(2).headers(headers).build(),
                EMPTY);
        channel.waitForConfirmsOrDie(10_000);
    }

    private static Map<String, Object> headers(Event told) {
        return new HashMap<>(Map.of(
                "ce-id", told.id().toString(),
                "ce-type", told.type(),
                "ce-source", told.source(),
                "ce-subject", told.correlationId().toString(),
                "ce-time", told.time().toString()));
    }

    private List<RefusedEvent> awaitRefused(int count) {
        await().untilAsserted(() -> assertThat(latest()).hasSize(count));
        return latest();
    }

    private List<RefusedEvent> latest() {
        return inTransaction(() -> refused.latest(10));
    }

    private static void awaitLogged(long count) {
        await().until(() -> inTransaction(() -> LoggedEvent.count() == count));
    }

    private static <T> T inTransaction(java.util.concurrent.Callable<T> asking) {
        return QuarkusTransaction.requiringNew().call(asking);
    }

    private void assertThatTheSecretIsNowhere() {
        List<?> rows = inTransaction(
                () -> entities.createNativeQuery("""
                        select cast(row_to_json(r) as text) from refused_event r
                        union all select cast(row_to_json(e) as text) from logged_event e
                        union all select cast(row_to_json(i) as text) from inbox i""", String.class).getResultList());
        assertThat(rows.toString() + lines.all()).doesNotContain("Jane", "High Street", "4a616e65");
        assertThat(rows).isNotEmpty();
    }

    /** What the service writes to its log. */
    private static class Lines extends Handler {
        private final ConcurrentLinkedQueue<String> written = new ConcurrentLinkedQueue<>();
        private final PatternFormatter pattern = new PatternFormatter("%p [%c{1}] %s%e");

        @Override
        public void publish(LogRecord line) {
            written.add(pattern.format(line));
        }

        List<String> withLevel(String level) {
            return written.stream()
                    .filter(line -> line.startsWith(level + " [RefusedEvents]"))
                    .toList();
        }

        List<String> all() {
            return List.copyOf(written);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
