package io.intarsia.faults;

import io.intarsia.faults.Ingress.Answer;
import io.intarsia.faults.Ingress.Unanswered;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One shopper, from the empty basket to the payment, over HTTP; in one of the ways in which shoppers do it. */
final class Purchase {
    /** On two cores the common pool has one thread from JDK 25 on, and what waits in it keeps others waiting. */
    private static final Executor A_THREAD_EACH = task -> new Thread(task).start();

    private static final String CHECKOUT = "checkout-service";
    private static final String DELIVERY = "delivery-service";
    private static final String PAYMENT = "payment-service";
    private static final Pattern VERSION = Pattern.compile("data-version=\"(\\d+)\"");
    private static final Pattern SLOT =
            Pattern.compile("name=\"slot\" value=\"([^\"]+)\"(?: checked)?(?!( checked)? disabled)");
    private static final Pattern QUOTE = Pattern.compile("\"quote\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern AMOUNT = Pattern.compile("\"amount\":(\\d+)");

    /** What a shopper sets out to do. */
    enum Kind {
        BUY(74, "4242424242424242"),
        DECLINED_THEN_ANOTHER_CARD(5, "4000000000000002"),
        ANSWERED_LATE(3, "4000000000000119"),
        ANSWER_LOST(3, "4000000000000127"),
        NEVER_REACHED(2, "4000000000000259"),
        SERVER_ERROR_ONCE(2, "4000000000000341"),
        CAPTURE_FAILS(2, "4000000000003055"),
        TWO_CARDS_AT_ONCE(2, "4242424242424242"),
        PAYS_AND_GIVES_UP(2, "4242424242424242"),
        LEAVES_DELIVERYS_QUOTE_OUT(1, "4242424242424242"),
        GOES_AWAY_BEFORE_PAYING(2, ""),
        GOES_AWAY_BEFORE_PLACING(2, "");

        final int weight;
        final String card;

        Kind(int weight, String card) {
            this.weight = weight;
            this.card = card;
        }

        static Kind any(Random random) {
            int point = random.nextInt(100);
            for (Kind kind : values()) {
                point -= kind.weight;
                if (point < 0) {
                    return kind;
                }
            }
            return BUY;
        }
    }

    /** @param problem empty if every step was answered as a shopper wants it */
    record Tried(UUID id, Kind kind, Instant began, Instant ended, String problem) {
        boolean accepted() {
            return problem.isEmpty();
        }
    }

    private final Ingress ingress;
    private final Random random;
    private final List<String> skus;
    private final ShopperKey shopper = new ShopperKey();
    private final Function<Random, Kind> kinds;
    private List<String> quotes = List.of();

    Purchase(Ingress ingress, List<String> skus, long seed, Function<Random, Kind> kinds) {
        this.kinds = kinds;
        this.ingress = ingress;
        this.skus = skus;
        this.random = new Random(seed);
    }

    Tried run() {
        Instant began = Instant.now();
        Kind kind = kinds.apply(random);
        String problem;
        try {
            problem = shop(kind);
        } catch (Refused | Unanswered e) {
            problem = String.valueOf(e.getMessage());
        }
        return new Tried(shopper.id(), kind, began, Instant.now(), problem);
    }

    /** Everything but the payment, for {@link #pay()}. */
    Purchase prepare() {
        quotes = fill(Kind.BUY);
        return this;
    }

    /** Only the payment, of what was prepared. */
    Tried pay() {
        Instant began = Instant.now();
        String problem = "";
        try {
            expect(pay(Kind.BUY.card, quotes));
        } catch (Refused | Unanswered e) {
            problem = String.valueOf(e.getMessage());
        }
        return new Tried(shopper.id(), Kind.BUY, began, Instant.now(), problem);
    }

    private String shop(Kind kind) {
        List<String> sealed = fill(kind);
        if (!sealed.isEmpty()) {
            pay(kind, sealed);
        }
        return "";
    }

    /** @return the quotes to pay for; none if the shopper goes away before */
    private List<String> fill(Kind kind) {
        for (int lines = 1 + random.nextInt(3); lines > 0; lines--) {
            expect(post(CHECKOUT, "summary", "sku", any(skus), "quantity", String.valueOf(1 + random.nextInt(3))));
        }
        expect(post(CHECKOUT, "contact", "email", Auditor.Marks.CONTACT + shopper.id() + "@example.org"));
        Answer address = chooseDelivery();
        String deliverysQuote = quote(sealDelivery(address));
        Answer summary = ingress.send(shopper, "GET", CHECKOUT, "summary", "");
        String checkoutsQuote =
                quote(expect(ingress.send(shopper, "POST", CHECKOUT, "summary/seal", version(summary))));
        if (kind == Kind.GOES_AWAY_BEFORE_PLACING) {
            return List.of();
        }
        expect(post(CHECKOUT, "summary/place"));
        if (kind == Kind.GOES_AWAY_BEFORE_PAYING) {
            return List.of();
        }
        return kind == Kind.LEAVES_DELIVERYS_QUOTE_OUT
                ? List.of(checkoutsQuote)
                : List.of(deliverysQuote, checkoutsQuote);
    }

