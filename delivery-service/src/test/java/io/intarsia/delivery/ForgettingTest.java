package io.intarsia.delivery;

import static io.intarsia.delivery.AtTheDoor.complete;
import static io.intarsia.delivery.AtTheDoor.value;
import static io.intarsia.delivery.AtTheDoor.widget;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.test.Infrastructure;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Name and address end: when the order is forgotten, or when nobody comes back to what was typed. */
@QuarkusTest
@WithTestResource(Infrastructure.class)
class ForgettingTest {
    private static final String AUTHORISED = "payment.authorised.delivery-service";
    private static final String CONFIRMED = "order.confirmed";
    private static final String CAPTURED = "payment.captured";
    private static final String CANCELLED = "order.cancelled";
    private static final String FORGOTTEN = "order.forgotten";

    @Inject
    SettableClock clock;

    @Inject
    SlotsForTests slots;

    @Inject
    OtherServices others;

    @Inject
    Deadlines deadlines;

    @Inject
    Deliveries deliveries;

    @Inject
    EntityManager entities;

    private AtTheDoor shopper;
    private String slot;

    @BeforeEach
    void a_shopper_with_a_sealed_delivery() {
        shopper = new AtTheDoor(clock);
        slot = slots.make(1);
        shopper.sealIn(slot);
    }

    @AfterEach
    void put_the_clock_right() {
        clock.putRight();
    }

    // The order is forgotten

    @Test
    void a_delivery_that_is_on_its_way_is_deleted_and_its_page_says_so() {
        others.tell(shopper.id(), AUTHORISED, CONFIRMED, CAPTURED);
        heardOf(Delivery.SCHEDULED);
        clock.putForward(Duration.ofMinutes(61));
        heardOf(Delivery.DISPATCHED);
        others.tell(shopper.id(), FORGOTTEN);

        isGone(shopper.id());
        assertThat(value(shopper.show(), "name")).isEmpty();
        assertThat(widget(shopper.shipment()).text()).contains("Deleted", "What we knew of this delivery was deleted");
        assertThat(widget(shopper.shipment()).attr("hx-get")).isEmpty();
        assertThat(slots.taken(slot)).isEqualTo(1);
    }

    @Test
    void what_was_paid_and_is_not_on_its_way_yet_still_leaves_and_is_deleted_then() {
        others.tell(shopper.id(), AUTHORISED, CONFIRMED, CAPTURED, FORGOTTEN);
        heardOf(Delivery.SCHEDULED);
        await().untilAsserted(() ->
                assertThat(rows("forgotten_at is not null", shopper.id())).isEqualTo(1));
        assertThat(others.heardOf(shopper.id())).doesNotContain(Delivery.DISPATCHED);

        clock.putForward(Duration.ofMinutes(61));

        heardOf(Delivery.DISPATCHED);
        isGone(shopper.id());
    }

    @Test
    void told_to_forget_before_it_hears_how_the_order_ended_it_waits_for_that() {
        others.tell(shopper.id(), AUTHORISED, FORGOTTEN);
        heardOf(Delivery.RESERVED);
        assertThat(shopper.save(complete(slot)).statusCode()).isEqualTo(409);
        others.tell(shopper.id(), CANCELLED);

        isGone(shopper.id());
        assertThat(slots.taken(slot)).isZero();
    }

    @Test
    void a_hold_that_nobody_paid_is_given_back_before_it_is_forgotten() {
        others.tell(shopper.id(), FORGOTTEN);
        await().untilAsserted(() ->
                assertThat(rows("forgotten_at is not null", shopper.id())).isEqualTo(1));
        clock.putForward(Duration.ofMinutes(61));

        isGone(shopper.id());
        assertThat(slots.taken(slot)).isZero();
    }

    @Test
    void nothing_that_is_told_or_posted_afterwards_begins_it_again() {
        forgotten();
        others.tell(shopper.id(), AUTHORISED, CONFIRMED, CAPTURED, CANCELLED, FORGOTTEN);
        doneInTheInbox(8);

        assertThat(shopper.save(complete(slot)).statusCode()).isEqualTo(409);
        assertThat(shopper.save(complete(slot)).header("Widget-State")).isEqualTo("over");
        assertThat(shopper.check(complete(slot)).statusCode()).isEqualTo(409);
        assertThat(shopper.seal(0).statusCode()).isEqualTo(409);
        assertThat(shopper.release().statusCode()).isEqualTo(409);
        AtTheDoor other = new AtTheDoor(clock);
        other.sealIn(slots.make(1));
        assertThat(shopper.carryOverFrom(other).statusCode()).isIn(404, 409);

        assertThat(rows("true", shopper.id())).isZero();
        assertThat(others.heardOf(shopper.id())).isEmpty();
    }

