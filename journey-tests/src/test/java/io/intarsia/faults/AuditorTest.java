package io.intarsia.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.faults.Books.Authorisation;
import io.intarsia.faults.Books.Came;
import io.intarsia.faults.Books.Delivery;
import io.intarsia.faults.Books.Event;
import io.intarsia.faults.Books.Order;
import io.intarsia.faults.Books.Payment;
import io.intarsia.faults.Books.Slot;
import io.intarsia.faults.Purchase.Kind;
import io.intarsia.faults.Purchase.Tried;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The auditor finds each kind of fault, planted in the books of one order that was bought and one that was cancelled. */
class AuditorTest {
    private static final Instant THEN = Instant.EPOCH;

    private final UUID bought = UUID.randomUUID();
    private final UUID cancelled = UUID.randomUUID();
    private final Map<UUID, Order> orders = new HashMap<>(Map.of(
            bought, new Order(true, THEN, THEN, null, 1000), cancelled, new Order(true, THEN, null, THEN, 1000)));
    private final Map<UUID, Payment> payments = new HashMap<>(Map.of(
            bought, new Payment(THEN, THEN, null, null, false, 0, Set.of("checkout-service", "delivery-service"), 1490),
            cancelled,
                    new Payment(
                            THEN, null, null, THEN, false, 0, Set.of("checkout-service", "delivery-service"), 1490)));
    private final Map<UUID, Delivery> deliveries = new HashMap<>(Map.of(
            bought, new Delivery(490L, "monday", true, THEN, null, THEN, THEN),
            cancelled, new Delivery(490L, "monday", false, null, THEN, null, null)));
    private final Map<String, Slot> slots = new HashMap<>(Map.of("monday", new Slot(1, 20)));
    private final Map<String, Authorisation> ledger = new HashMap<>(
            Map.of("a1", new Authorisation(bought, 1490, 1, 0, 0), "a2", new Authorisation(cancelled, 1490, 0, 0, 1)));
    private final Map<UUID, Event> log = new HashMap<>();
    private final Map<String, Map<UUID, Came>> inboxes =
            new HashMap<>(Map.of("delivery-service", new HashMap<>(), "event-log-service", new HashMap<>()));
    private final Map<String, Long> left = new HashMap<>(Map.of("checkout-service", 0L));
    private final Map<String, Long> dead = new HashMap<>(Map.of("checkout-service", 0L));
    private final List<String> foreign = new ArrayList<>();
    private final List<Tried> tried = new ArrayList<>(List.of(
            new Tried(bought, Kind.BUY, THEN, THEN, ""), new Tried(cancelled, Kind.PAYS_AND_GIVES_UP, THEN, THEN, "")));

    AuditorTest() {
        for (String type : List.of(
                "order.placed",
                "reservation.made.delivery-service",
                "order.confirmed",
                "payment.captured",
                "delivery.scheduled",
                "delivery.dispatched")) {
            told(bought, type);
        }
        for (String type :
                List.of("order.placed", "reservation.refused.delivery-service", "order.cancelled", "payment.voided")) {
            told(cancelled, type);
        }
    }

    @Test
    void good_books_have_no_findings() {
        assertThat(findings()).isEmpty();
    }

    @Test
    void an_accepted_order_that_is_not_there() {
        tried.add(new Tried(UUID.randomUUID(), Kind.BUY, THEN, THEN, ""));
        assertFound("nothing is lost");
    }

    @Test
    void an_accepted_order_that_is_not_placed() {
        orders.put(cancelled, new Order(true, null, null, THEN, 1000));
        assertFound("nothing is lost");
    }

    @Test
    void a_payment_without_an_order() {
        ledger.put("a3", new Authorisation(UUID.randomUUID(), 5, 0, 0, 1));
        assertFound("nothing is lost");
    }

    @Test
    void an_order_that_nobody_decides() {
        orders.put(cancelled, new Order(true, THEN, null, null, 1000));
        assertFound("every order ends");
    }

    @Test
    void an_order_that_is_both() {
        orders.put(bought, new Order(true, THEN, THEN, THEN, 1000));
        assertFound("decided once");
    }

    @Test
    void a_confirmed_order_that_is_not_captured() {
        ledger.put("a1", new Authorisation(bought, 1490, 0, 0, 0));
        assertFound("confirmed is captured once");
    }

    @Test
    void a_second_capture() {
        ledger.put("a1", new Authorisation(bought, 1490, 2, 0, 0));
        assertFound("confirmed is captured once");
    }

    @Test
    void a_second_card_that_is_authorised() {
        ledger.put("a3", new Authorisation(bought, 1490, 0, 0, 1));
        assertFound("one successful authorisation");
    }

    @Test
    void another_amount_than_what_was_sealed() {
        orders.put(bought, new Order(true, THEN, THEN, null, 900));
        assertFound("exactly what was sealed");
    }

