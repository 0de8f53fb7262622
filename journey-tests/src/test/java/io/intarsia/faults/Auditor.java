package io.intarsia.faults;

import io.intarsia.faults.Books.Authorisation;
import io.intarsia.faults.Books.Came;
import io.intarsia.faults.Books.Delivery;
import io.intarsia.faults.Books.Event;
import io.intarsia.faults.Books.Order;
import io.intarsia.faults.Books.Payment;
import io.intarsia.faults.Purchase.Tried;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares what everyone has written down, and believes nobody. It shares no code with the services. */
final class Auditor {
    /** What the shoppers type, so that it can be found where it should not be. */
    static final class Marks {
        static final String CONTACT = "zzcontact-";
        static final String RECIPIENT = "zzrecipient ";
        static final String CARDHOLDER = "zzcardholder ";

        static final Map<String, String> OWNERS = new TreeMap<>(Map.of(
                CONTACT,
                "checkout-service",
                RECIPIENT,
                "delivery-service",
                CARDHOLDER,
                "nobody",
                "4242424242424242",
                "nobody"));

        private Marks() {}
    }

    private final Books books;
    private final List<String> findings = new ArrayList<>();
    private final Map<UUID, List<Authorisation>> authorisations;
    private final Map<UUID, Map<String, Integer>> told = new HashMap<>();

    private Auditor(Books books) {
        this.books = books;
        this.authorisations = books.ledger().values().stream().collect(Collectors.groupingBy(Authorisation::checkout));
        books.log()
                .values()
                .forEach(event -> told.computeIfAbsent(event.checkout(), id -> new TreeMap<>())
                        .merge(event.type(), 1, Integer::sum));
    }

    /** What is wrong, a sentence each; nothing if all is well. */
    static List<String> findings(Books books, Collection<Tried> tried) {
        Auditor auditor = new Auditor(books);
        tried.forEach(auditor::acceptedIsThere);
        books.orders().forEach(auditor::order);
        books.payments().forEach(auditor::payment);
        books.deliveries().forEach(auditor::delivery);
        auditor.authorisations.forEach(auditor::provider);
        auditor.slots();
        auditor.events();
        auditor.nothingLeft();
        books.foreign().forEach(found -> auditor.find("own data only", null, found));
        return auditor.findings;
    }

    private void find(String rule, @Nullable UUID checkout, String what) {
        findings.add(rule + ": " + (checkout == null ? "" : checkout + " ") + what);
    }

    private void acceptedIsThere(Tried tried) {
        boolean placed = tried.kind() != Purchase.Kind.GOES_AWAY_BEFORE_PLACING;
        Order order = books.orders().get(tried.id());
        if (tried.accepted() && (order == null || placed && order.placed() == null)) {
            find("nothing is lost", tried.id(), "was accepted as " + tried.kind() + " and is not there");
        }
    }

    private void order(UUID id, Order order) {
        if (order.sealed() && !order.decided()) {
            find("every order ends", id, "is neither confirmed nor cancelled");
        }
        if (order.confirmed() != null && order.cancelled() != null) {
            find("decided once", id, "is confirmed and cancelled");
        }
        tells(id, "order.placed", order.placed() != null);
        tells(id, "order.confirmed", order.confirmed() != null);
        tells(id, "order.cancelled", order.cancelled() != null);
        if (order.confirmed() != null) {
            confirmed(id, order);
        } else {
            notConfirmed(id);
        }
    }

    private void confirmed(UUID id, Order order) {
        Delivery delivery = books.deliveries().get(id);
        List<Authorisation> paid = authorisations.getOrDefault(id, List.of());
        int captures = paid.stream().mapToInt(Authorisation::captures).sum();
        int failures = paid.stream().mapToInt(Authorisation::captureFailures).sum();
        if (captures + failures != 1) {
            find(
                    "confirmed is captured once",
                    id,
                    "was captured " + captures + " times, in vain " + failures + " times");
        }
        if (delivery == null || delivery.scheduled() == null || delivery.reserved() == null || !delivery.placeTaken()) {
            find("confirmed is scheduled", id, "is confirmed, but its delivery is " + delivery);
            return;
        }
        long sealed = order.sum() + (delivery.amount() == null ? 0 : delivery.amount());
        for (Authorisation one : paid) {
            if (one.captures() > 0 && one.amount() != sealed) {
                find("exactly what was sealed", id, "was charged " + one.amount() + ", but sealed were " + sealed);
            }
        }
        if ((delivery.dispatched() != null) != (captures == 1)) {
            find("dispatched is captured", id, "captures: " + captures + ", delivery: " + delivery);
        }
    }

