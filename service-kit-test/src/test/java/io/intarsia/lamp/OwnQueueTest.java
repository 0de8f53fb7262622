package io.intarsia.lamp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItem;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Broker;
import io.intarsia.kit.outbox.Outbox;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.SuccessfulExecution;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = Infrastructure.class, initArgs = @ResourceArg(name = "service", value = "lamp-service"))
class OwnQueueTest {
    /** How often the service has looked for its queue. */
    @Singleton
    static class Looks {
        final AtomicInteger count = new AtomicInteger();

        void looked(@Observes SuccessfulExecution done) {
            if (done.getExecution().getTrigger().getMethodDescription().contains("OwnQueue")) {
                count.incrementAndGet();
            }
        }
    }

    private static final String QUEUE = "lamp-service";
    private static final String LISTENER = "listening-to-requests";

    private final CorrelationId id = TestShopper.fresh().id();

    @Inject
    Outbox outbox;

    @Inject
    Broker broker;

    @Inject
    EntityManager entities;

    @Inject
    Looks looks;

    private Connection connection;
    private Channel channel;

    @BeforeEach
    void the_service_has_its_queue_and_asked_for_all() throws Exception {
        connection = broker.connect("test");
        channel = connection.createChannel();
        channel.queueDeclare(LISTENER, true, false, false, null);
        channel.queueBind(LISTENER, Broker.EXCHANGE, "history.requested.#");
        awaitAskedFor("lamp.lit", "lamp.sold.*", "lamp.forgotten");
        // While nobody listened to requests the relay has waited longer after each attempt, half a minute at last.
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("update outbox set next_attempt_at = now()")
                        .executeUpdate());
        await().until(() -> number("select count(*) from outbox where type like 'history.%'") == 0);
        channel.queuePurge(LISTENER);
    }

    @AfterEach
    void nobody_listens_any_more() throws Exception {
        channel.queueDelete(LISTENER);
        connection.close();
    }

    @Test
    void a_queue_deleted_under_the_service_is_declared_again_and_its_history_asked_for() throws Exception {
        channel.queueDelete(QUEUE);

        await().untilAsserted(() -> assertThat(requests())
                .contains("history.requested.lamp-service.lamp.lit", "history.requested.lamp-service.lamp.sold.any"));
    }

    @Test
    void a_service_whose_queue_was_deleted_goes_on_hearing() throws Exception {
        channel.queueDelete(QUEUE);
        awaitAnnouncement();

        QuarkusTransaction.requiringNew().run(() -> outbox.publish("lamp.lit", id));

        await().untilAsserted(() -> assertThat(lit()).isEqualTo(1));
    }

    @Test
    void a_queue_that_others_have_put_back_empty_is_noticed_by_its_mark() throws Exception {
        channel.queueDelete(QUEUE + ".declared");

        awaitAnnouncement();
    }

    @Test
    void while_the_queue_is_there_nothing_is_asked_for() throws Exception {
        int looked = looks.count.get();
        await().until(() -> looks.count.get() >= looked + 2);

        assertThat(channel.basicGet(LISTENER, true)).isNull();
        assertThat(number("select count(*) from outbox where type like 'history.%'"))
                .isZero();
    }

    @Test
    void a_process_that_died_between_declaring_and_asking_has_not_forgotten_to_ask() throws Exception {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("update listening set asked_at = null where pattern = 'lamp.lit'")
                        .executeUpdate());

        awaitAnnouncement();
        awaitAskedFor("lamp.lit", "lamp.sold.*", "lamp.forgotten");
    }

    @Test
    void a_reaction_that_is_new_is_asked_for_though_the_queue_is_there() throws Exception {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("delete from listening where pattern = 'lamp.sold.*'")
                        .executeUpdate());

        await().untilAsserted(
                        () -> assertThat(requests()).containsExactly("history.requested.lamp-service.lamp.sold.any"));
    }

    @Test
    void a_request_belongs_to_no_checkout() throws Exception {
        channel.queueDelete(QUEUE);

        await().untilAsserted(() -> assertThat(channel.basicGet(LISTENER, true))
                .isNotNull()
                .satisfies(request -> assertThat(request.getProps().getHeaders().get("ce-subject"))
                        .hasToString("00000000-0000-8000-8000-000000000000")));
    }

    @Test
    void what_is_sent_of_the_past_takes_effect() throws Exception {
        sendPast("lamp.lit", Instant.now().minus(1, ChronoUnit.DAYS));

        await().untilAsserted(() -> assertThat(lit()).isEqualTo(1));
    }

    @Test
    void the_past_beyond_the_inboxs_memory_takes_effect_only_if_the_service_did_not_listen_then() throws Exception {
        Instant longAgo = Instant.now().minus(30, ChronoUnit.DAYS);
        listeningSince(longAgo.minusSeconds(60));
        UUID heardThen = sendPast("lamp.lit", longAgo);
        UUID before = sendPast("lamp.lit", longAgo.minusSeconds(120));
        await().until(() -> isDone(before));

        UUID yesterday = sendPast("lamp.lit", Instant.now().minus(1, ChronoUnit.DAYS));
        await().until(() -> isDone(yesterday));
        assertThat(isDone(heardThen)).isFalse();
        assertThat(lit()).isEqualTo(2);
    }

    @Test
    void a_type_that_nothing_here_reacts_to_leaves_no_row() throws Exception {
        sendPast("lamp.stolen", Instant.now());
        UUID lit = sendPast("lamp.lit", Instant.now());

        await().until(() -> isDone(lit));
        assertThat(number("select count(*) from inbox where type = 'lamp.stolen'"))
                .isZero();
    }

    @Test
    void the_manifest_says_that_history_may_be_asked_for() {
        given().get("/manifest").then().body("publishes", hasItem("history.requested.lamp-service.#"));
    }

    private UUID sendPast(String type, Instant time) throws Exception {
        UUID event = UUID.randomUUID();
        Map<String, Object> headers = Map.of(
                "ce-id", event.toString(),
                "ce-type", type,
                "ce-source", "lamp-service",
                "ce-subject", id.toString(),
                "ce-time", time.toString());
        channel.basicPublish(
                Broker.HISTORY,
                QUEUE,
                true,
                new BasicProperties.Builder().headers(headers).build(),
                new byte[0]);
        return event;
    }

    private boolean isDone(UUID event) {
        return number("select count(*) from inbox where state = 'done' and event_id = '" + event + "'") == 1;
    }

    private void awaitAnnouncement() {
        await().untilAsserted(() -> assertThat(channel.basicGet(LISTENER, true)).isNotNull());
    }

    private List<String> requests() throws Exception {
        List<String> found = new ArrayList<>();
        for (var message = channel.basicGet(LISTENER, false); message != null; ) {
            found.add(message.getProps().getType());
            message = channel.basicGet(LISTENER, false);
        }
        channel.basicRecover(true);
        return found;
    }

    private void awaitAskedFor(String... patterns) {
        await().untilAsserted(() -> assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> entities.createNativeQuery(
                                        "select pattern from listening where asked_at is not null", String.class)
                                .getResultList()))
                .containsExactlyInAnyOrder((Object[]) patterns));
    }

    private void listeningSince(Instant time) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("update listening set since = :time")
                        .setParameter("time", time)
                        .executeUpdate());
    }

    private long lit() {
        return number("select coalesce(sum(lit), 0) from lamp where correlation_id = '" + id + "'");
    }

    private long number(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(query).getSingleResult()).longValue());
    }
}
