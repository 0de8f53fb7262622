package io.intarsia.checkout;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.erasure.Forgotten;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.Language;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * The order after it was placed: what it is, where it stands, what comes next. It asks for news by itself until there
 * can be none.
 */
@Path("checkouts/{correlationId}/widgets/order")
@Singleton
class OrderWidget implements Widget {
    private final Orders orders;
    private final Forgotten forgotten;
    private final Catalogue catalogue;
    private final CheckoutConfiguration configuration;
    private final Messages messages;

    OrderWidget(
            Orders orders,
            Forgotten forgotten,
            Catalogue catalogue,
            CheckoutConfiguration configuration,
            Language language) {
        this.orders = orders;
        this.forgotten = forgotten;
        this.catalogue = catalogue;
        this.configuration = configuration;
        this.messages = language.words(Messages.class);
    }

    /**
     * Where an order stands, in the shopper's words.
     *
     * @param name for the style sheet: {@code received}, {@code confirmed}, {@code cancelled} or {@code declined}
     * @param words the state itself
     * @param meaning what it means, and what happens next
     */
    record State(String name, String words, String meaning) {}

    /**
     * An order as it is shown; {@code waiting} if there may be news, {@code canBeginAgain} if it ended though the shopper wanted it.
     */
    record Shown(
            String number,
            String email,
            Bill bill,
            State state,
            long revision,
            boolean waiting,
            boolean canBeginAgain) {}

    @Override
    public Description description() {
        return Description.of("order", messages.orderHeading(), "order", "main", 10, messages.orderFallback())
                .asEssential();
    }

    @Override
    public TemplateInstance skeleton() {
        return Templates.order(true, null, messages.noOrder());
    }

    @GET
    public Response show(@PathParam("correlationId") CorrelationId id, @QueryParam("after") @Nullable Long after) {
        Order order = orders.look(id);
        if (after != null && after == order.revision) {
            return Answers.done();
        }
        return Answers.shown(Templates.order(false, order.isThere() ? shown(id, order) : null, whyNone(id, order)));
    }

    private String whyNone(CorrelationId id, Order order) {
        return !order.isThere() && forgotten.has(id) ? messages.orderForgotten(id.shortForm()) : messages.noOrder();
    }

    private Shown shown(CorrelationId id, Order order) {
        return new Shown(
                id.shortForm(),
                order.email,
                Bill.of(order, catalogue, configuration.taxRate()),
                stateOf(order),
                order.revision,
                !order.isFinal(),
                order.cancelledAt != null && order.cancelledBecause != Order.Reason.RELEASED);
    }

    private State stateOf(Order order) {
        if (order.cancelledAt != null) {
            return new State("cancelled", messages.cancelled(), whyCancelled(order) + " " + whatOfTheMoney(order));
        }
        if (order.confirmedAt != null) {
            return new State("confirmed", messages.confirmed(), whatIsPaid(order));
        }
        if (order.isDeclined()) {
            return new State("declined", messages.declined(), messages.declinedMeaning());
        }
        return new State(
                "received",
                messages.received(),
                order.authorisedAt == null ? messages.receivedWaitingForPayment() : messages.receivedPaid());
    }

    private String whatIsPaid(Order order) {
        if (order.capturedAt != null) {
            return messages.confirmedAndPaid();
        }
        return order.captureFailedAt != null ? messages.captureFailed() : messages.confirmedMeaning();
    }

    private String whyCancelled(Order order) {
        return switch (order.cancelledBecause) {
            case REFUSED ->
                "delivery-service".equals(order.refusedBy)
                        ? messages.cancelledNoDelivery()
                        : messages.cancelledRefused();
            case EXPIRED -> messages.cancelledExpired();
            case RELEASED -> messages.cancelledByShopper();
        };
    }

    private String whatOfTheMoney(Order order) {
        if (order.voidedAt != null) {
            return messages.released();
        }
        return order.authorisedAt == null ? messages.nothingCharged() : messages.beingReleased();
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        /**
         * @param order null if there is none here, and in the skeleton
         * @param whyNone said if there is none
         */
        static native TemplateInstance order(boolean skeleton, @Nullable Shown order, String whyNone);
    }
}