    @Test
    void another_amount_at_the_provider_than_at_payment() {
        ledger.put("a2", new Authorisation(cancelled, 1, 0, 0, 1));
        assertFound("exactly what was sealed");
    }

    @Test
    void a_confirmed_order_without_a_delivery() {
        deliveries.put(bought, new Delivery(490L, "monday", true, THEN, null, null, null));
        assertFound("confirmed is scheduled");
    }

    @Test
    void a_delivery_that_left_without_the_money() {
        ledger.put("a1", new Authorisation(bought, 1490, 0, 1, 0));
        assertFound("dispatched is captured");
    }

    @Test
    void a_cancelled_order_that_is_charged() {
        ledger.put("a2", new Authorisation(cancelled, 1490, 1, 0, 0));
        assertFound("cancelled charges nothing");
    }

    @Test
    void a_cancelled_order_whose_card_is_not_released() {
        ledger.put("a2", new Authorisation(cancelled, 1490, 0, 0, 0));
        assertFound("cancelled charges nothing");
    }

    @Test
    void a_cancelled_order_that_holds_a_place() {
        deliveries.put(cancelled, new Delivery(490L, "monday", true, null, THEN, null, null));
        slots.put("monday", new Slot(2, 20));
        assertFound("cancelled holds nothing");
    }

    @Test
    void a_place_that_nobody_has() {
        slots.put("monday", new Slot(2, 20));
        assertFound("slots are conserved");
    }

    @Test
    void more_places_than_there_are() {
        slots.put("monday", new Slot(1, 0));
        assertFound("slots are conserved");
    }

    @Test
    void work_for_a_quote_that_was_not_paid() {
        payments.put(bought, new Payment(THEN, THEN, null, null, false, 0, Set.of("checkout-service"), 1490));
        assertFound("no work unpaid");
    }

    @Test
    void a_charge_that_payment_does_not_know() {
        payments.put(cancelled, new Payment(null, null, null, THEN, false, 0, Set.of("checkout-service"), 1490));
        assertFound("payment knows what the provider did");
    }

    @Test
    void an_event_that_never_came() {
        inboxes.get("delivery-service").values().removeIf(came -> came.type().equals("order.confirmed"));
        assertFound("every event takes effect");
    }

    @Test
    void an_event_that_is_parked() {
        inboxes.get("delivery-service")
                .replaceAll((id, came) -> new Came(came.type(), came.checkout(), "parked", 10, 0));
        assertFound("every event takes effect");
    }

    @Test
    void an_event_that_the_log_misses() {
        UUID missing = log.entrySet().stream()
                .filter(entry -> entry.getValue().type().equals("payment.captured"))
                .findFirst()
                .orElseThrow()
                .getKey();
        log.remove(missing);
        assertFound("the log has all");
    }

    @Test
    void an_event_that_was_told_twice() {
        told(bought, "order.confirmed");
        assertFound("an event for each fact");
    }

    @Test
    void an_event_of_what_did_not_happen() {
        told(cancelled, "delivery.scheduled");
        assertFound("an event for each fact");
    }

    @Test
    void what_is_left_over() {
        left.put("checkout-service", 1L);
        assertFound("nothing is left");
    }

    @Test
    void a_dead_letter() {
        dead.put("checkout-service", 1L);
        assertFound("nothing is left");
    }

    @Test
    void a_payment_that_still_has_work() {
        payments.put(
                bought,
                new Payment(THEN, THEN, null, null, true, 0, Set.of("checkout-service", "delivery-service"), 1490));
        assertFound("nothing is left");
    }

    @Test
    void a_foreign_mark() {
        foreign.add("1 row of event-log-service.logged_event has a name");
        assertFound("own data only");
    }

    private void told(UUID checkout, String type) {
        UUID id = UUID.randomUUID();
        log.put(id, new Event(type, "", checkout));
        inboxes.get("event-log-service").put(id, new Came(type, checkout, "done", 1, 0));
        if (List.of("order.confirmed", "order.cancelled", "payment.captured").contains(type)) {
            inboxes.get("delivery-service").put(id, new Came(type, checkout, "done", 1, 0));
        }
    }

    private void assertFound(String rule) {
        assertThat(findings()).anySatisfy(finding -> assertThat(finding).startsWith(rule + ":"));
    }

    private List<String> findings() {
        Map<String, List<String>> patterns = Map.of(
                "delivery-service", List.of("order.confirmed", "order.cancelled", "payment.captured"),
                "event-log-service", List.of("#", "history.requested.#"));
        Books books =
                new Books(orders, payments, deliveries, slots, ledger, log, inboxes, left, dead, patterns, foreign);
        return Auditor.findings(books, tried);
    }
}
