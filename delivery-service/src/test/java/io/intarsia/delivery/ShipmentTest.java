package io.intarsia.delivery;

import static io.intarsia.delivery.AtTheDoor.version;
import static io.intarsia.delivery.AtTheDoor.widget;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.test.Infrastructure;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The delivery after its seal: what others tell, what is told to them, and what the shopper sees of it. */
@QuarkusTest
@WithTestResource(Infrastructure.class)
class ShipmentTest {
    private static final String AUTHORISED = "payment.authorised.delivery-service";
    private static final String CAPTURED = "payment.captured";
    private static final String CONFIRMED = "order.confirmed";
    private static final String CANCELLED = "order.cancelled";

    @Inject
    SettableClock clock;

    @Inject
    SlotsForTests slots;

    @Inject
    OtherServices others;

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

    @Test
    void a_sealed_delivery_is_on_hold_and_shows_recipient_address_option_day_and_price() {
        Element shipment = shipment();

        assertThat(state()).isEqualTo("On hold");
        assertThat(shipment.text())
                .contains("On hold for you until your order is paid")
                .contains("€4.90")
                .contains("Standard")
                .contains("8:00\u2060–\u206012:00");
        assertThat(shipment.select("address").text())
                .isEqualTo("Ada Lovelace Invalidenstraße 116 10115 Berlin Germany");
    }

    @Test
    void a_paid_delivery_is_reserved_and_told_once_however_often_it_is_said() {
        others.tellRepeatedly(shopper.id(), AUTHORISED, 5);

        heard(Delivery.RESERVED);
        assertThat(state()).isEqualTo("Reserved");
        others.tell(shopper.id(), AUTHORISED, CONFIRMED);
        heard(Delivery.RESERVED, Delivery.SCHEDULED);
        assertThat(slots.taken(slot)).isEqualTo(1);
    }

    @Test
    void a_reserved_place_does_not_end_with_the_hold() {
        others.tell(shopper.id(), AUTHORISED);
        heard(Delivery.RESERVED);
        String control = slots.make(1);
        new AtTheDoor(clock).sealIn(control);

        clock.putForward(Duration.ofHours(2));

        await().untilAsserted(() -> assertThat(slots.taken(control)).isZero());
        assertThat(slots.taken(slot)).isEqualTo(1);
    }

    @Test
    void a_confirmed_order_is_planned() {
        others.tell(shopper.id(), AUTHORISED, CONFIRMED);

        heard(Delivery.RESERVED, Delivery.SCHEDULED);
        assertThat(state()).isEqualTo("Planned");
        assertThat(shipment().text()).containsPattern("Planned for \\w{3} \\d{1,2} \\w+, 8:00\u2060–\u206012:00");
    }

    @Test
    void a_confirmation_that_comes_before_the_payment_is_not_lost() {
        others.tell(shopper.id(), CONFIRMED, AUTHORISED);

        heard(Delivery.RESERVED, Delivery.SCHEDULED);
    }

    @Test
    void nothing_is_planned_that_was_not_paid_and_its_hold_ends() {
        others.tell(shopper.id(), CONFIRMED, CAPTURED);
        clock.putForward(Duration.ofMinutes(61));

        await().untilAsserted(() -> assertThat(slots.taken(slot)).isZero());
        assertThat(others.heardOf(shopper.id())).isEmpty();
    }

    @Test
    void it_leaves_only_after_the_capture_and_some_time() {
        others.tell(shopper.id(), AUTHORISED, CONFIRMED);
        heard(Delivery.RESERVED, Delivery.SCHEDULED);
        clock.putForward(Duration.ofHours(2));
        others.tell(shopper.id(), CAPTURED);
        AtTheDoor earlier = dispatchedWithin(Duration.ofMinutes(30));
        assertThat(others.heardOf(shopper.id())).doesNotContain(Delivery.DISPATCHED);

        clock.putForward(Duration.ofMinutes(61));

        heard(Delivery.RESERVED, Delivery.SCHEDULED, Delivery.DISPATCHED);
        assertThat(state()).isEqualTo("On its way");
        assertThat(others.heardOf(earlier.id())).contains(Delivery.DISPATCHED);
    }

    @Test
    void what_was_planned_for_a_day_that_is_over_is_not_said_to_be_on_its_way_or_planned_any_more() {
        others.tell(shopper.id(), AUTHORISED, CONFIRMED);
        heard(Delivery.RESERVED, Delivery.SCHEDULED);
        clock.putForward(Duration.ofDays(20 * 365));
        assertThat(state()).isEqualTo("Not sent");
        assertThat(shipment().text()).contains("has not been sent yet");
        others.tell(shopper.id(), CAPTURED);
        clock.putForward(Duration.ofHours(2));

        heard(Delivery.RESERVED, Delivery.SCHEDULED, Delivery.DISPATCHED);

        assertThat(state()).isEqualTo("Handed over");
        assertThat(shipment().text()).contains("Handed over to the carrier").doesNotContain("On its way");
    }

