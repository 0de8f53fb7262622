package io.intarsia.checkout;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A basket that becomes an order, under one correlation ID: open, then sealed, placed, and in the end confirmed or
 * cancelled, once and for ever. What has happened are fields; {@link #decide} says what follows from them, whatever
 * their order was.
 */
@Entity
@Table(name = "orders")
class Order extends PanacheEntityBase {
    static final String PLACED = "order.placed";
    static final String CONFIRMED = "order.confirmed";
    static final String CANCELLED = "order.cancelled";
    static final String FORGOTTEN = "order.forgotten";
    static final String RESERVED = "reservation.made.checkout-service";
    static final String RESERVATION_REFUSED = "reservation.refused.checkout-service";

    static final int MOST_LINES = 50;
    static final int MOST_OF_ONE = 99;

    private static final String SELF = "checkout-service";

    /** Why an order was cancelled. */
    enum Reason {
        /** An issuer could not reserve what was paid for. */
        REFUSED,
        /** It was not completed in time. */
        EXPIRED,
        /** The shopper gave it up. */
        RELEASED
    }

    @Id
    UUID correlationId;

    @ElementCollection
    @CollectionTable(name = "order_line", joinColumns = @JoinColumn(name = "correlation_id"))
    @OrderColumn(name = "position")
    List<Line> lines = new ArrayList<>();

    String email = "";

    /** Grows with each change of what the shopper would buy. */
    long version;

    /** Grows with each fact. */
    long revision;

    Instant changedAt = Instant.EPOCH;

    @Nullable
    String currency;

    @Nullable
    BigDecimal taxRate;

    @Nullable
    Instant sealedAt;

    @Nullable
    Instant expiresAt;

    @Nullable
    Instant placedAt;

    /** The last time that this order was paid, by the event's own time. */
    @Nullable
    Instant authorisedAt;

    /** The last time that a card was declined, by the event's own time. */
    @Nullable
    Instant declinedAt;

    @Nullable
    Instant securedAt;

    @ElementCollection
    @CollectionTable(name = "order_reservation", joinColumns = @JoinColumn(name = "correlation_id"))
    @Column(name = "issuer")
    Set<String> reservations = new HashSet<>();

    @Nullable
    Instant reservedAt;

    @Nullable
    Instant reservationRefusedAt;

    @Nullable
    String refusedBy;

    @Nullable
    Instant releasedAt;

    @Nullable
    Instant expiredAt;

    @Nullable
    Instant confirmedAt;

    @Nullable
    Instant cancelledAt;

    @Nullable
    @Enumerated(EnumType.STRING)
    Reason cancelledBecause;

    @Nullable
    Instant capturedAt;

    @Nullable
    Instant captureFailedAt;

    @Nullable
    Instant voidedAt;

    /** When it came to its end; empty again if something is still to be given back after all. */
    @Nullable
    Instant endedAt;

    protected Order() {
        this.correlationId = new UUID(0, 0);
    }

    Order(UUID correlationId) {
        this.correlationId = correlationId;
    }

    // The basket

    int quantityOf(String sku) {
        return lines.stream()
                .filter(line -> line.sku().equals(sku))
                .mapToInt(Line::quantity)
                .sum();
    }

    /** Whether so many of a product may be in the basket, beside what is in it. */
    boolean hasRoomFor(String sku, int quantity) {
        return quantity <= MOST_OF_ONE && (quantityOf(sku) > 0 || lines.size() < MOST_LINES);
    }

    /**
     * Says how many of a product are to be in the basket; 0 takes it out.
     *
     * @throws IllegalStateException if that is a change, and the order is sealed or over, or the basket has no room for
     * it
     */
    void put(String sku, int quantity, Instant now) {
        if (quantityOf(sku) == quantity) {
            return;
        }
        requireOpen();
        if (quantity < 0 || !hasRoomFor(sku, quantity)) {
            throw new IllegalStateException("A basket has at most " + MOST_LINES + " lines and " + MOST_OF_ONE
                    + " of one product, but this is to have " + quantity + " of one beside " + lines.size() + " lines");
        }
        int position = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).sku().equals(sku))
                .findFirst()
                .orElse(lines.size());
        if (quantity == 0) {
            lines.remove(position);
        } else if (position == lines.size()) {
            lines.add(Line.of(sku, quantity));
        } else {
            lines.set(position, Line.of(sku, quantity));
        }
        version++;
        changedAt = now;
    }

    /** @throws IllegalStateException if that is a change and the order is sealed or over */
    void writeEmail(String email, Instant now) {
        if (this.email.equals(email)) {
            return;
        }
        requireOpen();
        this.email = email;
        changedAt = now;
    }

    /** Takes over the lines of another basket, if this one is open and empty. */
    void carryLinesFrom(Order other, Instant now) {
        if (isOpen() && lines.isEmpty()) {
            other.lines.forEach(line -> put(line.sku(), line.quantity(), now));
        }
    }

    /** Takes over the email of another order, if this one is open and has none. */
    void carryEmailFrom(Order other, Instant now) {
        if (isOpen() && email.isEmpty()) {
            writeEmail(other.email, now);
        }
    }

    private void requireOpen() {
        if (!isOpen()) {
            throw new IllegalStateException("Only an open basket can be changed, but this was "
                    + (isOver() ? "decided" : "sealed at " + sealedAt));
        }
    }

    // What has happened to it

    boolean isOpen() {
        return !isSealed() && !isOver();
    }

    boolean isSealed() {
        return sealedAt != null;
    }

    /** Whether it was decided: confirmed or cancelled. */
    boolean isOver() {
        return confirmedAt != null || cancelledAt != null;
    }

    /** Whether there is something to tell the shopper of. */
    boolean isThere() {
        return placedAt != null || isOver();
    }

    /** Whether the last card was declined, and nothing has been paid since. */
    boolean isDeclined() {
        return declinedAt != null && !isOver() && (authorisedAt == null || authorisedAt.isBefore(declinedAt));
    }

    /** Whether its time is over, though nobody has said so yet. */
    boolean isOverdue(Instant now) {
        return expiresAt != null && !isOver() && !now.isBefore(expiresAt);
    }

    /** Whether nothing more is expected to happen to it. */
    boolean isFinal() {
        return confirmedAt != null
                ? capturedAt != null
                : cancelledAt != null && (authorisedAt == null || voidedAt != null);
    }

    /** Whether nothing is owed any more, by the shop or by the shopper: so nobody needs it to go on. */
    private boolean isFinished() {
        return confirmedAt != null
                ? capturedAt != null || captureFailedAt != null
                : cancelledAt != null && (authorisedAt == null || voidedAt != null);
    }

    /** Whether nobody has written anything under this ID. */
    boolean isNew() {
        return lines.isEmpty() && email.isEmpty() && revision == 0;
    }

    /**
     * Freezes what is bought and what it costs. Sealing again changes nothing but the deadline, and not even that once
     * the order is paid.
     *
     * @throws IllegalStateException if it is over or something in it cannot be had
     */
    void seal(Bill bill, Instant now, Instant expiresAt) {
        if (isOver() || bill.isEmpty() || !bill.isComplete()) {
            throw new IllegalStateException(
                    "Only a basket of things that can be had is sealed, and before the order is decided");
        }
        if (authorisedAt == null) {
            this.expiresAt = expiresAt;
        }
        if (isSealed()) {
            return;
        }
        sealedAt = happened(null, now);
        currency = bill.sum().currencyCode();
        taxRate = bill.taxRate();
        for (int i = 0; i < lines.size(); i++) {
            Bill.Item item = bill.items().get(i);
            lines.set(
                    i,
                    new Line(
                            item.sku(),
                            item.quantity(),
                            item.name(),
                            item.unitPrice().minorUnits()));
        }
    }

    /**
     * Takes the order; from now on only sealing it again, before it is paid, gives it more time.
     *
     * @return whether this is the first time
     * @throws IllegalStateException if it is not sealed, or over
     */
    boolean place(Instant now, Instant expiresAt) {
        if (!isSealed() || isOver()) {
            throw new IllegalStateException("Only a sealed order is placed, and before it is decided");
        }
        if (placedAt != null) {
            return false;
        }
        placedAt = happened(null, now);
        this.expiresAt = expiresAt;
        return true;
    }

    /** Until when its price may be paid: a price must not outlive the order. */
    Instant priceGoodUntil(Instant wished) {
        return expiresAt != null && expiresAt.isBefore(wished) ? expiresAt : wished;
    }

    /** Whether the shopper can still give it up. */
    boolean canBeGivenUp() {
        return confirmedAt == null;
    }

    /** What others act for ends like any order, though it was never sealed here: or they would hold it for ever. */
    void endsBy(Instant deadline) {
        expiresAt = expiresAt == null ? deadline : expiresAt;
    }

    void release(Instant now) {
        releasedAt = happened(releasedAt, now);
    }

    void expire(Instant now) {
        expiredAt = happened(expiredAt, now);
    }

    void paymentAuthorised(Instant at) {
        authorisedAt = happenedLast(authorisedAt, at);
    }

    void paymentDeclined(Instant at) {
        declinedAt = happenedLast(declinedAt, at);
    }

    void paymentSecured(Instant at) {
        securedAt = happened(securedAt, at);
    }

    void reservationMade(String issuer) {
        if (reservations.add(issuer)) {
            revision++;
        }
    }

    void reservationRefused(String issuer) {
        if (refusedBy == null) {
            refusedBy = issuer;
            revision++;
        }
    }

    void paymentCaptured(Instant at) {
        capturedAt = happened(capturedAt, at);
    }

    void captureFailed(Instant at) {
        captureFailedAt = happened(captureFailedAt, at);
    }

    void paymentVoided(Instant at) {
        voidedAt = happened(voidedAt, at);
    }

    private Instant happened(@Nullable Instant before, Instant at) {
        if (before != null) {
            return before;
        }
        revision++;
        return at;
    }

    private Instant happenedLast(@Nullable Instant before, Instant at) {
        if (before != null && !at.isAfter(before)) {
            return before;
        }
        revision++;
        return at;
    }

    // What follows

    /**
     * Says what follows from the facts, and writes down that it was decided: a second call with the same facts says
     * nothing.
     *
     * @param needs the issuers that must have reserved before the order is confirmed
     * @return the types of the events to publish, in order
     */
    List<String> decide(Set<String> needs, Instant now) {
        List<String> events = new ArrayList<>();
        Reason reason = reasonToCancel();
        if (!isOver() && reason != null) {
            cancelledAt = happened(null, now);
            cancelledBecause = reason;
            events.add(CANCELLED);
        }
        answerForItself(now, events);
        if (!isOver() && placedAt != null && securedAt != null && reservations.containsAll(needs)) {
            confirmedAt = happened(null, now);
            events.add(CONFIRMED);
        }
        endedAt = !isFinished() ? null : endedAt == null ? now : endedAt;
        return events;
    }

    /**
     * This service reserves, too, once it is paid. Its goods are always there, so it refuses only what is cancelled.
     */
    private void answerForItself(Instant now, List<String> events) {
        if (authorisedAt == null || reservedAt != null || reservationRefusedAt != null) {
            return;
        }
        if (cancelledAt != null) {
            reservationRefusedAt = happened(null, now);
            events.add(RESERVATION_REFUSED);
        } else if (isSealed()) {
            reservedAt = happened(null, now);
            reservationMade(SELF);
            events.add(RESERVED);
        }
    }

    private @Nullable Reason reasonToCancel() {
        if (refusedBy != null) {
            return Reason.REFUSED;
        }
        if (releasedAt != null) {
            return Reason.RELEASED;
        }
        return expiredAt != null ? Reason.EXPIRED : null;
    }
}
