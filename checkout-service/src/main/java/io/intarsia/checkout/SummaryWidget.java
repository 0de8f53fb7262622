package io.intarsia.checkout;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.quote.QuoteSeal;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.BadInput;
import io.intarsia.kit.widget.CarriedFrom;
import io.intarsia.kit.widget.Form;
import io.intarsia.kit.widget.Language;
import io.intarsia.kit.widget.Version;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is being bought, and the steps by which it becomes an order: check, seal, place, release, carry-over. */
@Path("checkouts/{correlationId}/widgets/summary")
@Singleton
class SummaryWidget implements Widget {
    private final Orders orders;
    private final Catalogue catalogue;
    private final QuoteSeal quotes;
    private final CheckoutConfiguration configuration;
    private final Clock clock;
    private final Messages messages;

    SummaryWidget(
            Orders orders,
            Catalogue catalogue,
            QuoteSeal quotes,
            CheckoutConfiguration configuration,
            Clock clock,
            Language language) {
        this.orders = orders;
        this.catalogue = catalogue;
        this.quotes = quotes;
        this.configuration = configuration;
        this.clock = clock;
        this.messages = language.words(Messages.class);
    }

    /** What a shopper typed into the quantity of one line, and what is wrong with it. */
    record Mistyped(String sku, String typed, String error) {}

    @Override
    public Description description() {
        return Description.of("summary", messages.summaryHeading(), "checkout", "aside", 10, messages.summaryFallback())
                .asEssential()
                .with(Step.CHECK, Step.SEAL, Step.PLACE, Step.RELEASE, Step.CARRY_OVER);
    }

    @Override
    public TemplateInstance skeleton() {
        return Templates.summary(null, 0, Order.MOST_OF_ONE, null, null);
    }

    @GET
    public Response show(@PathParam("correlationId") CorrelationId id, @QueryParam("after") @Nullable Long after) {
        Order order = orders.look(id);
        return after != null && after == order.version ? Answers.done() : Answers.shown(summary(order, null));
    }

    @POST
    @Transactional
    public Response change(@PathParam("correlationId") CorrelationId id, MultivaluedMap<String, String> values) {
        Form form = Form.of(values);
        String sku = form.line("sku", 40);
        int quantity = form.has("remove") ? 0 : Quantity.typed(form);
        Order order = orders.take(id);
        if (order.quantityOf(sku) == 0 && catalogue.find(sku) == null) {
            throw new BadInput("The field sku takes the sku of a product in the basket or the catalogue");
        }
        if (quantity == Quantity.NONE_TYPED) {
            String error = messages.quantityExpected(Order.MOST_OF_ONE);
            return Answers.invalid(summary(order, new Mistyped(sku, form.line("quantity", 20), error), null));
        }
        return put(order, sku, quantity);
    }

    private Response put(Order order, String sku, int quantity) {
        if (order.quantityOf(sku) == quantity) {
            return Answers.shown(summary(order, null));
        }
        if (order.isOver()) {
            return over(order);
        }
        if (order.isSealed()) {
            return Answers.sealed(summary(order, null));
        }
        if (!order.hasRoomFor(sku, quantity)) {
            return Answers.invalid(summary(order, messages.tooManyLines(Order.MOST_LINES)));
        }
        order.put(sku, quantity, clock.instant());
        return Answers.changed(summary(order, null), BasketWidget.CHANGED);
    }

    @POST
    @Path("check")
    @Transactional
    public Response check(@PathParam("correlationId") CorrelationId id) {
        Order order = orders.take(id);
        String problem = problemOf(order);
        return problem == null ? Answers.done() : Answers.invalid(summary(order, problem));
    }

    @POST
    @Path("seal")
    @Transactional
    public Response seal(
            @PathParam("correlationId") CorrelationId id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        long seen = Version.seen(ifMatch);
        Order order = orders.take(id);
        if (order.isOver()) {
            return over(order);
        }
        if (order.version != seen) {
            return Answers.outdated(summary(order, messages.basketChanged()));
        }
        String problem = ContactWidget.isEmail(order.email) ? problemOf(order) : messages.emailMissing();
        if (problem != null) {
            return Answers.invalid(summary(order, problem));
        }
        Instant now = clock.instant();
        order.seal(bill(order), now, now.plus(configuration.expiresAfter()));
        orders.settle(order);
        return Answers.quote(
                quotes.seal(id, bill(order).sum(), order.priceGoodUntil(now.plus(configuration.quoteValidFor()))));
    }

    @POST
    @Path("place")
    @Transactional
    public Response place(@PathParam("correlationId") CorrelationId id) {
        Order order = orders.take(id);
        if (order.isOver()) {
            return over(order);
        }
        if (!order.isSealed()) {
            return Answers.conflict(summary(order, messages.basketChanged()));
        }
        Instant now = clock.instant();
        if (order.place(now, now.plus(configuration.expiresAfter()))) {
            orders.publish(Order.PLACED, order);
            orders.settle(order);
        }
        return Answers.done();
    }

    @DELETE
    @Path("seal")
    @Transactional
    public Response release(@PathParam("correlationId") CorrelationId id) {
        Order order = orders.take(id);
        if (!order.canBeGivenUp()) {
            return over(order);
        }
        order.release(clock.instant());
        orders.settle(order);
        return Answers.done();
    }

    @POST
    @Path("carry-over")
    @Transactional
    public Response carryOver(
            @PathParam("correlationId") CorrelationId id, @HeaderParam("Carried-From") @Nullable String from) {
        orders.take(id).carryLinesFrom(orders.look(CarriedFrom.id(from)), clock.instant());
        return Answers.done();
    }

    private @Nullable String problemOf(Order order) {
        if (order.lines.isEmpty()) {
            return messages.basketEmpty();
        }
        return bill(order).isComplete() ? null : messages.notEverythingSold();
    }

    private Bill bill(Order order) {
        return Bill.of(order, catalogue, configuration.taxRate());
    }

    private Response over(Order order) {
        return Answers.over(summary(order, messages.orderClosed()));
    }

    private TemplateInstance summary(Order order, @Nullable String notice) {
        return summary(order, null, notice);
    }

    private TemplateInstance summary(Order order, @Nullable Mistyped mistyped, @Nullable String notice) {
        return Templates.summary(bill(order), order.version, Order.MOST_OF_ONE, mistyped, notice);
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        /** @param bill null for the skeleton */
        static native TemplateInstance summary(
                @Nullable Bill bill, long version, int most, @Nullable Mistyped mistyped, @Nullable String notice);
    }
}
