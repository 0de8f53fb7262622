package io.intarsia.payment;

import io.intarsia.kit.quote.Money;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.CollectionTable;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The payment of one checkout: which facts are known, and what follows from them. Facts come from doors, reactions and the provider, in any order and any number of
 * times; {@link #decide} looks at all of them, so order and repetition do not matter.
 */
@Entity
class Payment extends PanacheEntityBase {
    static final String AUTHORISED = "payment.authorised.";
    static final String DECLINED = "payment.declined";
    static final String SECURED = "payment.secured";
    static final String CAPTURED = "payment.captured";
    static final String CAPTURE_FAILED = "payment.capture-failed";
    static final String VOIDED = "payment.voided";

    @Id
    UUID correlationId;

    @Version
    long version;

    Instant openedAt;
    int attempts;

    @ElementCollection
    @CollectionTable(name = "accepted_quote", joinColumns = @JoinColumn(name = "correlation_id"))
    Set<AcceptedQuote> quotes = new HashSet<>();

    @Nullable
    Long amount;

    @Nullable
    String currency;

    @Nullable
    String authorisationId;

    @Nullable
    Instant authorisedAt;

    @Nullable
    Instant securedAt;

    @Nullable
    Instant confirmedAt;

    /** A tombstone: what is authorised, or later found to be, is voided. */
    @Nullable
    Instant cancelledAt;

    @Nullable
    Instant capturedAt;

    @Nullable
    Instant captureFailedAt;

    @Nullable
    Instant voidedAt;

    /** Since when it is to be deleted. */
    @Nullable
    Instant forgottenAt;

    int declines;
    int declinesTold;

    /** The issuers that have reserved what they were paid for. */
    Set<String> reserved = new HashSet<>();

    /** The issuers that could not. */
    Set<String> refused = new HashSet<>();

    /** The types of the events that were published, apart from declines. */
    Set<String> told = new HashSet<>();

    @Enumerated(EnumType.STRING)
    Work due = Work.NOTHING;

    @Nullable
    Instant dueAt;

    /** The event that made it due, so that what is told when it is done can name its cause. */
    @Nullable
    UUID dueCause;

    int tried;

    /** What is to be done at the provider. */
    enum Work {
        NOTHING,
        CAPTURE,
        VOID
    }

    /** Where the payment stands, for the shopper. */
    enum State {
        NOTHING_TRIED,
        ASKING,
        DECLINED,
        RESERVED,
        CHARGED,
        CHARGE_FAILED,
        RELEASING,
        RELEASED,
        NOT_CHARGED,
        FORGOTTEN;

        /** Whether nothing more will happen. */
        boolean isFinal() {
            return switch (this) {
                case CHARGED, CHARGE_FAILED, RELEASED, NOT_CHARGED, FORGOTTEN -> true;
                default -> false;
            };
        }
    }

    /** Takes another attempt to pay this bill; the caller has made sure that no other is unresolved or successful. */
    void tries(Bill bill) {
        attempts++;
        quotes.clear();
        quotes.addAll(bill.quotes());
        amount = bill.total().minorUnits();
        currency = bill.total().currencyCode();
    }

    void authorised(String authorisation, Instant at) {
        authorisationId = authorisation;
        authorisedAt = at;
    }

    void declined() {
        declines++;
    }

    void reservationMade(String issuer) {
        reserved = with(reserved, issuer);
    }

    void reservationRefused(String issuer) {
        refused = with(refused, issuer);
    }

    void confirmed(Instant at) {
        confirmedAt = earlier(confirmedAt, at);
    }

    void cancelled(Instant at) {
        cancelledAt = earlier(cancelledAt, at);
    }

    void captured(Instant at) {
        capturedAt = earlier(capturedAt, at);
    }

    void captureFailed(Instant at) {
        captureFailedAt = earlier(captureFailedAt, at);
    }

    void voided(Instant at) {
        voidedAt = earlier(voidedAt, at);
    }

    void forgotten(Instant at) {
        forgottenAt = earlier(forgottenAt, at);
    }

    /** Whether it is to be deleted, and holds no money that somebody must still take or give back. */
    boolean isToBeErased() {
        return forgottenAt != null && (authorisedAt == null || isSettled());
    }

    private boolean isSettled() {
        return capturedAt != null || captureFailedAt != null || voidedAt != null;
    }

    /** Whether nothing more may be tried. */
    boolean isOver() {
        return isCancelled() || forgottenAt != null;
    }

    boolean isCancelled() {
        return cancelledAt != null;
    }

    boolean isConfirmed() {
        return confirmedAt != null;
    }

    /**
     * Whether the shopper can still give it up here; once others were told that it is secured, only the order's
     * cancellation ends it.
     */
    boolean canBeGivenUp() {
        return isCancelled() || (securedAt == null && confirmedAt == null);
    }

    /**
     * What follows from the facts: sets what is due at the provider, and says which events are to be published now.
     *
     * @return event types, each once in a payment's life, but one {@code payment.declined} for each decline
     */
    List<String> decide(Instant now) {
        if (securedAt == null && isSecured()) {
            securedAt = now;
        }
        // Confirmed too late: what was cancelled here cannot be captured, and whoever waits for the money must hear it.
        if (confirmedAt != null && voidedAt != null && captureFailedAt == null) {
            captureFailedAt = now;
        }
        decideWork(now);
        List<String> events = new ArrayList<>();
        for (; declinesTold < declines; declinesTold++) {
            events.add(DECLINED);
        }
        Set<String> untold = whatIsTrue();
        untold.removeAll(told);
        for (String type : untold) {
            told = with(told, type);
        }
        events.addAll(untold);
        return events;
    }

    private boolean isSecured() {
        return authorisedAt != null
                && cancelledAt == null
                && quotes.stream().allMatch(quote -> reserved.contains(quote.issuer()));
    }

    private void decideWork(Instant now) {
        Work next = nextWork();
        if (next != due) {
            due = next;
            dueAt = next == Work.NOTHING ? null : now;
            tried = 0;
        }
    }

    private Work nextWork() {
        if (authorisedAt == null || isSettled()) {
            return Work.NOTHING;
        }
        if (cancelledAt != null) {
            return Work.VOID;
        }
        return confirmedAt != null ? Work.CAPTURE : Work.NOTHING;
    }

    private Set<String> whatIsTrue() {
        Set<String> types = new LinkedHashSet<>();
        if (authorisedAt != null && cancelledAt == null) {
            quotes.stream().map(AcceptedQuote::issuer).sorted().forEach(issuer -> types.add(AUTHORISED + issuer));
        }
        addIf(securedAt != null, SECURED, types);
        addIf(capturedAt != null, CAPTURED, types);
        addIf(captureFailedAt != null, CAPTURE_FAILED, types);
        addIf(voidedAt != null, VOIDED, types);
        return types;
    }

    /** @param last the newest attempt, or null if there was none */
    State state(@Nullable Attempt last) {
        if (capturedAt != null) {
            return State.CHARGED;
        }
        if (voidedAt != null) {
            return State.RELEASED;
        }
        if (captureFailedAt != null) {
            return State.CHARGE_FAILED;
        }
        if (last != null && last.isUnresolved()) {
            return State.ASKING;
        }
        if (authorisedAt != null) {
            return cancelledAt != null ? State.RELEASING : State.RESERVED;
        }
        if (cancelledAt != null) {
            return State.NOT_CHARGED;
        }
        return last == null ? State.NOTHING_TRIED : State.DECLINED;
    }

    /** The sum of the quotes, or null before there were any. */
    @Nullable
    Money total() {
        return amount == null || currency == null ? null : Money.of(amount, currency);
    }

    /** The bill that was tried before, for another card. Null if there is none, or a price in it has expired. */
    @Nullable
    Bill billAgain(Instant now) {
        Money total = total();
        boolean good = quotes.stream().allMatch(quote -> now.isBefore(quote.expiresAt()));
        return total == null || !good ? null : new Bill(List.copyOf(quotes), total);
    }

    /** Until when the bill can be paid; null before there was one. */
    @Nullable
    Instant billGoodUntil() {
        return quotes.stream()
                .map(AcceptedQuote::expiresAt)
                .min(Instant::compareTo)
                .orElse(null);
    }

    /**
     * Takes newer quotes for the same bill.
     *
     * @return whether they are: of the same issuers, and the same amounts
     */
    boolean renews(Bill bill) {
        if (cancelledAt != null || !prices(quotes).equals(prices(bill.quotes()))) {
            return false;
        }
        quotes.clear();
        quotes.addAll(bill.quotes());
        return true;
    }

    private static Map<String, Long> prices(Collection<AcceptedQuote> quotes) {
        return quotes.stream().collect(Collectors.toMap(AcceptedQuote::issuer, AcceptedQuote::amount));
    }

    private static Instant earlier(@Nullable Instant known, Instant at) {
        return known == null || at.isBefore(known) ? at : known;
    }

    private static void addIf(boolean isTrue, String type, Set<String> types) {
        if (isTrue) {
            types.add(type);
        }
    }

    private static Set<String> with(Set<String> before, String added) {
        Set<String> after = new TreeSet<>(before);
        after.add(added);
        return after;
    }
}
