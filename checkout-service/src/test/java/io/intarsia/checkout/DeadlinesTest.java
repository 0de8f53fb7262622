package io.intarsia.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Inbox;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class DeadlinesTest {
    private final Buyer buyer = new Buyer();

    @Inject
    Wire wire;

    @Inject
    EntityManager entities;

    @Inject
    Deadlines deadlines;

    @Inject
    Orders orders;

    @Inject
    Inbox inbox;

    @Test
    void a_placed_order_that_nobody_pays_expires() {
        buyer.placed();
        itsTimeIsOver();

        await().untilAsserted(() -> assertThat(buyer.stateShown()).isEqualTo("Order cancelled"));
        assertThat(buyer.orderShown()).contains("not completed in time").contains("Nothing was charged.");
        await().untilAsserted(
                        () -> assertThat(wire.published(buyer.id())).containsExactly(Order.PLACED, Order.CANCELLED));
    }

    @Test
    void what_was_sealed_and_never_placed_expires_too_so_that_others_release() {
        buyer.sealed();
        itsTimeIsOver();

        await().untilAsserted(() -> assertThat(wire.published(buyer.id())).containsExactly(Order.CANCELLED));
    }

    @Test
    void what_others_act_for_without_an_order_here_expires_too_so_that_they_release() {
        wire.send("reservation.made.delivery-service", buyer.id());
        await().untilAsserted(() -> assertThat(count("select count(*) from orders where expires_at is not null"
                        + " and correlation_id = '" + buyer.id() + "'"))
                .isEqualTo(1));
        itsTimeIsOver();

        await().untilAsserted(() -> assertThat(wire.published(buyer.id())).containsExactly(Order.CANCELLED));
    }

    @Test
    void of_the_last_event_the_shopper_and_the_clock_at_once_exactly_one_decides() {
        List<Buyer> buyers = Stream.generate(Buyer::new).limit(10).toList();
        buyers.forEach(each -> {
            each.placed();
            wire.send("payment.authorised.checkout-service", each.id());
            wire.send("reservation.made.delivery-service", each.id());
        });
        await().untilAsserted(() -> assertThat(buyers)
                .allSatisfy(each -> assertThat(count(
                                "select count(*) from order_reservation where correlation_id = '" + each.id() + "'"))
                        .isEqualTo(2)));

        buyers.forEach(each -> atOnce(
                () -> inbox.receive(secured(each)),
                each::releases,
                () -> QuarkusTransaction.requiringNew().run(() -> {
                    Order order = orders.take(each.id());
                    order.expire(Instant.now());
                    orders.settle(order);
                })));

        await().untilAsserted(() -> assertThat(buyers)
                .allSatisfy(each -> assertThat(wire.published(each.id()))
                        .satisfiesOnlyOnce(type -> assertThat(type).isIn(Order.CONFIRMED, Order.CANCELLED))));
    }

    private static void atOnce(Runnable... deeds) {
        CyclicBarrier all = new CyclicBarrier(deeds.length);
        ExecutorService threads = Executors.newFixedThreadPool(deeds.length);
        try {
            CompletableFuture.allOf(Stream.of(deeds)
                            .map(deed -> CompletableFuture.runAsync(() -> whenAllAreThere(all, deed), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            threads.shutdown();
        }
    }

    private static void whenAllAreThere(CyclicBarrier all, Runnable deed) {
        try {
            all.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
        deed.run();
    }

    private static Event secured(Buyer buyer) {
        return new Event(UUID.randomUUID(), "payment.secured", "payment-service", buyer.id(), null, Instant.now());
    }

    @Test
    void what_is_paid_after_it_expired_is_refused() {
        buyer.placed();
        itsTimeIsOver();
        await().untilAsserted(() -> assertThat(buyer.stateShown()).isEqualTo("Order cancelled"));
        wire.send("payment.authorised.checkout-service", buyer.id());

        await().untilAsserted(() -> assertThat(wire.published(buyer.id()))
                .containsExactly(Order.PLACED, Order.CANCELLED, Order.RESERVATION_REFUSED));
    }

    @Test
    void a_confirmed_order_does_not_expire() {
        buyer.placed();
        wire.send("payment.authorised.checkout-service", buyer.id());
        wire.send("reservation.made.delivery-service", buyer.id());
        wire.send("payment.secured", buyer.id());
        await().untilAsserted(() -> assertThat(buyer.stateShown()).isEqualTo("Order confirmed"));
        itsTimeIsOver();
        deadlines.cancelOverdue();

        assertThat(buyer.stateShown()).isEqualTo("Order confirmed");
    }

    @Test
    void many_that_are_over_at_once_are_each_cancelled_once_by_any_number_of_replicas() {
        List<CorrelationId> many =
                Stream.generate(() -> TestShopper.fresh().id()).limit(250).toList();
        many.forEach(id -> sql("insert into orders (correlation_id, changed_at, sealed_at, expires_at)" + " select '"
                + id + "', now(), now(), now() - interval '1 day' where :id <> ''"));
        List.of(1, 2, 3, 4).parallelStream().forEach(replica -> deadlines.cancelOverdue());

        await().untilAsserted(() ->
                assertThat(many).allSatisfy(id -> assertThat(wire.published(id)).containsExactly(Order.CANCELLED)));
        deadlines.cancelOverdue();
        assertThat(count("select count(*) from outbox join orders using (correlation_id)"
                        + " where expires_at < now() - interval '23 hours'"))
                .isZero();
    }

    @Test
    void a_basket_that_nobody_came_back_to_is_forgotten_with_its_lines_and_others_are_not() {
        Buyer other = new Buyer();
        other.adds("tray", 1).statusCode(200);
        Buyer sealed = new Buyer().sealed();
        buyer.adds("tray", 1).statusCode(200);
        sql("update orders set changed_at = now() - interval '31 days' where correlation_id::text in (:id, '"
                + sealed.id() + "')");
        deadlines.forgetBaskets();

        assertThat(buyer.sees("summary").text()).contains("Your basket is empty.");
        assertThat(count("select count(*) from order_line where correlation_id = '" + buyer.id() + "'"))
                .isZero();
        assertThat(other.sees("summary").select(".lines li")).hasSize(1);
        assertThat(sealed.sees("summary").select(".lines li")).hasSize(1);
    }

    private void itsTimeIsOver() {
        sql("update orders set expires_at = now() - interval '1 second' where correlation_id::text = :id");
    }

    private void sql(String statement) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(statement)
                        .setParameter("id", buyer.id().toString())
                        .executeUpdate());
    }

    private long count(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(query).getSingleResult()).longValue());
    }
}
