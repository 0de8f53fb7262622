package io.intarsia.payment;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One card tried. Its ID is the idempotency key at the provider and is committed before the provider is asked, so that whoever asks again, after whatever
 * went wrong, asks about the same charge.
 */
@Entity
class Attempt {
    @Id
    UUID id;

    UUID correlationId;
    String token;
    String brand;
    String last4;
    long amount;
    String currency;

    @Enumerated(EnumType.STRING)
    State state = State.STARTED;

    @Nullable
    String authorisationId;

    @Nullable
    String declineCode;

    int asked = 1;
    Instant startedAt;
    Instant nextAskAt;

    @Nullable
    Instant endedAt;

    /** What is known of the provider's decision. */
    enum State {
        STARTED,
        UNKNOWN,
        AUTHORISED,
        DECLINED
    }

    static Attempt start(UUID id, UUID correlationId, Provider.Token card, Bill bill, Instant now, Instant nextAskAt) {
        Attempt attempt = new Attempt();
        attempt.id = id;
        attempt.correlationId = correlationId;
        attempt.token = card.token();
        attempt.brand = card.brand();
        attempt.last4 = card.last4();
        attempt.amount = bill.total().minorUnits();
        attempt.currency = bill.total().currencyCode();
        attempt.startedAt = now;
        attempt.nextAskAt = nextAskAt;
        return attempt;
    }

    boolean isUnresolved() {
        return state == State.STARTED || state == State.UNKNOWN;
    }

    /** Whether another card would charge twice. */
    boolean standsInTheWay() {
        return state != State.DECLINED;
    }

    void authorised(String authorisation, Instant at) {
        state = State.AUTHORISED;
        authorisationId = authorisation;
        endedAt = at;
    }

    void declined(String code, Instant at) {
        state = State.DECLINED;
        declineCode = code;
        endedAt = at;
    }

    void unknown(Instant askAgainAt) {
        state = State.UNKNOWN;
        nextAskAt = askAgainAt;
    }
}
