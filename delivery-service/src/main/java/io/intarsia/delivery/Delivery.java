package io.intarsia.delivery;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.quote.Money;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The delivery of one order: what the shopper chose, and the facts that have become known, in whatever order. A fact is set once. What follows from the facts is
 * in {@link #decide}.
 */
@Entity
class Delivery extends PanacheEntityBase {
    static final String RESERVED = "reservation.made.delivery-service";
    static final String REFUSED = "reservation.refused.delivery-service";
    static final String SCHEDULED = "delivery.scheduled";
    static final String DISPATCHED = "delivery.dispatched";

    @Id
    UUID correlationId;

    /** Grows with every change; the order page asks for what is newer. */
    @Version
    long revision;

    @Embedded
    Recipient recipient;

    @Enumerated(EnumType.STRING)
    @Nullable
    DeliveryOption option;

    @Nullable
    String slotId;

    /** Grows with every change of what the shopper would buy. */
    long choiceVersion;

    @Nullable
    Long amount;

    @Nullable
    String currency;

    /** The tax in the frozen price, in percent; null also in what was sealed before this was kept. */
    @Nullable
    BigDecimal taxRate;

    /** Whether one of the slot's places is ours. */
    boolean placeTaken;

    @Nullable
    Instant sealedAt;

    @Nullable
    Instant holdUntil;

    @Nullable
    Instant paidAt;

    @Nullable
    Instant reservedAt;

    @Nullable
    Instant refusedAt;

    @Nullable
    Instant confirmedAt;

    @Nullable
    Instant capturedAt;

    @Nullable
    Instant cancelledAt;

    /** When the place was last given back. */
    @Nullable
    Instant releasedAt;

    @Nullable
    Instant scheduledAt;

    @Nullable
    Instant dispatchedAt;

    /** Since when it is to be deleted. */
    @Nullable
    Instant forgottenAt;

    /** To the day, when something was last asked or told of it. */
    Instant touchedAt = Instant.EPOCH;

    @SuppressWarnings("NullAway.Init")
    protected Delivery() {}

    Delivery(CorrelationId id, Country country) {
        this.correlationId = id.value();
        this.recipient = Recipient.empty(country);
    }

    CorrelationId id() {
        return new CorrelationId(correlationId);
    }

    // What the shopper does

    /** Keeps what was typed and chosen; a new version if something else would be bought than what was shown before. */
    void keep(Recipient typed, Choice chosen, boolean somethingElse) {
        recipient = typed;
        option = chosen.option();
        slotId = chosen.slotId();
        if (somethingElse) {
            choiceVersion++;
        }
    }

    /** Freezes the choice at its price, with the place that was taken for it; again: only holds the place for longer. */
    void seal(Price price, Instant now, Duration holdFor) {
        placeTaken = true;
        holdUntil = now.plus(holdFor);
        if (sealedAt == null) {
            sealedAt = now;
            amount = price.amount().minorUnits();
            currency = price.amount().currencyCode();
            taxRate = price.taxRate();
        }
    }

    /**
     * The price that was sealed, or null before.
     *
     * @param taxRateNow for what was sealed before its rate was kept
     */
    @Nullable
    Price sealedPrice(BigDecimal taxRateNow) {
        return amount == null || currency == null
                ? null
                : new Price(Money.of(amount, currency), taxRate == null ? taxRateNow : taxRate);
    }

    boolean isSealed() {
        return sealedAt != null;
    }

    /** Whether nothing can be chosen or sealed under this ID any more. */
    boolean isOver() {
        return cancelledAt != null || refusedAt != null || confirmedAt != null || forgottenAt != null;
    }

    /** Whether the shopper can still give it up here; once others were told that it is reserved, only the order's cancellation ends it. */
    boolean canBeGivenUp() {
        return cancelledAt != null || (reservedAt == null && confirmedAt == null);
    }

    // What becomes known

    void paid(Instant when) {
        paidAt = paidAt == null ? when : paidAt;
    }

    void confirmed(Instant when) {
        confirmedAt = confirmedAt == null ? when : confirmedAt;
    }

    void captured(Instant when) {
        capturedAt = capturedAt == null ? when : capturedAt;
    }

    void cancelled(Instant when) {
        cancelledAt = cancelledAt == null ? when : cancelledAt;
    }

    void forgotten(Instant when) {
        forgottenAt = forgottenAt == null ? when : forgottenAt;
    }

    /** To the day is exact enough, and not a write with every request. */
    void touched(Instant now) {
        if (touchedAt.isBefore(now.minus(Duration.ofDays(1)))) {
            touchedAt = now;
        }
    }

    // What follows

    /** Whether it was paid after its hold had ended: then a place is to be taken again, if there is one. */
    boolean needsPlace() {
        return isSealed() && paidAt != null && !placeTaken && isUndecided() && cancelledAt == null;
    }

    /** Whether its place is for others now. */
    boolean givesPlaceBack(Instant now) {
        boolean holdEnded = paidAt == null && holdUntil != null && !now.isBefore(holdUntil);
        return placeTaken && (cancelledAt != null || refusedAt != null || holdEnded);
    }

    /**
     * Decides what follows from the facts, sets it, and says which events tell of it. Asked again with the same facts it decides nothing.
     *
     * @param dispatchAfter how long after the capture the delivery leaves
     */
    List<String> decide(Instant now, Duration dispatchAfter) {
        List<String> events = new ArrayList<>();
        if (paidAt != null && isUndecided()) {
            events.add(reserveOrRefuse(now));
        }
        if (reservedAt != null && confirmedAt != null && cancelledAt == null && scheduledAt == null) {
            scheduledAt = now;
            events.add(SCHEDULED);
        }
        if (scheduledAt != null && isDue(now, dispatchAfter) && cancelledAt == null && dispatchedAt == null) {
            dispatchedAt = now;
            events.add(DISPATCHED);
        }
        return events;
    }

    private String reserveOrRefuse(Instant now) {
        if (placeTaken && cancelledAt == null) {
            reservedAt = now;
            return RESERVED;
        }
        refusedAt = now;
        return REFUSED;
    }

    /** Whether it is to be deleted, and nothing is left to do for it: its place was given back, or it is on its way. */
    boolean isToBeErased() {
        return forgottenAt != null && (!placeTaken || dispatchedAt != null);
    }

    private boolean isUndecided() {
        return reservedAt == null && refusedAt == null;
    }

    private boolean isDue(Instant now, Duration dispatchAfter) {
        return capturedAt != null && !now.isBefore(capturedAt.plus(dispatchAfter));
    }

    /** Where it stands, as the shopper is told. */
    State state() {
        if (dispatchedAt != null) {
            return State.DISPATCHED;
        }
        if (cancelledAt != null) {
            return State.CANCELLED;
        }
        if (scheduledAt != null) {
            return State.SCHEDULED;
        }
        if (refusedAt != null) {
            return State.REFUSED;
        }
        if (reservedAt != null) {
            return State.RESERVED;
        }
        return !isSealed() ? State.OPEN : placeTaken ? State.HELD : State.LAPSED;
    }

    /** Where a delivery stands. */
    enum State {
        /** Nothing was sealed. */
        OPEN,
        /** Sealed, and its place is on hold until a deadline. */
        HELD,
        /** Sealed, but the hold has ended. */
        LAPSED,
        /** Paid, and its place is firm. */
        RESERVED,
        /** Paid, but without a place. */
        REFUSED,
        /** The order is confirmed, and the delivery is planned. */
        SCHEDULED,
        /** Handed over to the carrier. */
        DISPATCHED,
        /** The order was cancelled or given up. */
        CANCELLED,
        /** All that was known of it was deleted. */
        FORGOTTEN
    }
}
