package io.intarsia.checkout;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.CarriedFrom;
import io.intarsia.kit.widget.Form;
import io.intarsia.kit.widget.Language;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How the shopper can be reached about the order. */
@Path("checkouts/{correlationId}/widgets/contact")
@Singleton
class ContactWidget implements Widget {
    /**
     * Only typing errors are found here: what has an at sign with something before it, and a host with a dot behind it.
     * RFC 5321 allows 254 characters.
     */
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]{1,64}@[^@\\s.]+(\\.[^@\\s.]+)+");

    private static final int LONGEST_EMAIL = 254;

    private final Orders orders;
    private final Clock clock;
    private final Messages messages;

    ContactWidget(Orders orders, Clock clock, Language language) {
        this.orders = orders;
        this.clock = clock;
        this.messages = language.words(Messages.class);
    }

    @Override
    public Description description() {
        return Description.of("contact", messages.contactHeading(), "checkout", "main", 10, messages.contactFallback())
                .asEssential()
                .with(Step.CHECK, Step.CARRY_OVER);
    }

    @Override
    public TemplateInstance skeleton() {
        return Templates.contact(null, 0, null);
    }

    @GET
    public Response show(@PathParam("correlationId") CorrelationId id, @QueryParam("after") @Nullable Long after) {
        Order order = orders.look(id);
        return after != null && after == order.version ? Answers.done() : Answers.shown(contact(order));
    }

    /** What has a typing error is kept too: whoever comes back to it has less to mend than to type. */
    @POST
    @Transactional
    public Response save(@PathParam("correlationId") CorrelationId id, MultivaluedMap<String, String> values) {
        String email = Form.of(values).line("email", LONGEST_EMAIL);
        Order order = orders.take(id);
        TemplateInstance widget = contact(email, order.version);
        return write(order, email, isMalformed(email) ? Answers.invalid(widget) : Answers.shown(widget));
    }

    @POST
    @Path("check")
    @Transactional
    public Response check(@PathParam("correlationId") CorrelationId id, MultivaluedMap<String, String> values) {
        String email = Form.of(values).line("email", LONGEST_EMAIL);
        Order order = orders.take(id);
        if (!isEmail(email)) {
            String error = email.isEmpty() ? messages.emailMissing() : messages.emailMalformed();
            return write(order, email, Answers.invalid(Templates.contact(email, order.version, error)));
        }
        return write(order, email, Answers.done());
    }

    @POST
    @Path("carry-over")
    @Transactional
    public Response carryOver(
            @PathParam("correlationId") CorrelationId id, @HeaderParam("Carried-From") @Nullable String from) {
        orders.take(id).carryEmailFrom(orders.look(CarriedFrom.id(from)), clock.instant());
        return Answers.done();
    }

    private Response write(Order order, String email, Response written) {
        if (!order.isOpen() && !order.email.equals(email)) {
            return order.isOver() ? Answers.over(contact(order)) : Answers.sealed(contact(order));
        }
        order.writeEmail(email, clock.instant());
        return written;
    }

    static boolean isEmail(String written) {
        return EMAIL.matcher(written).matches();
    }

    private static boolean isMalformed(String written) {
        return !written.isEmpty() && !isEmail(written);
    }

    private TemplateInstance contact(Order order) {
        return contact(order.email, order.version);
    }

    private TemplateInstance contact(String email, long version) {
        return Templates.contact(email, version, isMalformed(email) ? messages.emailMalformed() : null);
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        /** @param email null for the skeleton */
        static native TemplateInstance contact(@Nullable String email, long version, @Nullable String error);
    }
}
