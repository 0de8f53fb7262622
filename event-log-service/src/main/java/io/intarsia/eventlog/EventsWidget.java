package io.intarsia.eventlog;

import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.FormAuthenticationMechanism;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * The list of events, behind the operator's login. What is below {@code operator/} answers 401 without it; the skeleton is
 * the sign-in form, which the list replaces.
 */
@Singleton
@Path("")
class EventsWidget implements Widget {
    private final EventLog log;
    private final Messages messages;
    private final SecurityIdentity operator;

    EventsWidget(EventLog log, Messages messages, SecurityIdentity operator) {
        this.log = log;
        this.messages = messages;
        this.operator = operator;
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance events(@Nullable EventPage page, boolean loading, boolean refused);

        private Templates() {}
    }

    @Override
    public Description description() {
        return Description.of("events", messages.title(), "event-log", "main", 10, messages.fallback());
    }

    @Override
    public TemplateInstance skeleton() {
        return Templates.events(null, true, false);
    }

    /**
     * The list.
     *
     * @param seen the fingerprint of the list that is shown already: 204 if it has not changed
     */
    @GET
    @Path("operator/events")
    public Response list(
            @RestQuery @Nullable String checkout,
            @RestQuery @Nullable String type,
            @RestQuery @Nullable String number,
            @RestQuery @Nullable String before,
            @RestQuery @Nullable String seen) {
        EventPage page = log.page(Search.of(checkout, type, number, before));
        if (page.fingerprint().equals(seen)) {
            return Answers.done();
        }
        TemplateInstance widget = Templates.events(page, false, false);
        return page.search().isReadable() ? Answers.shown(widget) : Answers.invalid(widget);
    }

    /** What the sign-in form gets for a wrong password. */
    @GET
    @Path("sign-in-refused")
    public Response refused() {
        return Answers.invalid(Templates.events(null, false, true));
    }

    /** Ends the operator's login in this browser, at every service. */
    @POST
    @Path("operator/sign-out")
    public Response signOut() {
        FormAuthenticationMechanism.logout(operator);
        return Answers.shown(Templates.events(null, false, false));
    }
}
