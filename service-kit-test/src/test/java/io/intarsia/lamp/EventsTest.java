package io.intarsia.lamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Broker;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Inbox;
import io.intarsia.kit.inbox.Redelivery;
import io.intarsia.kit.outbox.Outbox;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = Infrastructure.class, initArgs = @ResourceArg(name = "service", value = "lamp-service"))
class EventsTest {
    /** Of {@code intarsia.outbox.window}, as it is by default. */
    private static final int WINDOW = 200;

    private final TestShopper shopper = TestShopper.fresh();
    private final CorrelationId id = shopper.id();

    @Inject
    Outbox outbox;

    @Inject
    Inbox inbox;

    @Inject
    Broker broker;

    @Inject
    EntityManager entities;

    @Test
    void an_event_goes_with_the_change_over_the_broker_to_its_reaction() {
        shopper.asking("lamp-service")
                .formParam("colour", "red")
                .post("/checkouts/" + id + "/widgets/lamp")
                .then()
                .statusCode(200);

        await().untilAsserted(() -> assertThat(lit()).isEqualTo(1));
        await().untilAsserted(() -> assertThat(count("select count(*) from outbox where correlation_id = :id"))
                .isZero());
    }

    @Test
    void what_a_reaction_publishes_names_its_cause() {
        Event lit = event("lamp.lit");
        inbox.receive(lit);

        await().untilAsserted(() -> assertThat(
                        OnLampSold.SOLD.stream().filter(e -> e.correlationId().equals(id)))
                .singleElement()
                .satisfies(sold -> assertThat(sold.causationId()).isEqualTo(lit.id())));
    }

    @Test
    void an_event_of_a_change_that_was_rolled_back_is_never_sent() {
        shopper.asking("lamp-service")
                .post("/checkouts/" + id + "/widgets/lamp/break")
                .then()
                .statusCode(500);

        assertThat(count("select count(*) from outbox where correlation_id = :id"))
                .isZero();
    }

    @Test
    void publishing_outside_of_a_transaction_is_refused() {
        assertThatThrownBy(() -> outbox.publish("lamp.lit", id))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@Transactional");
    }

    @Test
    void an_event_that_comes_twice_takes_effect_once() {
        Event lit = event("lamp.lit");
        inbox.receive(lit);
        inbox.receive(lit);

        assertThat(lit()).isEqualTo(1);
    }

    @Test
    void each_time_that_an_event_comes_again_is_counted_and_changes_nothing_else() {
        Event lit = event("lamp.lit");
        inbox.receive(lit);
        List<Object> before = inboxRow(lit);
        inbox.receive(lit);
        inbox.receive(lit);

        assertThat(inboxRow(lit)).isEqualTo(before);
        assertThat(count("select repeats from inbox where correlation_id = :id and type = 'lamp.lit'"))
                .isEqualTo(2);
    }

    @Test
    void a_parked_event_that_comes_again_stays_parked() {
        OnLampLit.NOT_HERE.put(id, true);
        Event old = new Event(
                UUID.randomUUID(),
                "lamp.lit",
                "lamp-service",
                id,
                null,
                Instant.now().minusSeconds(3601));
        inbox.receive(old);
        OnLampLit.NOT_HERE.remove(id);
        inbox.receive(old);

        assertThat(inboxRow(old).get(0)).isEqualTo("parked");
        assertThat(lit()).isZero();
    }

    @Test
    void an_event_that_comes_many_times_at_once_takes_effect_once() {
        Event lit = event("lamp.lit");
        List.of(1, 2, 3, 4, 5, 6, 7, 8).parallelStream().forEach(n -> inbox.receive(lit));

        assertThat(lit()).isEqualTo(1);
    }

    @Test
    void a_reaction_that_fails_once_is_tried_again_and_takes_effect_once() {
        OnLampLit.FAILURES.put(id, 1);
        inbox.receive(event("lamp.lit"));

        assertThat(lit()).isZero();
        await().untilAsserted(() -> assertThat(lit()).isEqualTo(1));
    }

