package io.intarsia.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Broker;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.event.HistoryRequest;
import io.intarsia.kit.outbox.History;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was missed is sent again, to the one who missed it. */
@QuarkusTest
@WithTestResource(Infrastructure.class)
class HistoryTest {
    /** On two cores the common pool has one thread from JDK 25 on, and what waits in it keeps others waiting. */
    private static final Executor A_THREAD_EACH = task -> new Thread(task).start();

    private static final Instant NOON = Instant.parse("2026-01-24T12:00:00Z");
    private static final String GIFTS = "gift-service";
    private static final String TOYS = "toy-service";

    @Inject
    OtherService others;

    @Inject
    HistorySender sender;

    @Inject
    OwedHistory owed;

    @Inject
    History history;

    @Inject
    EntityManager entities;

    @Inject
    Scheduler scheduler;

    private final CorrelationId checkout = TestShopper.fresh().id();
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void two_services_that_may_ask() throws Exception {
        QuarkusTransaction.requiringNew().run(() -> {
            LoggedEvent.deleteAll();
            entities.createNativeQuery("delete from late_event").executeUpdate();
            entities.createNativeQuery("delete from history_request").executeUpdate();
        });
        connection = others.connect();
        channel = connection.createChannel();
        declare(GIFTS);
        declare(TOYS);
    }

    @AfterEach
    void they_leave() throws Exception {
        scheduler.resume();
        channel.queueDelete(GIFTS);
        channel.queueDelete(TOYS);
        connection.close();
    }

    @Test
    void who_asks_for_a_type_is_sent_its_events_as_they_were_oldest_first_and_nobody_else_is() throws Exception {
        Event placed = event("order.placed", 0, null);
        Event confirmed = event("order.confirmed", 1, placed.id());
        Event placedLater = event("order.placed", 2, null);
        Event placedBefore = event("order.placed", -1, null);
        log(placed, confirmed, placedLater, placedBefore);

        ask(GIFTS, "order.placed");

        List<GetResponse> sent = arriving(GIFTS, 3);
        assertThat(ids(sent)).containsExactly(placedBefore.id(), placed.id(), placedLater.id());
        assertThat(sent.get(1).getProps().getHeaders())
                .hasEntrySatisfying("ce-type", type -> assertThat(type).hasToString("order.placed"))
                .hasEntrySatisfying("ce-source", source -> assertThat(source).hasToString("checkout-service"))
                .hasEntrySatisfying("ce-subject", subject -> assertThat(subject).hasToString(checkout.toString()))
                .hasEntrySatisfying("ce-time", time -> assertThat(time).hasToString(NOON.toString()))
                .doesNotContainKey("ce-causationid");
        assertThat(sent.get(1).getBody()).isEmpty();
        awaitEnd(GIFTS);
        assertThat(channel.basicGet(GIFTS, true)).isNull();
        assertThat(channel.basicGet(TOYS, true)).isNull();
    }

    @Test
    void a_wildcard_that_was_asked_for_in_words_is_one_again() throws Exception {
        Event one = event("payment.authorised.gift-service", 0, null);
        Event other = event("payment.authorised.toy-service", 1, one.id());
        log(one, other, event("payment.captured", 2, null), event("payment.authorised.by.hand", 3, null));

        ask(GIFTS, "payment.authorised.*");

        List<GetResponse> sent = arriving(GIFTS, 2);
        assertThat(ids(sent)).containsExactly(one.id(), other.id());
        assertThat(sent.get(1).getProps().getHeaders().get("ce-causationid"))
                .hasToString(one.id().toString());
        awaitEnd(GIFTS);
        assertThat(channel.basicGet(GIFTS, true)).isNull();
    }

    @Test
    void more_than_a_batch_is_sent_without_a_gap_even_if_all_happened_at_the_same_time() throws Exception {
        List<UUID> logged = logAtTheSameTime(20);

        ask(GIFTS, "order.placed");

        assertThat(ids(arriving(GIFTS, 20))).containsExactlyInAnyOrderElementsOf(logged);
    }

    @Test
    void what_is_sent_again_is_not_logged_again() throws Exception {
        log(event("order.placed", 0, null));
        long before = logged();

        ask(GIFTS, "order.placed");

        arriving(GIFTS, 1);
        assertThat(logged()).isEqualTo(before + 1).as("the request itself");
    }

