package io.intarsia.checkout;

import io.intarsia.kit.correlation.CorrelationId;
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

/** The basket in the head of the storefront. */
@Path("checkouts/{correlationId}/widgets/basket")
@Singleton
class BasketWidget implements Widget {
    /** The DOM event that tells the page's other parts, and the shopper's other tabs. */
    static final String CHANGED = "checkout-service:basket-changed";

    private final Orders orders;
    private final Catalogue catalogue;
    private final CheckoutConfiguration configuration;
    private final Messages messages;

    BasketWidget(Orders orders, Catalogue catalogue, CheckoutConfiguration configuration, Language language) {
        this.orders = orders;
        this.catalogue = catalogue;
        this.configuration = configuration;
        this.messages = language.words(Messages.class);
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
    public Response show(@PathParam("correlationId") CorrelationId id, @QueryParam("after") @Nullable Long after) {
        Order order = orders.look(id);
        if (after != null && after == order.version) {
            return Answers.done();
        }
        return Answers.shown(Templates.basket(Bill.of(order, catalogue, configuration.taxRate()), order.version));
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        static native TemplateInstance basket(@Nullable Bill bill, long version);
    }
}