    @Test
    void a_reaction_that_always_fails_is_parked_with_its_reason_and_its_attempts() {
        OnLampLit.FAILURES.put(id, 1000);
        Event lit = event("lamp.lit");
        inbox.receive(lit);

        await().untilAsserted(() -> assertThat(inboxRow(lit))
                .containsExactly("parked", 3, "java.lang.IllegalStateException: The bulb is broken"));
        assertThat(lit()).isZero();
        assertThat(count("select count(*) from outbox where correlation_id = :id"))
                .isZero();
    }

    @Test
    void an_attempt_at_what_was_delivered_before_is_counted_before_it_begins() {
        Event lit = event("lamp.lit");
        List<Object> meanwhile = new ArrayList<>();
        OnLampLit.MEANWHILE.put(id, () -> meanwhile.addAll(inboxRow(lit)));

        Redelivery.of(lit, inbox);

        assertThat(meanwhile).containsExactly("received", 1, null);
        assertThat(inboxRow(lit).get(0)).isEqualTo("done");
        assertThat(lit()).isEqualTo(1);
    }

    @Test
    void what_takes_effect_at_once_is_one_transaction() {
        Event lit = event("lamp.lit");
        List<Object> meanwhile = new ArrayList<>();
        OnLampLit.MEANWHILE.put(
                id, () -> meanwhile.add(count("select count(*) from inbox where correlation_id = :id")));

        inbox.receive(lit);

        assertThat(meanwhile).containsExactly(0L);
        assertThat(inboxRow(lit)).containsExactly("done", 1, null);
    }

    @Test
    void a_parked_event_does_not_hold_up_the_next() {
        OnLampLit.FAILURES.put(id, 1);
        inbox.receive(event("lamp.lit"));
        TestShopper next = TestShopper.fresh();
        inbox.receive(new Event(UUID.randomUUID(), "lamp.lit", "lamp-service", next.id(), null, Instant.now()));

        assertThat(count("select coalesce(sum(lit), 0) from lamp where correlation_id = :id", next.id()))
                .isEqualTo(1);
    }

    @Test
    void an_event_before_the_services_own_data_waits_for_it() {
        OnLampLit.NOT_HERE.put(id, true);
        Event lit = event("lamp.lit");
        inbox.receive(lit);
        assertThat(inboxRow(lit).get(0)).isEqualTo("waiting");

        OnLampLit.NOT_HERE.remove(id);

        await().untilAsserted(() -> assertThat(inboxRow(lit).get(0)).isEqualTo("done"));
        assertThat(lit()).isEqualTo(1);
    }

    @Test
    void an_event_whose_data_never_comes_is_parked_after_the_deadline() {
        OnLampLit.NOT_HERE.put(id, true);
        Event old = new Event(
                UUID.randomUUID(),
                "lamp.lit",
                "lamp-service",
                id,
                null,
                Instant.now().minusSeconds(3601));
        inbox.receive(old);

        assertThat(inboxRow(old).get(0)).isEqualTo("parked");
    }

    @Test
    void that_nobody_listens_in_the_tests_of_one_service_is_no_warning() {
        assertThat(Logger.getLogger("io.intarsia.kit.outbox.OutboxRelay").isLoggable(Level.WARNING))
                .isFalse();
        assertThat(Logger.getLogger("io.intarsia.kit.outbox.Outbox").isLoggable(Level.WARNING))
                .isTrue();
    }