    @Test
    void who_asks_again_is_sent_it_again() throws Exception {
        log(event("order.placed", 0, null));
        ask(GIFTS, "order.placed");
        arriving(GIFTS, 1);
        awaitEnd(GIFTS);

        ask(GIFTS, "order.placed");

        arriving(GIFTS, 1);
    }

    @Test
    void an_empty_log_has_nothing_to_send_and_nothing_is_left_open() throws Exception {
        ask(GIFTS, "order.placed");

        awaitEnd(GIFTS);
        assertThat(channel.basicGet(GIFTS, true)).isNull();
    }

    @Test
    void an_event_that_happened_before_the_request_but_came_after_it_is_sent_too() throws Exception {
        ask(GIFTS, "order.placed");
        awaitEnd(GIFTS);
        Event late = event("order.placed", 0, null);

        others.publish(event("order.confirmed", 0, null), late);

        assertThat(ids(arriving(GIFTS, 1))).containsExactly(late.id());
        await().until(() -> number("select count(*) from late_event") == 0);
    }

    @Test
    void an_event_that_happens_after_the_request_is_not_sent_since_the_queue_has_it() throws Exception {
        ask(GIFTS, "order.placed");
        awaitEnd(GIFTS);
        Event next = new Event(
                UUID.randomUUID(),
                "order.placed",
                "checkout-service",
                checkout,
                null,
                Instant.now().plusSeconds(3600));
        Event late = event("order.placed", 0, null);

        log(next);
        log(late);

        assertThat(ids(arriving(GIFTS, 1))).containsExactly(late.id());
        assertThat(channel.basicGet(GIFTS, true)).isNull();
    }

    @Test
    void an_event_that_is_just_being_logged_when_it_is_asked_for_is_not_missed() throws Exception {
        scheduler.pause();
        Event slow = event("order.placed", 0, null);
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        CompletableFuture<Void> logging = CompletableFuture.runAsync(
                () -> QuarkusTransaction.requiringNew().run(() -> {
                    LoggedEvent.remember(slow, NOON, null);
                    owed.noteLate(slow);
                    written.countDown();
                    awaitQuietly(commit);
                }),
                A_THREAD_EACH);
        written.await();
        note(GIFTS, "order.placed");

        CompletableFuture<Void> sending = CompletableFuture.runAsync(sender::sendAll, A_THREAD_EACH);
        await().until(() -> sending.isDone()
                || number("select count(*) from pg_locks where not granted and mode = 'ShareLock'") > 0);
        commit.countDown();
        logging.join();
        sending.join();

        assertThat(ids(arriving(GIFTS, 1))).containsExactly(slow.id());
    }

    @Test
    void a_sender_that_dies_between_two_batches_loses_nothing_and_repeats_nothing() throws Exception {
        scheduler.pause();
        List<UUID> logged = logAtTheSameTime(7);
        note(GIFTS, "order.placed");
        QuarkusTransaction.requiringNew().run(owed::begin);

        sender.sendBatch();
        List<GetResponse> first = arriving(GIFTS, 3);
        scheduler.resume();

        List<UUID> all = new ArrayList<>(ids(first));
        all.addAll(ids(arriving(GIFTS, 4)));
        assertThat(all).containsExactlyInAnyOrderElementsOf(logged);
    }

    @Test
    void a_sender_that_dies_after_the_confirm_leaves_the_batch_to_be_sent_again() throws Exception {
        scheduler.pause();
        List<UUID> logged = logAtTheSameTime(7);
        note(GIFTS, "order.placed");
        QuarkusTransaction.requiringNew().run(owed::begin);
        dieAfterSendingABatch();
        List<UUID> first = ids(arriving(GIFTS, 3));

        scheduler.resume();

        List<UUID> again = ids(arriving(GIFTS, 7));
        assertThat(again).containsExactlyInAnyOrderElementsOf(logged).containsAll(first);
    }