    private void notConfirmed(UUID id) {
        Delivery delivery = books.deliveries().get(id);
        if (delivery != null && (delivery.placeTaken() || delivery.scheduled() != null)) {
            find("cancelled holds nothing", id, "is not confirmed, but its delivery is " + delivery);
        }
        for (Authorisation one : authorisations.getOrDefault(id, List.of())) {
            if (one.captures() > 0 || one.voids() != 1) {
                find("cancelled charges nothing", id, "is not confirmed, but the provider has " + one);
            }
        }
    }

    private void payment(UUID id, Payment payment) {
        if (payment.workDue() || payment.unresolved() > 0) {
            find("nothing is left", id, "payment still has work: " + payment);
        }
        tells(id, "payment.captured", payment.captured() != null);
        tells(id, "payment.capture-failed", payment.captureFailed() != null);
        tells(id, "payment.voided", payment.voided() != null);
        boolean atProvider = !authorisations.getOrDefault(id, List.of()).isEmpty();
        if (atProvider != (payment.authorised() != null)) {
            find("payment knows what the provider did", id, "at the provider: " + atProvider + ", here: " + payment);
        }
    }

    private void delivery(UUID id, Delivery delivery) {
        tells(id, "reservation.made.delivery-service", delivery.reserved() != null);
        tells(id, "reservation.refused.delivery-service", delivery.refused() != null);
        tells(id, "delivery.scheduled", delivery.scheduled() != null);
        tells(id, "delivery.dispatched", delivery.dispatched() != null);
        Payment payment = books.payments().get(id);
        boolean paidFor = payment != null && payment.issuers().contains("delivery-service");
        if (delivery.reserved() != null && !paidFor) {
            find("no work unpaid", id, "is reserved, but its quote was not paid");
        }
    }

    private void provider(UUID id, List<Authorisation> all) {
        if (all.size() > 1) {
            find("one successful authorisation", id, "has " + all.size() + ": " + all);
        }
        Payment payment = books.payments().get(id);
        for (Authorisation one : all) {
            if (payment == null || payment.amount() != one.amount()) {
                find("exactly what was sealed", id, "the provider has " + one + ", payment " + payment);
            }
            if (one.captures() > 1 || one.captures() > 0 && one.voids() > 0) {
                find("captured once, or voided", id, String.valueOf(one));
            }
        }
        if (!books.orders().containsKey(id)) {
            find("nothing is lost", id, "was paid, but there is no order");
        }
    }

    private void slots() {
        Map<String, Long> held = books.deliveries().values().stream()
                .filter(Delivery::placeTaken)
                .collect(Collectors.groupingBy(Delivery::slot, Collectors.counting()));
        books.slots().forEach((id, slot) -> {
            long places = held.getOrDefault(id, 0L);
            if (slot.taken() != places || slot.taken() > slot.capacity()) {
                find(
                        "slots are conserved",
                        null,
                        id + " says " + slot + ", but " + places + " deliveries hold a place");
            }
        });
    }

    /** One and only one event for each fact. */
    private void tells(UUID id, String type, boolean fact) {
        int times = told.getOrDefault(id, Map.of()).getOrDefault(type, 0);
        if (times != (fact ? 1 : 0)) {
            find("an event for each fact", id, type + " was told " + times + " times, the fact is " + fact);
        }
    }

    private void events() {
        Map<UUID, Event> all = new HashMap<>(books.log());
        books.inboxes()
                .values()
                .forEach(inbox ->
                        inbox.forEach((id, came) -> all.putIfAbsent(id, new Event(came.type(), "", came.checkout()))));
        books.patterns().forEach((service, patterns) -> {
            Pattern types = Pattern.compile(
                    patterns.stream().map(Auditor::regularExpression).collect(Collectors.joining("|")));
            Map<UUID, Came> inbox = books.inboxes().get(service);
            all.forEach((id, event) -> {
                boolean wanted = types.matcher(event.type()).matches();
                Came came = inbox.get(id);
                if (wanted && (came == null || !came.state().equals("done"))) {
                    find("every event takes effect", event.checkout(), event.type() + " at " + service + ": " + came);
                }
            });
        });
        Set<UUID> unlogged = new HashSet<>(all.keySet());
        unlogged.removeAll(books.log().keySet());
        unlogged.forEach(id ->
                find("the log has all", all.get(id).checkout(), all.get(id).type() + " is not in the log"));
    }

    private static String regularExpression(String pattern) {
        return pattern.equals("#")
                ? ".*"
                : pattern.replace(".", "\\.").replace("*", "[^.]+").replace("\\.#", "(\\..*)?");
    }

    private void nothingLeft() {
        books.left().forEach((service, count) -> {
            if (count > 0) {
                find("nothing is left", null, count + " events have not left " + service);
            }
        });
        books.dead().forEach((service, count) -> {
            if (count > 0) {
                find("nothing is left", null, count + " dead letters of " + service);
            }
        });
    }
}
