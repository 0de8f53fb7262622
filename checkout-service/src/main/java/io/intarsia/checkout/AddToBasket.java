package io.intarsia.checkout;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.BadInput;
import io.intarsia.kit.widget.Form;
import io.intarsia.kit.widget.Language;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Clock;

/** The door through which products get into the basket: the catalogue's buttons lead here. */
@Path("checkouts/{correlationId}/basket")
@Singleton
class AddToBasket {
    private final Orders orders;
    private final Catalogue catalogue;
    private final Clock clock;
    private final Messages messages;

    AddToBasket(Orders orders, Catalogue catalogue, Clock clock, Language language) {
        this.orders = orders;
        this.catalogue = catalogue;
        this.clock = clock;
        this.messages = language.words(Messages.class);
    }

    @POST
    @Transactional
    public Response add(@PathParam("correlationId") CorrelationId id, MultivaluedMap<String, String> values) {
        Form form = Form.of(values);
        String sku = form.line("sku", 40);
        if (catalogue.find(sku) == null) {
            throw new BadInput("The field sku takes the sku of a product in the catalogue");
        }
        int quantity = Quantity.typed(form);
        if (quantity < 1) {
            return Answers.invalid(wrong(messages.quantityExpected(Order.MOST_OF_ONE)));
        }
        return add(orders.take(id), sku, quantity);
    }

    private Response add(Order order, String sku, int quantity) {
        if (order.isOver()) {
            return Answers.over(wrong(messages.basketClosed()));
        }
        if (order.isSealed()) {
            return Answers.sealed(wrong(messages.basketClosed()));
        }
        int have = order.quantityOf(sku);
        if (!order.hasRoomFor(sku, have + quantity)) {
            return Answers.invalid(wrong(
                    have + quantity > Order.MOST_OF_ONE
                            ? messages.tooManyOfOne(Order.MOST_OF_ONE, have)
                            : messages.tooManyLines(Order.MOST_LINES)));
        }
        order.put(sku, have + quantity, clock.instant());
        return Answers.changed(said(messages.addedToBasket()), BasketWidget.CHANGED);
    }

    private static TemplateInstance said(String words) {
        return CatalogueWidget.Templates.catalogue$status(words, false);
    }

    private static TemplateInstance wrong(String words) {
        return CatalogueWidget.Templates.catalogue$status(words, true);
    }
}