    /** The row is made at the moment at which the other looks for it, in whatever order: nothing is left. */
    @Test
    void of_a_post_and_a_forgetting_at_the_same_moment_no_address_is_left() {
        for (int round = 0; round < 30; round++) {
            AtTheDoor someone = new AtTheDoor(clock);
            CompletableFuture<Integer> posted = CompletableFuture.supplyAsync(
                    () -> someone.save(complete(slot)).statusCode());
            QuarkusTransaction.requiringNew()
                    .run(() -> deliveries.record(someone.id(), delivery -> delivery.forgotten(clock.instant())));

            assertThat(posted.join()).isIn(200, 409, 422);
            assertThat(rows("true", someone.id())).isZero();
        }
    }

    // Nobody comes back

    @Test
    void an_address_that_nobody_came_back_to_is_deleted_and_others_are_not() {
        AtTheDoor left = new AtTheDoor(clock);
        left.save(complete(slot)).then().statusCode(422);
        AtTheDoor cameBack = new AtTheDoor(clock);
        cameBack.save(complete(slot)).then().statusCode(422);
        AtTheDoor bought = new AtTheDoor(clock);
        bought.sealIn(slots.make(1));
        others.tell(bought.id(), AUTHORISED, CONFIRMED, CAPTURED);
        await().untilAsserted(() -> assertThat(others.heardOf(bought.id())).contains(Delivery.SCHEDULED));

        clock.putForward(Duration.ofDays(29));
        cameBack.save(complete(slot));
        clock.putForward(Duration.ofDays(2));
        await().untilAsserted(
                        () -> assertThat(rows("place_taken", shopper.id())).isZero());
        deadlines.forgetAbandoned();

        assertThat(rows("true", left.id())).isZero();
        assertThat(rows("true", shopper.id())).isZero();
        assertThat(rows("true", cameBack.id())).isEqualTo(1);
        assertThat(rows("true", bought.id())).isEqualTo(1);
    }

    @Test
    void what_is_to_be_forgotten_and_never_leaves_is_deleted_all_the_same() {
        others.tell(shopper.id(), AUTHORISED, CONFIRMED, FORGOTTEN);
        heardOf(Delivery.SCHEDULED);
        await().untilAsserted(() ->
                assertThat(rows("forgotten_at is not null", shopper.id())).isEqualTo(1));
        clock.putForward(Duration.ofDays(31));
        deadlines.forgetAbandoned();

        assertThat(rows("true", shopper.id())).isZero();
    }

    @Test
    void who_comes_back_after_an_address_was_deleted_begins_again() {
        AtTheDoor left = new AtTheDoor(clock);
        left.save(complete(slot)).then().statusCode(422);
        clock.putForward(Duration.ofDays(31));
        deadlines.forgetAbandoned();
        clock.putRight();

        assertThat(value(left.show(), "name")).isEmpty();
        left.save(complete(slots.make(1))).then().statusCode(200);
    }

    private void forgotten() {
        others.tell(shopper.id(), CANCELLED, FORGOTTEN);
        isGone(shopper.id());
    }

    private void heardOf(String type) {
        await().untilAsserted(() -> assertThat(others.heardOf(shopper.id())).contains(type));
    }

    private void isGone(CorrelationId id) {
        await().untilAsserted(() -> assertThat(rows("true", id)).isZero());
    }

    private void doneInTheInbox(int events) {
        await().untilAsserted(() -> assertThat(count(
                        "select count(*) from inbox where state = 'done' and correlation_id = '" + shopper.id() + "'"))
                .isGreaterThanOrEqualTo(events - 1));
    }

    private long rows(String where, CorrelationId id) {
        return count("select count(*) from delivery where " + where + " and correlation_id = '" + id + "'");
    }

    private long count(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(query).getSingleResult()).longValue());
    }
}