    private void pay(Kind kind, List<String> sealed) {
        if (kind == Kind.TWO_CARDS_AT_ONCE) {
            CompletableFuture<Answer> other =
                    CompletableFuture.supplyAsync(() -> pay("5555555555554444", sealed), A_THREAD_EACH);
            expect(pay(kind.card, sealed));
            expect(other.join());
            return;
        }
        expect(pay(kind.card, sealed));
        if (kind == Kind.DECLINED_THEN_ANOTHER_CARD) {
            expect(pay("5555555555554444", sealed));
        }
        if (kind == Kind.PAYS_AND_GIVES_UP) {
            Answer released = ingress.send(shopper, "DELETE", CHECKOUT, "summary/seal", "");
            if (released.good()) {
                ingress.send(shopper, "DELETE", DELIVERY, "delivery/seal", "");
                ingress.send(shopper, "DELETE", PAYMENT, "card/seal", "");
            }
        }
    }

    private Answer chooseDelivery() {
        Answer shown = expect(ingress.send(shopper, "GET", DELIVERY, "delivery", ""));
        return expect(post(DELIVERY, "delivery", typed(anySlot(shown))));
    }

    /** Another slot, if that one was taken meanwhile. */
    private Answer sealDelivery(Answer chosen) {
        Answer shown = chosen;
        for (int again = 0; again < 5; again++) {
            Answer sealed = ingress.send(shopper, "POST", DELIVERY, "delivery/seal", version(shown));
            if (sealed.status() != 422 && sealed.status() != 412) {
                return expect(sealed);
            }
            shown = post(DELIVERY, "delivery", typed(anySlot(sealed)));
        }
        return expect(shown);
    }

    private String[] typed(String slot) {
        String[] address = {
            "name", Auditor.Marks.RECIPIENT + "Zoe Zimmer",
            "line1", "Hafenstraße 1",
            "city", "Leipzig",
            "postcode", "04109",
            "country", "DE"
        };
        return slot.isEmpty() ? address : Ingress.join(address, "slot", slot);
    }

    private String anySlot(Answer widget) {
        List<String> slots = new ArrayList<>();
        Matcher matcher = SLOT.matcher(widget.body());
        while (matcher.find()) {
            slots.add(matcher.group(1));
        }
        // Most want an early one, so that some slots fill up.
        return slots.isEmpty() ? "" : slots.get(Math.min(random.nextInt(slots.size()), random.nextInt(slots.size())));
    }

    private Answer pay(String card, List<String> sealed) {
        String[] form = {
            "name",
            Auditor.Marks.CARDHOLDER + "Zimmer",
            "number",
            card,
            "expiry",
            "12/34",
            "code",
            "123",
            "total",
            String.valueOf(sealed.stream().mapToLong(Purchase::amountOf).sum()),
            "currency",
            "EUR"
        };
        for (String quote : sealed) {
            form = Ingress.join(form, "quote", quote);
        }
        return ingress.send(shopper, "POST", PAYMENT, "card/pay", "", form);
    }

    private Answer post(String service, String path, String... form) {
        return ingress.send(shopper, "POST", service, path, "", form);
    }

    private static Answer expect(Answer answer) {
        if (!answer.good()) {
            throw new Refused(
                    "refused with " + answer.status() + " " + answer.state() + ": " + problemIn(answer.body()));
        }
        return answer;
    }

    private static String problemIn(String body) {
        Matcher error = Pattern.compile("(?s)class=\"(?:error|notice)[^\"]*\"[^>]*>(.*?)<")
                .matcher(body);
        return error.find() ? error.group(1).strip() : body.substring(0, Math.min(body.length(), 160));
    }

    private static String version(Answer answer) {
        Matcher version = VERSION.matcher(answer.body());
        return version.find() ? version.group(1) : "0";
    }

    private static String quote(Answer sealed) {
        Matcher quote = QUOTE.matcher(sealed.body());
        if (!quote.find()) {
            throw new Refused("no quote in the answer to a seal");
        }
        return quote.group(1);
    }

    private static long amountOf(String quote) {
        String claims = new String(Base64.getUrlDecoder().decode(quote.split("\\.")[1]), StandardCharsets.UTF_8);
        Matcher amount = AMOUNT.matcher(claims);
        if (!amount.find()) {
            throw new Refused("no amount in a quote");
        }
        return Long.parseLong(amount.group(1));
    }

    private <T> T any(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /** A service has said no. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }
}
