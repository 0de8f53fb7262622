package io.intarsia.choreography;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.erasure.IsForgotten;
import io.intarsia.payment.PaymentInMemory.TestCard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Does what the page does, step by step, or whatever else the doors are asked to do. */
class Shopper {
    final CorrelationId id;
    final boolean wantsGiftWrap;
    private final Shop shop;
    private final TestCard card;
    private final List<Sealed> quotes = new ArrayList<>();
    private int step;

    Shopper(Shop shop, int number, boolean wantsGiftWrap, TestCard card) {
        this.id = new CorrelationId(new UUID(0x8000L, 0x8000_0000_0000_0000L + number));
        this.shop = shop;
        this.wantsGiftWrap = wantsGiftWrap;
        this.card = card;
    }

    /** The next step of "place order"; after the last, another card if the first was declined. */
    void goesOn() {
        shop.story.add("  %s goes on, step %d, card %s".formatted(Shop.shortened(id), step, card));
        unlessForgotten(() -> nextStep());
    }

    /** The page shows the order's page then, and nothing more can be done under this ID. */
    private static void unlessForgotten(Runnable deed) {
        try {
            deed.run();
        } catch (IsForgotten e) {
            // Refused at the door.
        }
    }

    private void nextStep() {
        switch (step++) {
            case 0 -> seals(shop.delivery.seal(id));
            case 1 -> seals(wantsGiftWrap ? shop.giftWrap.seal(id) : Optional.empty());
            case 2 -> seals(shop.checkout.seal(id));
            case 3 -> shop.checkout.place(id);
            case 4 -> shop.payment.pay(id, quotes, card);
            default -> shop.payment.payAgain(id, TestCard.GOOD);
        }
    }

    void goesOnUntilPaid() {
        while (step < 5) {
            goesOn();
        }
    }

    private void seals(Optional<Sealed> quote) {
        quote.ifPresent(fresh -> {
            quotes.removeIf(old -> old.issuer().equals(fresh.issuer()));
            quotes.add(fresh);
        });
    }

    /** Any door at any time: what no page does, but anybody can who holds the key. */
    void does(int what, TestCard anyCard) {
        shop.story.add("  %s does %d with card %s".formatted(Shop.shortened(id), what % 10, anyCard));
        unlessForgotten(() -> anything(what, anyCard));
    }

    private void anything(int what, TestCard anyCard) {
        switch (what % 10) {
            case 0 -> seals(shop.delivery.seal(id));
            case 1 -> seals(shop.checkout.seal(id));
            case 2 -> seals(shop.giftWrap.seal(id));
            case 3 -> shop.checkout.place(id);
            case 4 -> shop.payment.pay(id, quotes, anyCard);
            case 5 -> shop.payment.pay(id, quotes.subList(0, Math.min(1, quotes.size())), anyCard);
            case 6 -> shop.payment.payAgain(id, anyCard);
            case 7 -> shop.checkout.release(id);
            case 8 -> shop.delivery.release(id);
            default -> shop.payment.release(id);
        }
    }
}
