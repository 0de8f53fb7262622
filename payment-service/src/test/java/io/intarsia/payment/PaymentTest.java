package io.intarsia.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.kit.quote.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PaymentTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    /** What may become known of a payment for two issuers. */
    private enum Fact {
        AUTHORISED((payment, at) -> payment.authorised("auth_1", at)),
        GOODS_RESERVED((payment, at) -> payment.reservationMade("checkout-service")),
        DELIVERY_RESERVED((payment, at) -> payment.reservationMade("delivery-service")),
        DELIVERY_REFUSED((payment, at) -> payment.reservationRefused("delivery-service")),
        CONFIRMED(Payment::confirmed),
        CANCELLED(Payment::cancelled);

        private final BiConsumer<Payment, Instant> set;

        Fact(BiConsumer<Payment, Instant> set) {
            this.set = set;
        }
    }

    @Test
    void nothing_follows_from_nothing() {
        Payment payment = tried();

        assertThat(payment.decide(NOW)).isEmpty();
        assertThat(payment.due).isEqualTo(Payment.Work.NOTHING);
    }

    @Test
    void each_issuer_is_told_once_that_it_was_paid() {
        Payment payment = after(Fact.AUTHORISED);

        assertThat(payment.told)
                .containsExactlyInAnyOrder(
                        "payment.authorised.checkout-service", "payment.authorised.delivery-service");
        assertThat(payment.decide(NOW)).isEmpty();
    }

    @Test
    void it_is_secured_when_every_issuer_that_was_paid_has_reserved() {
        assertThat(after(Fact.AUTHORISED, Fact.GOODS_RESERVED).told).doesNotContain("payment.secured");
        assertThat(after(Fact.AUTHORISED, Fact.GOODS_RESERVED, Fact.DELIVERY_REFUSED).told)
                .doesNotContain("payment.secured");
        assertThat(after(Fact.AUTHORISED, Fact.GOODS_RESERVED, Fact.DELIVERY_RESERVED).told)
                .contains("payment.secured");
    }

    @Test
    void confirmed_is_captured_and_cancelled_is_voided() {
        assertThat(after(Fact.AUTHORISED, Fact.CONFIRMED).due).isEqualTo(Payment.Work.CAPTURE);
        assertThat(after(Fact.AUTHORISED, Fact.CANCELLED).due).isEqualTo(Payment.Work.VOID);
        assertThat(after(Fact.CANCELLED).due).isEqualTo(Payment.Work.NOTHING);
    }

    @Test
    void what_is_to_be_forgotten_is_erased_when_no_money_is_held_any_more_and_not_before() {
        Payment declined = after();
        declined.forgotten(NOW);
        assertThat(declined.isToBeErased()).isTrue();

        Payment held = after(Fact.AUTHORISED, Fact.CANCELLED);
        assertThat(held.isToBeErased()).isFalse();
        held.forgotten(NOW);
        assertThat(held.isToBeErased()).isFalse();
        assertThat(held.isOver()).isTrue();
        held.voided(NOW);
        assertThat(held.isToBeErased()).isTrue();
    }

    @Test
    void what_is_found_authorised_after_the_cancellation_is_told_to_no_issuer_and_voided() {
        Payment payment = after(Fact.CANCELLED, Fact.AUTHORISED);

        assertThat(payment.told).isEmpty();
        assertThat(payment.due).isEqualTo(Payment.Work.VOID);
    }

    @Test
    void confirmed_after_it_was_given_up_here_is_told_as_a_failed_capture() {
        Payment payment = after(Fact.AUTHORISED, Fact.CANCELLED);
        payment.voided(NOW);
        payment.decide(NOW);

        payment.confirmed(NOW);

        assertThat(payment.decide(NOW)).containsExactly("payment.capture-failed");
        assertThat(payment.due).isEqualTo(Payment.Work.NOTHING);
    }

    @Test
    void what_others_were_told_is_secured_is_not_given_up_here_but_by_the_orders_cancellation() {
        Payment payment = after(Fact.AUTHORISED, Fact.GOODS_RESERVED);
        assertThat(payment.canBeGivenUp()).isTrue();

        payment.reservationMade("delivery-service");
        payment.decide(NOW);
        assertThat(payment.canBeGivenUp()).isFalse();

        payment.cancelled(NOW);
        assertThat(payment.canBeGivenUp()).isTrue();
    }

    @Test
    void every_decline_is_told() {
        Payment payment = tried();
        payment.declined();
        assertThat(payment.decide(NOW)).containsExactly("payment.declined");
        payment.declined();
        assertThat(payment.decide(NOW)).containsExactly("payment.declined");
        assertThat(payment.decide(NOW)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONFIRMED", "CANCELLED"})
    void order_and_repetition_of_what_happens_do_not_matter(Fact decision) {
        Random random = new Random(20261124);
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.AUTHORISED,
                Fact.GOODS_RESERVED,
                Fact.DELIVERY_RESERVED,
                Fact.DELIVERY_RESERVED,
                decision,
                decision));
        Set<String> outcomes = new TreeSet<>();
        for (int i = 0; i < 2_000; i++) {
            Collections.shuffle(facts, random);
            outcomes.add(settled(tried(), facts));
        }
        assertThat(outcomes).hasSize(1);
        assertThat(outcomes).containsExactly(decision == Fact.CONFIRMED ? "captured" : "voided");
    }

    /** Lets things happen, with the provider's work done at any time between, and says how it ends. */
    private static String settled(Payment payment, List<Fact> facts) {
        List<String> events = new ArrayList<>();
        for (Fact fact : facts) {
            fact.set.accept(payment, NOW);
            events.addAll(payment.decide(NOW));
            workIsDone(payment);
            events.addAll(payment.decide(NOW));
        }
        assertThat(events).doesNotHaveDuplicates();
        assertThat(payment.decide(NOW)).isEmpty();
        return payment.capturedAt != null ? "captured" : payment.voidedAt != null ? "voided" : "open";
    }

    private static void workIsDone(Payment payment) {
        switch (payment.due) {
            case CAPTURE -> payment.captured(NOW);
            case VOID -> payment.voided(NOW);
            case NOTHING -> {}
        }
    }

    private static Payment after(Fact... facts) {
        Payment payment = tried();
        for (Fact fact : facts) {
            fact.set.accept(payment, NOW);
            payment.decide(NOW);
        }
        return payment;
    }

    private static Payment tried() {
        Payment payment = new Payment();
        Instant later = NOW.plusSeconds(900);
        payment.tries(new Bill(
                List.of(
                        new AcceptedQuote("checkout-service", 12_900, "EUR", later),
                        new AcceptedQuote("delivery-service", 490, "EUR", later)),
                Money.of(13_390, "EUR")));
        return payment;
    }
}