    @Test
    void an_event_that_nobody_listens_to_stays_and_goes_when_somebody_does() throws Exception {
        deleteQueue("unheard");
        QuarkusTransaction.requiringNew().run(() -> outbox.publish("lamp.unheard", id));
        await().untilAsserted(
                        () -> assertThat(count("select count(*) from outbox where correlation_id = :id and attempts > 0"
                                        + " and problem = 'nobody listens to this type'"))
                                .isEqualTo(1));

        try (Connection connection = broker.connect("test");
                Channel channel = connection.createChannel()) {
            channel.queueDeclare("unheard", true, false, false, null);
            channel.queueBind("unheard", Broker.EXCHANGE, "lamp.unheard");
            await().untilAsserted(() -> assertThat(channel.basicGet("unheard", true))
                    .isNotNull()
                    .satisfies(message -> {
                        assertThat(message.getBody()).isEmpty();
                        assertThat(message.getProps().getHeaders().keySet())
                                .containsExactlyInAnyOrder(
                                        "ce-specversion", "ce-id", "ce-type", "ce-source", "ce-subject", "ce-time");
                        assertThat(message.getProps().getCorrelationId()).isEqualTo(id.toString());
                    }));
        } finally {
            deleteQueue("unheard");
        }
        await().untilAsserted(() -> assertThat(count("select count(*) from outbox where correlation_id = :id"))
                .isZero());
    }

    @Test
    void while_one_window_waits_for_its_end_another_is_sent() throws Exception {
        deleteQueue("unheard");
        try (Connection connection = broker.connect("test");
                Channel channel = connection.createChannel()) {
            channel.queueDeclare("unheard", true, false, false, null);
            channel.queueBind("unheard", Broker.EXCHANGE, "lamp.unheard");
            QuarkusTransaction.requiringNew().run(() -> {
                // What other tests have left is not in the way.
                entities.createNativeQuery("update outbox set next_attempt_at = now() + interval '1 hour'")
                        .executeUpdate();
                entities.createNativeQuery("""
                                insert into outbox (id, type, correlation_id, time, next_attempt_at)
                                select gen_random_uuid(), 'lamp.unheard', :id, now(), now() + interval '2 seconds'
                                from generate_series(1, :count)""")
                        .setParameter("id", id.value())
                        .setParameter("count", 2 * WINDOW + WINDOW / 2)
                        .executeUpdate();
            });

            QuarkusTransaction.requiringNew().run(() -> {
                // Rows can be claimed, but none can be deleted.
                entities.createNativeQuery("lock table outbox in share mode").executeUpdate();
                await().untilAsserted(() ->
                        assertThat(channel.messageCount("unheard")).isEqualTo(2 * WINDOW));
            });

            await().untilAsserted(
                            () -> assertThat(channel.messageCount("unheard")).isEqualTo(2 * WINDOW + WINDOW / 2));
            await().untilAsserted(() -> assertThat(count("select count(*) from outbox where correlation_id = :id"))
                    .isZero());
        } finally {
            deleteQueue("unheard");
        }
    }