    /** Another delivery, captured an hour ago in the order of things, whose dispatch shows that the job has run. */
    private AtTheDoor dispatchedWithin(Duration afterOurs) {
        AtTheDoor another = new AtTheDoor(clock);
        another.sealIn(slots.make(1));
        clock.putForward(Duration.ofHours(1).negated());
        others.tell(another.id(), AUTHORISED, CONFIRMED, CAPTURED);
        await().untilAsserted(() -> assertThat(others.heardOf(another.id())).contains(Delivery.SCHEDULED));
        clock.putForward(Duration.ofHours(1).plus(afterOurs));
        await().untilAsserted(() -> assertThat(others.heardOf(another.id())).contains(Delivery.DISPATCHED));
        return another;
    }

    @Test
    void paid_after_the_hold_has_ended_takes_a_place_again_if_there_is_one() {
        holdEnds();

        others.tell(shopper.id(), AUTHORISED);

        heard(Delivery.RESERVED);
        assertThat(slots.taken(slot)).isEqualTo(1);
    }

    @Test
    void paid_after_the_hold_has_ended_is_refused_if_the_place_is_gone() {
        holdEnds();
        assertThat(state()).isEqualTo("No longer on hold");
        new AtTheDoor(clock).sealIn(slot);

        others.tell(shopper.id(), AUTHORISED);

        heard(Delivery.REFUSED);
        assertThat(state()).isEqualTo("Not delivered");
        assertThat(slots.taken(slot)).isEqualTo(1);
    }

    @Test
    void a_cancelled_order_gives_its_place_back() {
        others.tell(shopper.id(), AUTHORISED);
        heard(Delivery.RESERVED);

        others.tell(shopper.id(), CANCELLED);

        await().untilAsserted(() -> assertThat(slots.taken(slot)).isZero());
        assertThat(state()).isEqualTo("Not delivered");
        assertThat(shipment().text()).contains("Not delivered, because the order was cancelled.");
    }

    @Test
    void paid_after_the_cancellation_is_refused() {
        others.tell(shopper.id(), CANCELLED);
        await().untilAsserted(() -> assertThat(slots.taken(slot)).isZero());

        others.tell(shopper.id(), AUTHORISED);

        heard(Delivery.REFUSED);
    }

    @Test
    void an_order_that_was_cancelled_before_anything_was_typed_stays_cancelled() {
        AtTheDoor late = new AtTheDoor(clock);
        others.tell(late.id(), CANCELLED);

        await().untilAsserted(
                        () -> assertThat(late.seal(0).header("Widget-State")).isEqualTo("over"));
    }

    @Test
    void what_is_reserved_cannot_be_given_up_here_any_more() {
        others.tell(shopper.id(), AUTHORISED);
        heard(Delivery.RESERVED);

        assertThat(shopper.release().statusCode()).isEqualTo(409);
        assertThat(shopper.release().header("Widget-State")).isEqualTo("over");
        assertThat(slots.taken(slot)).isEqualTo(1);
    }

    @Test
    void the_page_asks_often_until_it_is_planned_then_now_and_then_and_at_the_end_no_more() {
        assertThat(shipment().attr("hx-trigger")).isEqualTo("every 500ms");
        others.tell(shopper.id(), AUTHORISED, CONFIRMED);
        heard(Delivery.RESERVED, Delivery.SCHEDULED);
        assertThat(shipment().attr("hx-trigger")).isEqualTo("every 5s");
        others.tell(shopper.id(), CAPTURED);
        clock.putForward(Duration.ofMinutes(61));
        heard(Delivery.RESERVED, Delivery.SCHEDULED, Delivery.DISPATCHED);
        assertThat(shipment().hasAttr("hx-get")).isFalse();
    }

    @Test
    void a_page_that_has_the_newest_gets_nothing_until_something_changes() {
        long version = version(shopper.shipment());
        assertThat(shopper.shipmentAfter(version).statusCode()).isEqualTo(204);

        others.tell(shopper.id(), AUTHORISED);

        await().untilAsserted(() ->
                assertThat(shopper.shipmentAfter(version).statusCode()).isEqualTo(200));
    }

    @Test
    void a_checkout_without_a_delivery_says_so() {
        Element shipment = widget(new AtTheDoor(clock).shipment());

        assertThat(shipment.text()).contains("No delivery has been chosen for this order.");
    }

    @Test
    void the_skeleton_is_inert_and_loads_itself() {
        Element skeleton = Jsoup.parseBodyFragment(
                        given().get("/widgets/shipment").asString())
                .body()
                .child(0);

        assertThat(skeleton.hasAttr("inert")).isTrue();
        assertThat(skeleton.attr("hx-trigger")).isEqualTo("load");
    }

    private void holdEnds() {
        clock.putForward(Duration.ofMinutes(61));
        await().untilAsserted(() -> assertThat(slots.taken(slot)).isZero());
    }

    private void heard(String... types) {
        await().untilAsserted(() -> assertThat(others.heardOf(shopper.id())).containsExactly(types));
    }

    private Element shipment() {
        return widget(shopper.shipment());
    }

    private String state() {
        return shipment().expectFirst("#shipment-state").text();
    }
}