    @Test
    void several_replicas_at_once_send_everything_that_was_asked_for() throws Exception {
        scheduler.pause();
        List<UUID> logged = logAtTheSameTime(60);
        note(GIFTS, "order.placed");
        note(TOYS, "order.placed");

        List.of(1, 2, 3, 4).parallelStream().forEach(replica -> sender.sendAll());

        assertThat(ids(arriving(GIFTS, 60))).containsExactlyInAnyOrderElementsOf(logged);
        assertThat(ids(arriving(TOYS, 60))).containsExactlyInAnyOrderElementsOf(logged);
    }

    @Test
    void a_queue_that_is_not_there_yet_is_waited_for() throws Exception {
        log(event("order.placed", 0, null));
        channel.queueDelete(GIFTS);

        ask(GIFTS, "order.placed");
        await().until(() -> number("select count(*) from history_request where attempts > 0 and ended_at is null"
                        + " and problem like 'the queue gift-service is not there%'")
                == 1);
        declare(GIFTS);

        arriving(GIFTS, 1);
    }

    @Test
    void a_queue_that_never_comes_is_given_up() throws Exception {
        log(event("order.placed", 0, null));
        channel.queueDelete(GIFTS);
        ask(GIFTS, "order.placed");
        await().until(() -> number("select count(*) from history_request where attempts > 0") == 1);

        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(
                                "update history_request set attempts = 19, next_attempt_at = now()")
                        .executeUpdate());

        await().until(() -> number("select count(*) from history_request where ended_at is not null"
                        + " and problem like 'the queue gift-service is not there%'")
                == 1);
        declare(GIFTS);
    }

    private void dieAfterSendingABatch() {
        try {
            QuarkusTransaction.requiringNew().run(() -> {
                OwedHistory.Owed claimed = owed.claim().orElseThrow();
                List<Event> events = owed.next(claimed, 3);
                send(events);
                owed.sent(claimed.request(), events.get(2));
                throw new IllegalStateException("killed");
            });
        } catch (IllegalStateException killed) {
            assertThat(killed).hasMessage("killed");
        }
    }

    private void send(List<Event> events) {
        try {
            assertThat(history.send(GIFTS, events)).isTrue();
        } catch (IOException | java.util.concurrent.TimeoutException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void declare(String service) throws IOException {
        channel.queueDeclare(service, true, false, false, null);
        channel.queueBind(service, Broker.HISTORY, service);
    }

    /** As a service does it: by an event. */
    private void ask(String service, String pattern) throws Exception {
        others.publish(new Event(
                UUID.randomUUID(),
                new HistoryRequest(service, pattern).type(),
                service,
                CorrelationId.NOBODYS,
                null,
                Instant.now()));
    }

    /** As the reaction does it. */
    private void note(String service, String pattern) {
        QuarkusTransaction.requiringNew().run(() -> owed.note(new HistoryRequest(service, pattern), Instant.now()));
    }

    private void log(Event... events) throws Exception {
        others.publish(events);
        for (Event event : events) {
            await().until(() -> number("select count(*) from logged_event where id = '" + event.id() + "'") == 1);
        }
    }

    private List<UUID> logAtTheSameTime(int count) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<UUID> ids = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Event event = event("order.placed", 0, null);
                LoggedEvent.remember(event, NOON, null);
                ids.add(event.id());
            }
            return ids;
        });
    }

    private Event event(String type, int minute, @Nullable UUID cause) {
        return new Event(UUID.randomUUID(), type, "checkout-service", checkout, cause, NOON.plusSeconds(60L * minute));
    }

    private List<GetResponse> arriving(String service, int count) {
        List<GetResponse> arrived = new ArrayList<>();
        await().until(() -> {
            GetResponse message;
            while (arrived.size() < count && (message = channel.basicGet(service, true)) != null) {
                arrived.add(message);
            }
            return arrived.size() == count;
        });
        return arrived;
    }

    private static List<UUID> ids(List<GetResponse> messages) {
        return messages.stream()
                .map(message -> UUID.fromString(message.getProps().getMessageId()))
                .toList();
    }

    private void awaitEnd(String service) {
        await().until(() -> number("select count(*) from history_request where ended_at is not null and service = '"
                        + service + "'")
                == 1);
    }

    private long logged() {
        return number("select count(*) from logged_event");
    }

    private long number(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(query).getSingleResult()).longValue());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