    @Test
    void a_message_that_is_no_event_goes_to_the_dead_letters_and_holds_up_nothing() throws Exception {
        try (Connection connection = broker.connect("test");
                Channel channel = connection.createChannel()) {
            channel.basicPublish(
                    Broker.EXCHANGE,
                    "lamp.lit",
                    null,
                    "not an event".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            await().untilAsserted(() ->
                    assertThat(channel.basicGet("lamp-service.dead", true)).isNotNull());
        }
        QuarkusTransaction.requiringNew().run(() -> outbox.publish("lamp.lit", id));
        await().untilAsserted(() -> assertThat(lit()).isEqualTo(1));
    }

    /** The broker's client gives up its connection at either, and the broker would deliver it again, first of all. */
    @ParameterizedTest
    @ValueSource(strings = {"nested", "large", "nested and large"})
    void a_message_that_the_client_cannot_read_goes_to_the_dead_letters_and_holds_up_nothing(String message)
            throws Exception {
        Map<String, Object> headers = new HashMap<>(Map.of(
                "ce-id", UUID.randomUUID().toString(),
                "ce-type", "lamp.lit",
                "ce-source", "lamp-service",
                "ce-subject", id.toString(),
                "ce-time", "2026-11-27T12:00:00Z"));
        for (int depth = 0; depth < 150 && message.contains("nested"); depth++) {
            headers = new HashMap<>(Map.of("x", headers));
        }
        int size = message.contains("large") ? 70 * 1024 * 1024 : 0;
        try (Connection connection = broker.connect("test");
                Channel channel = connection.createChannel()) {
            BasicProperties properties =
                    new BasicProperties.Builder().headers(headers).build();
            channel.basicPublish(Broker.EXCHANGE, "lamp.lit", properties, new byte[size]);
            await().untilAsserted(() ->
                    assertThat(channel.basicGet("lamp-service.dead", true)).isNotNull());
        }
        QuarkusTransaction.requiringNew().run(() -> outbox.publish("lamp.lit", id));
        await().untilAsserted(() -> assertThat(lit()).isEqualTo(1));
    }

    @Test
    void no_more_events_are_taken_from_the_broker_than_are_worked_on_soon() throws Exception {
        try (Connection connection = broker.connect("test");
                Channel channel = connection.createChannel()) {
            QuarkusTransaction.requiringNew().run(() -> {
                entities.createNativeQuery("lock table inbox").executeUpdate();
                for (int i = 0; i < 100; i++) {
                    send(channel, event("lamp.lit"));
                }
                AtomicInteger left = new AtomicInteger();
                await().pollInterval(Duration.ofMillis(20)).until(() -> {
                    left.addAndGet(channel.basicGet("lamp-service", false) == null ? 0 : 1);
                    return left.get() > 30;
                });
            });
        }
        await().untilAsserted(() -> assertThat(lit()).isEqualTo(100));
    }

    /** As a service publishes it. */
    static void send(Channel channel, Event event) {
        Map<String, Object> headers = Map.of(
                "ce-id",
                event.id().toString(),
                "ce-type",
                event.type(),
                "ce-source",
                event.source(),
                "ce-subject",
                event.correlationId().toString(),
                "ce-time",
                event.time().toString());
        try {
            channel.basicPublish(
                    Broker.EXCHANGE,
                    event.type(),
                    new BasicProperties.Builder().headers(headers).build(),
                    new byte[0]);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void an_event_that_carries_more_takes_effect_where_nobody_answers_for_that() throws Exception {
        Map<String, Object> headers = Map.of(
                "ce-id",
                UUID.randomUUID().toString(),
                "ce-type",
                "lamp.lit",
                "ce-source",
                "lamp-service",
                "ce-subject",
                id.toString(),
                "ce-time",
                Instant.now().toString(),
                "customer",
                "Jane Doe");
        try (Connection connection = broker.connect("test");
                Channel channel = connection.createChannel()) {
            channel.basicPublish(
                    Broker.EXCHANGE,
                    "lamp.lit",
                    new BasicProperties.Builder().headers(headers).build(),
                    new byte[] {1, 2, 3});
            await().untilAsserted(() -> assertThat(lit()).isEqualTo(1));
        }
    }

    private void deleteQueue(String name) throws Exception {
        try (Connection connection = broker.connect("test");
                Channel channel = connection.createChannel()) {
            // Qpid closes the channel when there is nothing to delete.
            channel.queueDeclare(name, true, false, false, null);
            channel.queueDelete(name);
        }
    }

    private Event event(String type) {
        return new Event(UUID.randomUUID(), type, "lamp-service", id, null, Instant.now());
    }

    private long lit() {
        return count("select coalesce(sum(lit), 0) from lamp where correlation_id = :id");
    }

    private long count(String query) {
        return count(query, id);
    }

    private long count(String query, CorrelationId of) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(query)
                                .setParameter("id", of.value())
                                .getSingleResult())
                        .longValue());
    }

    private List<Object> inboxRow(Event event) {
        Object[] row = QuarkusTransaction.requiringNew()
                .call(() -> (Object[])
                        entities.createNativeQuery("select state, attempts, problem from inbox where event_id = :id")
                                .setParameter("id", event.id())
                                .getSingleResult());
        return java.util.Arrays.asList(row);
    }
}
