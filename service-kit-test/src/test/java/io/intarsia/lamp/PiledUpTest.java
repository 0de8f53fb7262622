package io.intarsia.lamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Broker;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Inbox;
import io.intarsia.kit.inbox.PiledUp;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = Infrastructure.class, initArgs = @ResourceArg(name = "service", value = "lamp-service"))
class PiledUpTest {
    @Inject
    PiledUp piledUp;

    @Inject
    Inbox inbox;

    @Inject
    Broker broker;

    @Inject
    EntityManager entities;

    @Test
    void events_that_have_piled_up_take_effect_in_one_transaction() {
        List<Event> events = events("lamp.lit", 5);

        assertThat(piledUp.takeEffect(events)).containsExactlyInAnyOrderElementsOf(ids(events));

        assertThat(events).allMatch(event -> lit(event) == 1);
        assertThat(events).allMatch(event -> state(event).equals("done 1"));
        assertThat(events.stream().map(this::transaction).distinct()).hasSize(1);
        assertThat(events)
                .allSatisfy(event -> await().untilAsserted(() -> assertThat(OnLampSold.SOLD.stream()
                                .filter(sold -> event.id().equals(sold.causationId())))
                        .hasSize(1)));
    }

    @Test
    void checkouts_are_gone_through_in_one_order() {
        List<Event> events = new ArrayList<>(events("lamp.lit", 6));
        events.sort(
                Comparator.<Event, UUID>comparing(event -> event.correlationId().value())
                        .reversed());
        List<CorrelationId> order = Collections.synchronizedList(new ArrayList<>());
        events.forEach(event -> OnLampLit.MEANWHILE.put(event.correlationId(), () -> order.add(event.correlationId())));

        piledUp.takeEffect(events);

        Collections.reverse(events);
        assertThat(order)
                .containsExactlyElementsOf(
                        events.stream().map(Event::correlationId).toList());
    }

    @Test
    void one_that_fails_takes_effect_with_none_of_them_and_all_are_left_to_be_taken_by_themselves() {
        List<Event> events = events("lamp.lit", 3);
        OnLampLit.FAILURES.put(events.get(1).correlationId(), 1);

        assertThat(piledUp.takeEffect(events)).isEmpty();

        assertThat(events).allMatch(event -> lit(event) == 0);
        events.forEach(inbox::receive);
        assertThat(events).allMatch(event -> lit(event) == 1);
        assertThat(events).allMatch(event -> state(event).equals("done 1"));
    }

    @Test
    void one_that_has_come_before_takes_no_effect_and_is_left_to_be_counted() {
        List<Event> events = events("lamp.lit", 3);
        inbox.receive(events.get(1));

        assertThat(piledUp.takeEffect(events))
                .containsExactlyInAnyOrder(events.get(0).id(), events.get(2).id());

        assertThat(events).allMatch(event -> lit(event) == 1);
    }

    @Test
    void one_that_has_come_twice_among_them_takes_effect_once() {
        List<Event> events = events("lamp.lit", 2);

        assertThat(piledUp.takeEffect(List.of(events.get(0), events.get(1), events.get(0))))
                .containsExactlyInAnyOrderElementsOf(ids(events));

        assertThat(events).allMatch(event -> lit(event) == 1);
    }

    @Test
    void a_reaction_that_does_not_say_so_is_left_by_itself() {
        assertThat(piledUp.takeEffect(events("lamp.sold.lamp-service", 3))).isEmpty();
    }

    @Test
    void what_the_broker_has_delivered_meanwhile_takes_effect_once_each_together_or_not() throws Exception {
        List<Event> events = events("lamp.lit", 60);
        OnLampLit.FAILURES.put(events.get(30).correlationId(), 2);
        OnLampLit.NOT_HERE.put(events.get(40).correlationId(), true);
        try (Connection connection = broker.connect("test");
                Channel channel = connection.createChannel()) {
            QuarkusTransaction.requiringNew().run(() -> {
                // Nobody can react until all have come.
                entities.createNativeQuery("lock table inbox").executeUpdate();
                Stream.concat(events.stream(), events.stream().limit(20))
                        .forEach(event -> EventsTest.send(channel, event));
            });
        }
        OnLampLit.NOT_HERE.clear();

        await().untilAsserted(() -> assertThat(events).allMatch(event -> lit(event) == 1));
        await().untilAsserted(() -> assertThat(events.subList(0, 20)).allMatch(event -> repeats(event) == 1));
        assertThat(events.stream().map(this::transaction).distinct().count()).isLessThan(events.size());
    }

    private static List<Event> events(String type, int count) {
        return Stream.generate(() -> new Event(
                        UUID.randomUUID(),
                        type,
                        "lamp-service",
                        TestShopper.fresh().id(),
                        null,
                        Instant.now()))
                .limit(count)
                .toList();
    }

    private static List<UUID> ids(List<Event> events) {
        return events.stream().map(Event::id).toList();
    }

    private long lit(Event event) {
        return (Long) one("select coalesce(sum(lit), 0) from lamp where correlation_id = :id", event);
    }

    private Object transaction(Event event) {
        return one("select cast(xmin as text) from lamp where correlation_id = :id", event);
    }

    private String state(Event event) {
        return (String) one(
                "select state || ' ' || attempts from inbox where correlation_id = :id and type = 'lamp.lit'", event);
    }

    private int repeats(Event event) {
        return (Integer) one("select repeats from inbox where correlation_id = :id and type = 'lamp.lit'", event);
    }

    private Object one(String query, Event event) {
        return QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery(query)
                        .setParameter("id", event.correlationId().value())
                        .getSingleResult());
    }
}
