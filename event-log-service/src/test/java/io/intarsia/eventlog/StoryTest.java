package io.intarsia.eventlog;

import static io.intarsia.eventlog.Told.promise;
import static io.intarsia.eventlog.Told.service;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoryTest {
    private final Told told = new Told();

    @Test
    void an_effect_never_stands_before_its_cause_whatever_the_clocks_say() {
        LoggedEvent cause = told.event(5, "order.placed", "checkout-service", null);
        told.event(1, "payment.secured", "payment-service", cause);
        told.event(2, "lamp.lit", "lamp-service", null);

        Story story = told.toldAt(10);

        assertThat(story.steps()).extracting(Step::type).containsExactly("lamp.lit", "order.placed", "payment.secured");
        assertThat(story.steps().get(2).isBeforeItsCause()).isTrue();
        assertThat(story.steps().get(2).took()).isEmpty();
    }

    @Test
    void what_is_independent_stands_in_the_order_of_time() {
        told.event(2, "lamp.off", "lamp-service", null);
        told.event(1, "lamp.lit", "lamp-service", null);

        assertThat(told.toldAt(3).steps()).extracting(Step::type).containsExactly("lamp.lit", "lamp.off");
    }

    @Test
    void each_step_says_what_led_to_it_and_how_long_that_took() {
        LoggedEvent cause = told.event(0, "order.placed", "checkout-service", null);
        told.event(0.034, "payment.secured", "payment-service", cause);

        Step step = told.toldAt(1).steps().get(1);

        assertThat(step.causeType()).isEqualTo("order.placed");
        assertThat(step.took()).isEqualTo("34 ms");
        assertThat(step.sinceStart()).isEqualTo("34 ms");
    }

    @Test
    void a_cause_that_has_not_come_is_said_to_be_missing() {
        LoggedEvent elsewhere = new Told().event(0, "order.placed", "checkout-service", null);
        told.event(1, "payment.secured", "payment-service", elsewhere);

        assertThat(told.toldAt(2).steps()).singleElement().matches(Step::isCauseMissing);
    }

    @Test
    void events_that_name_each_other_as_cause_are_shown_all_the_same() {
        LoggedEvent hen = told.event(0, "hen.hatched", "farm-service", null);
        LoggedEvent egg = told.event(1, "egg.laid", "farm-service", hen);
        hen.causationId = egg.id;

        assertThat(told.toldAt(2).steps()).hasSize(2);
    }

    @Test
    void there_is_no_limit_to_the_length_of_a_story() {
        LoggedEvent last = null;
        for (int i = 0; i < 500; i++) {
            last = told.event(i, "step.taken", "walk-service", last);
        }

        Story story = told.toldAt(501);

        assertThat(story.steps()).hasSize(500);
        assertThat(story.sequence().rows()).hasSize(500);
        assertThat(story.timeline().bars()).hasSize(500);
    }

    @Test
    void the_sequence_has_a_lifeline_for_each_service_and_an_arrow_from_each_cause() {
        LoggedEvent placed = told.event(0, "order.placed", "checkout-service", null);
        LoggedEvent secured = told.event(1, "payment.secured", "payment-service", placed);
        told.event(2, "payment.captured", "payment-service", secured);

        SequenceDiagram drawing = told.toldAt(3, service("checkout-service", List.of("payment.*")))
                .sequence();

        assertThat(drawing.lanes())
                .extracting(SequenceDiagram.Lane::name)
                .containsExactly("", "checkout-service", "payment-service");
        assertThat(drawing.arrows()).extracting(SequenceDiagram.Arrow::kind).containsExactly("person", "cause", "own");
        int checkout = drawing.lanes().get(1).x();
        assertThat(drawing.listeners()).hasSize(2).allMatch(mark -> mark.x() == checkout);
        assertThat(drawing.rows()).allSatisfy(row -> assertThat(row.y()).isBetween(0, drawing.height()));
        assertThat(drawing.lanes()).allSatisfy(lane -> assertThat(lane.x()).isBetween(0, drawing.width()));
    }

    @Test
    void what_is_awaited_is_drawn_on_the_line_of_who_promises_it_and_overdue_when_it_is() {
        told.event(0, "order.placed", "checkout-service", null);
        Participant payment =
                service("payment-service", List.of(), promise(List.of("order.placed"), List.of("payment.secured"), 10));

        assertThat(told.toldAt(5, payment).sequence().rows().get(1).kind()).isEqualTo("awaited");
        assertThat(told.toldAt(5, payment).stuck()).isEmpty();
        assertThat(told.toldAt(130, payment).sequence().rows().get(1)).satisfies(row -> {
            assertThat(row.kind()).isEqualTo("overdue");
            assertThat(row.note()).isEqualTo("missing, waiting for 2 min 10 s");
        });
        assertThat(told.toldAt(130, payment).stuck()).singleElement().satisfies(missing -> {
            assertThat(missing.service()).isEqualTo("payment-service");
            assertThat(missing.waited()).isEqualTo("2 min 10 s");
        });
    }

    @Test
    void a_long_time_in_which_nothing_happens_is_cut_and_says_who_was_waited_for() {
        LoggedEvent placed = told.event(0, "order.placed", "checkout-service", null);
        told.event(0.5, "payment.secured", "payment-service", placed);
        LoggedEvent paid = told.event(12.5, "payment.captured", "payment-service", placed);
        told.event(1812.5, "delivery.changed", "delivery-service", null);

        Timeline timeline = told.toldAt(2000).timeline();

        assertThat(timeline.gaps())
                .extracting(Timeline.Gap::who, Timeline.Gap::lasted)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("payment-service", "12.0 s"),
                        org.assertj.core.groups.Tuple.tuple("", "30 min"));
        assertThat(timeline.bars()).allSatisfy(bar -> assertThat(bar.end()).isLessThanOrEqualTo(timeline.width()));
        assertThat(paid).isNotNull();
    }

    @Test
    void at_its_end_a_stuck_checkout_waits_for_the_one_who_is_late_though_others_are_awaited_longer() {
        told.event(0, "order.placed", "checkout-service", null);
        told.event(1, "payment.authorised.delivery", "payment-service", null);
        Participant checkout = service(
                "checkout-service", List.of(), promise(List.of("order.placed"), List.of("order.confirmed"), 1800));
        Participant delivery = service(
                "delivery-service",
                List.of(),
                promise(List.of("payment.authorised.delivery"), List.of("reservation.made.delivery"), 10));

        List<Timeline.Gap> gaps = told.toldAt(60, checkout, delivery).timeline().gaps();

        assertThat(gaps.get(gaps.size() - 1).who()).isEqualTo("delivery-service");
    }

    @Test
    void an_event_that_came_more_than_once_is_marked() {
        LoggedEvent placed = told.event(0, "order.placed", "checkout-service", null);

        Story story = Story.of(Told.CHECKOUT, told.events, Map.of(placed.id, 2), List.of(), List.of(), Told.at(1));

        assertThat(story.sequence().rows().get(0).badge()).isEqualTo("×3");
    }

    @Test
    void the_story_can_be_taken_along_as_mermaid_and_no_name_can_break_out_of_its_line() {
        LoggedEvent placed = told.event(0, "order.placed", "checkout-service", null);
        told.event(1, "payment.secured", "payment\nservice: %%", placed);

        assertThat(Mermaid.of(told.toldAt(2))).isEqualTo("""
                sequenceDiagram
                  actor s0 as a person or a clock
                  participant s1 as checkout-service
                  participant s2 as payment_service_ __
                  s0->>s1: order.placed
                  s1->>s2: payment.secured (1.0 s)
                """);
    }

    @Test
    void its_fingerprint_changes_with_what_is_known_and_while_something_is_awaited_with_time() {
        told.event(0, "order.placed", "checkout-service", null);
        assertThat(told.toldAt(1).fingerprint()).isEqualTo(told.toldAt(100).fingerprint());
        Participant payment =
                service("payment-service", List.of(), promise(List.of("order.placed"), List.of("payment.secured"), 10));
        assertThat(told.toldAt(20, payment).fingerprint())
                .isNotEqualTo(told.toldAt(40, payment).fingerprint());
        String before = told.toldAt(1).fingerprint();

        told.event(1, "payment.secured", "payment-service", null);

        assertThat(told.toldAt(1).fingerprint()).isNotEqualTo(before);
    }
}
