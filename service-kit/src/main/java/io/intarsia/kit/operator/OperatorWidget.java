package io.intarsia.kit.operator;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.BadInput;
import io.intarsia.kit.widget.FieldErrors;
import io.intarsia.kit.widget.Form;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sees of this service, and does to it. The page has one of these from each service, and none asks another: a widget that is missing is a service that
 * is down. What is below {@code operator/} answers 401 without the operator's login.
 */
@Singleton
@Path("")
class OperatorWidget implements Widget {
    private static final int LAST_PAGE = 100_000;

    private final OperatorPages pages;
    private final StuckEvents stuck;
    private final PastEvents past;
    private final ForgetOne forgetting;
    private final Messages messages;
    private final Logins logins;
    private final SecurityIdentity operator;
    private final String service;

    OperatorWidget(
            OperatorPages pages,
            StuckEvents stuck,
            PastEvents past,
            ForgetOne forgetting,
            Messages messages,
            Logins logins,
            SecurityIdentity operator,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.pages = pages;
        this.stuck = stuck;
        this.past = past;
        this.forgetting = forgetting;
        this.messages = messages;
        this.logins = logins;
        this.operator = operator;
        this.service = service;
    }

    @CheckedTemplate
    static class Templates {
        /**
         * @param page null for the skeleton
         * @param login what ends the login that this is shown for
         */
        static native TemplateInstance queues(String service, @Nullable OperatorPage page, String login);

        private Templates() {}
    }

    @Override
    public Description description() {
        return Description.of("operator", service, "event-log", "main", 100, messages.fallback(service));
    }

    @Override
    public TemplateInstance skeleton() {
        return Templates.queues(service, null, "");
    }

    /**
     * The widget.
     *
     * @param seen the fingerprint of what is shown already: 204 if it has not changed
     * @param stuckShown the fingerprint of what is stuck on the operator's screen
     */
    @GET
    @Path("operator/queues")
    public Response queues(
            @RestQuery @Nullable String checkout,
            @RestQuery @Nullable String seen,
            @RestQuery("stuck") @Nullable String stuckShown,
            @RestQuery @DefaultValue("1") String inbox,
            @RestQuery @DefaultValue("1") String outbox) {
        OperatorPage page =
                pages.shown(checkoutOf(checkout), pageOf("inbox", inbox), pageOf("outbox", outbox), stuckShown);
        return page.fingerprint().equals(seen) ? Answers.done() : shown(page);
    }

    /** Says what sending again would do, and does nothing; with {@code back}, shows the form again with what was typed. */
    @POST
    @Path("operator/{queue}/preview")
    public Response preview(@PathParam("queue") Queue queue, MultivaluedMap<String, String> body) {
        Form form = Form.of(body);
        CorrelationId checkout = checkoutOf(form.line("checkout", 40));
        SendAgain wanted = SendAgain.of(form);
        FieldErrors errors = wanted.errors(messages);
        int page = pageOf("page", form.line("page", 6));
        if (form.ticked("back") || !errors.isEmpty()) {
            OperatorPage typed = pages.typed(queue, checkout, page, wanted, errors);
            return errors.isEmpty() ? shown(typed) : Answers.invalid(filled(typed));
        }
        return shown(pages.previewed(queue, checkout, page, wanted));
    }

    /** Lets be sent again what the preview has said. */
    @POST
    @Path("operator/{queue}/again")
    public Response sendAgain(@PathParam("queue") Queue queue, MultivaluedMap<String, String> body) {
        Form form = Form.of(body);
        CorrelationId checkout = checkoutOf(form.line("checkout", 40));
        SendAgain wanted = SendAgain.of(form);
        UUID action = SendAgain.id("action", form.line("action", 36));
        FieldErrors errors = wanted.errors(messages);
        if (!errors.isEmpty()) {
            int page = pageOf("page", form.line("page", 6));
            return Answers.invalid(filled(pages.typed(queue, checkout, page, wanted, errors)));
        }
        long count = stuck.free(queue, checkout, wanted, whoAsks(), action);
        return shown(pages.said(checkout, count == 0 ? messages.nothingLeft() : messages.willBeSentAgain(count)));
    }

    /** Has the history asked for that this service may have missed. */
    @POST
    @Path("operator/history")
    public Response askForHistory(MultivaluedMap<String, String> body) {
        Form form = Form.of(body);
        String reason = form.line("reason", SendAgain.LONGEST_REASON);
        UUID action = SendAgain.id("action", form.line("action", 36));
        if (reason.isEmpty()) {
            return Answers.invalid(filled(pages.historyRefused(reason, messages.reasonMissing())));
        }
        past.ask(whoAsks(), reason, action);
        return shown(pages.said(null, messages.historyIsAskedFor()));
    }

    /** Has one checkout forgotten: the first time it asks for confirmation, with {@code confirmed} it does it, with {@code back} it shows the form again. */
    @POST
    @Path("operator/forget")
    public Response forget(MultivaluedMap<String, String> body) {
        Form form = Form.of(body);
        CorrelationId checkout = checkoutOf(form.line("checkout", 40));
        if (checkout == null || !forgetting.isHere()) {
            throw new BadInput("The field checkout takes a correlation ID, at the service that ends checkouts");
        }
        String reason = form.line("reason", SendAgain.LONGEST_REASON);
        UUID action = SendAgain.id("action", form.line("action", 36));
        if (form.ticked("back")) {
            return shown(pages.forgettingWanted(checkout, reason, null, false));
        }
        if (reason.isEmpty()) {
            OperatorPage typed = pages.forgettingWanted(checkout, reason, messages.reasonMissing(), false);
            return Answers.invalid(filled(typed));
        }
        if (!form.ticked("confirmed")) {
            return shown(pages.forgettingWanted(checkout, reason, null, true));
        }
        String objection = forgetting.forget(checkout, whoAsks(), reason, action);
        return objection == null
                ? shown(pages.said(checkout, messages.isForgotten()))
                : Answers.conflict(filled(pages.forgettingWanted(checkout, reason, null, false)));
    }

    /**
     * The operator has signed out: this service, too, is told that the login has ended, whoever has a copy of its cookie. What was on the screen leaves it, whatever came; the cookie is not this
     * service's to take away, for by now it may be that of the next login.
     */
    @POST
    @Path("signed-out")
    public Response signedOut(MultivaluedMap<String, String> body) {
        logins.end(Form.of(body).line("login", 100));
        return Answers.shown(skeleton());
    }

    private Response shown(OperatorPage page) {
        return Answers.shown(filled(page));
    }

    private TemplateInstance filled(OperatorPage page) {
        return Templates.queues(service, page, logins.endOf(operator));
    }

    private String whoAsks() {
        return ((Login) operator.getPrincipal()).operator();
    }

    /** The page of all checkouts has no ID to put in the place of its placeholder. */
    private static @Nullable CorrelationId checkoutOf(@Nullable String written) {
        if (written == null || written.isEmpty() || written.equals("{correlationId}")) {
            return null;
        }
        try {
            return CorrelationId.fromString(written);
        } catch (IllegalArgumentException e) {
            throw new BadInput("The parameter checkout takes a correlation ID, or nothing for all checkouts");
        }
    }

    private static int pageOf(String name, String written) {
        try {
            int page = written.isEmpty() ? 1 : Integer.parseInt(written);
            if (page >= 1 && page <= LAST_PAGE) {
                return page;
            }
        } catch (NumberFormatException e) {
            // said below, as for a page out of range
        }
        throw new BadInput("The parameter " + name + " takes a page's number, counted from 1");
    }
}
