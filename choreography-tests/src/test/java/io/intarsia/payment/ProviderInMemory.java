package io.intarsia.payment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A provider that does with each card what the card says, and keeps a ledger. */
class ProviderInMemory extends Provider {
    private final Map<UUID, Charge> byKey = new HashMap<>();
    private final Map<String, Charge> byAuthorisation = new HashMap<>();
    private final Map<Object, Integer> asked = new HashMap<>();

    /** The process that has asked is gone, with all that it knew. */
    static class ProcessDied extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    static class Charge {
        final UUID reference;
        final String card;
        final long amount;
        int captures;
        boolean captureRefused;
        boolean voided;

        Charge(UUID reference, String card, long amount) {
            this.reference = reference;
            this.card = card;
            this.amount = amount;
        }
    }

    ProviderInMemory(PaymentSettings settings) {
        super(settings);
    }

    List<Charge> charges() {
        return new ArrayList<>(byKey.values());
    }

    @Override
    Tokenised tokenise(Card card) {
        return new Token(card.number(), "visa", "4242");
    }

    @Override
    Decision authorise(UUID key, UUID reference, String token, long amount, String currency) {
        boolean first = firstTime(key);
        PaymentInMemory.TestCard card = PaymentInMemory.TestCard.valueOf(token);
        switch (card) {
            case DECLINED -> {
                return new Declined("card_declined");
            }
            case DECLINED_LATE -> {
                return first ? new Unknown() : new Declined("card_declined");
            }
            case NOT_ARRIVED -> {
                if (first) {
                    return new Unknown();
                }
            }
            case DIES_BEFORE -> dieIf(first);
            default -> {}
        }
        Charge charge = byKey.computeIfAbsent(key, unknown -> new Charge(reference, token, amount));
        byAuthorisation.put(key.toString(), charge);
        if (card == PaymentInMemory.TestCard.DIES_AFTER) {
            dieIf(first);
        }
        return card == PaymentInMemory.TestCard.ANSWER_LOST && first ? new Unknown() : new Authorised(key.toString());
    }

    @Override
    Settled capture(String authorisationId, long amount) {
        Charge charge = byAuthorisation.get(authorisationId);
        boolean first = firstTime("capture " + authorisationId);
        PaymentInMemory.TestCard card = PaymentInMemory.TestCard.valueOf(charge.card);
        if (charge.voided || amount != charge.amount || card == PaymentInMemory.TestCard.CAPTURE_REFUSED) {
            charge.captureRefused = true;
            return Settled.REFUSED;
        }
        charge.captures += first ? 1 : 0;
        if (card == PaymentInMemory.TestCard.CAPTURE_DIES) {
            dieIf(first);
        }
        return card == PaymentInMemory.TestCard.SETTLING_LOST && first ? Settled.UNKNOWN : Settled.DONE;
    }

    @Override
    Settled giveUp(String authorisationId) {
        Charge charge = byAuthorisation.get(authorisationId);
        boolean first = firstTime("void " + authorisationId);
        if (charge.captures > 0) {
            return Settled.REFUSED;
        }
        charge.voided = true;
        return PaymentInMemory.TestCard.valueOf(charge.card) == PaymentInMemory.TestCard.SETTLING_LOST && first
                ? Settled.UNKNOWN
                : Settled.DONE;
    }

    private boolean firstTime(Object what) {
        return asked.merge(what, 1, Integer::sum) == 1;
    }

    private static void dieIf(boolean now) {
        if (now) {
            throw new ProcessDied();
        }
    }
}
