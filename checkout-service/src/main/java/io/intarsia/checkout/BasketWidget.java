package io.intarsia.checkout;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.BadInput;
import io.intarsia.kit.widget.Form;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The basket in the head of the storefront, and the door through which products get into it. */
@Path("checkouts/{correlationId}")
@Singleton
class BasketWidget implements Widget {
    /** The DOM event that tells the page's other parts, and the shopper's other tabs. */
    static final String CHANGED = "checkout-service:basket-changed";

    private final Orders orders;
    private final Catalogue catalogue;
    private final CheckoutConfiguration configuration;
    private final Clock clock;
    private final Messages messages;

    BasketWidget(
            Orders orders, Catalogue catalogue, CheckoutConfiguration configuration, Clock clock, Messages messages) {
        this.orders = orders;
        this.catalogue = catalogue;
        this.configuration = configuration;
        this.clock = clock;
        this.messages = messages;
    }

    @Override
    public Description description() {
        return Description.of("basket", messages.basketTitle(), "storefront", "header", 10, messages.basketFallback());
    }

    @Override
    public TemplateInstance skeleton() {
        return Templates.basket(null, 0);
    }

    @GET
    @Path("widgets/basket")
    public Response show(@PathParam("correlationId") CorrelationId id, @QueryParam("after") @Nullable Long after) {
        Order order = orders.look(id);
        if (after != null && after == order.version) {
            return Answers.done();
        }
        return Answers.shown(Templates.basket(Bill.of(order, catalogue, configuration.taxRate()), order.version));
    }

    @POST
    @Path("basket")
    @Transactional
    public Response add(@PathParam("correlationId") CorrelationId id, MultivaluedMap<String, String> values) {
        Form form = Form.of(values);
        String sku = form.line("sku", 40);
        if (catalogue.find(sku) == null) {
            throw new BadInput("The field sku takes the sku of a product in the catalogue");
        }
        int quantity = Quantity.typed(form);
        if (quantity < 1) {
            return Answers.invalid(said(messages.quantityExpected(Order.MOST_OF_ONE)));
        }
        return add(orders.take(id), sku, quantity);
    }

    private Response add(Order order, String sku, int quantity) {
        if (order.isOver()) {
            return Answers.over(said(messages.basketClosed()));
        }
        if (order.isSealed()) {
            return Answers.sealed(said(messages.basketClosed()));
        }
        int have = order.quantityOf(sku);
        if (!order.hasRoomFor(sku, have + quantity)) {
            return Answers.invalid(said(
                    have + quantity > Order.MOST_OF_ONE
                            ? messages.tooManyOfOne(Order.MOST_OF_ONE, have)
                            : messages.tooManyLines(Order.MOST_LINES)));
        }
        order.put(sku, have + quantity, clock.instant());
        return Answers.changed(said(messages.addedToBasket()), CHANGED);
    }

    private static TemplateInstance said(String words) {
        return CatalogueWidget.Templates.catalogue$status(words);
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        static native TemplateInstance basket(@Nullable Bill bill, long version);
    }
}
