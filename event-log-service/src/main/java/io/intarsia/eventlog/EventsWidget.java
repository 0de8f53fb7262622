package io.intarsia.eventlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.operator.Logins;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.BadInput;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/**
 * The list of events, or the story of one checkout, behind the operator's login. What is below {@code operator/} answers 401 without it; the skeleton is
 * the sign-in form, which they replace.
 */
@Singleton
@Path("")
class EventsWidget implements Widget {
    private final EventLog log;
    private final StuckCheckouts stuck;
    private final Participants services;
    private final Messages messages;
    private final WaysIn ways;
    private final Logins logins;
    private final SecurityIdentity operator;
    private final ObjectMapper json;

    EventsWidget(
            EventLog log,
            StuckCheckouts stuck,
            Participants services,
            Messages messages,
            WaysIn ways,
            Logins logins,
            SecurityIdentity operator,
            ObjectMapper json) {
        this.log = log;
        this.stuck = stuck;
        this.services = services;
        this.messages = messages;
        this.ways = ways;
        this.logins = logins;
        this.operator = operator;
        this.json = json;
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance signIn(WaysIn ways, boolean loading, boolean refused, boolean signedIn);

        static native TemplateInstance list(
                EventPage page,
                StuckCheckouts.Stuck stuck,
                List<RefusedLine> refused,
                List<String> services,
                boolean signedIn);

        static native TemplateInstance story(Story story, boolean signedIn);

        static native TemplateInstance printed(Story story);

        static native TemplateInstance waiting(int count, String query, String newest);

        private Templates() {}
    }

    @Override
    public Description description() {
        return Description.of("events", messages.title(), "event-log", "main", 10, messages.fallback());
    }

    @Override
    public TemplateInstance skeleton() {
        return Templates.signIn(ways, true, false, false);
    }

    /**
     * The list, or the story of one checkout.
     *
     * @param checkout the one that the page is about; the page of all has none to put in the place of its placeholder
     * @param paused whether the list is to stand still
     * @param seen the fingerprint of what is shown already: 204 if it has not changed
     * @param signedIn whether this follows the sign-in form, which had the focus: then the heading takes it
     */
    @GET
    @Path("operator/events")
    public Response show(
            @RestQuery @Nullable String checkout,
            @RestQuery @Nullable String type,
            @RestQuery @Nullable String service,
            @RestQuery @Nullable String number,
            @RestQuery @Nullable String from,
            @RestQuery @Nullable String to,
            @RestQuery @Nullable String problems,
            @RestQuery @Nullable String before,
            @RestQuery @Nullable String paused,
            @RestQuery @Nullable String seen,
            @RestQuery boolean signedIn) {
        if (checkout != null && !checkout.isBlank() && !checkout.equals("{correlationId}")) {
            return story(checkoutOf(checkout), seen, signedIn);
        }
        Search search = Search.of(type, service, number, from, to, problems, before);
        EventPage page = log.page(search).paused(paused != null && !paused.isEmpty());
        StuckCheckouts.Stuck stuckNow = stuck.all().fitting(search);
        List<RefusedLine> refusedLately = log.refusedLately();
        String fingerprint = page.fingerprint()
                + Integer.toHexString(List.of(stuckNow, refusedLately).hashCode());
        if (fingerprint.equals(seen)) {
            return Answers.done();
        }
        TemplateInstance widget = Templates.list(
                        page,
                        stuckNow,
                        refusedLately,
                        services.all().stream().map(Participant::name).sorted().toList(),
                        signedIn)
                .data("fingerprint", fingerprint);
        return page.isReadable() ? Answers.shown(widget) : Answers.invalid(widget);
    }

    private Response story(CorrelationId checkout, @Nullable String seen, boolean signedIn) {
        Story story = log.story(checkout);
        return story.fingerprint().equals(seen) ? Answers.done() : Answers.shown(Templates.story(story, signedIn));
    }

    /**
     * How many events have come since the list was paused.
     *
     * @param newest the event on top of the paused list
     * @param shown how many the page says already: 204 if it is still so
     */
    @GET
    @Path("operator/events/waiting")
    public Response waiting(
            @RestQuery @Nullable String type,
            @RestQuery @Nullable String service,
            @RestQuery @Nullable String number,
            @RestQuery @Nullable String from,
            @RestQuery @Nullable String to,
            @RestQuery @Nullable String problems,
            @RestQuery @Nullable String newest,
            @RestQuery int shown) {
        // `before` reads an event's ID; an empty list has none, and everything is newer than that.
        UUID top = Search.of(null, null, null, null, null, null, newest).before();
        Search search = Search.of(type, service, number, from, to, problems, null);
        int count = top == null ? log.page(search).lines().size() : log.newerThan(search, top);
        return count == shown
                ? Answers.done()
                : Answers.shown(Templates.waiting(count, search.queryAnd(), newest == null ? "" : newest));
    }

    /** The story as a page of its own, which needs no script and prints. */
    @GET
    @Path("operator/checkouts/{checkout}")
    public Response printed(@RestPath String checkout) {
        return Answers.shown(Templates.printed(log.story(checkoutOf(checkout))));
    }

    /** The style of the page that is printed; on the composed page it comes by the manifest. */
    @GET
    @Path("print.css")
    @Produces("text/css;charset=UTF-8")
    public byte[] style() throws IOException {
        try (InputStream css = EventsWidget.class.getResourceAsStream("/assets/event-log-service.css")) {
            return css.readAllBytes();
        }
    }

    @GET
    @Path("operator/checkouts/{checkout}/events.json")
    public Response asJson(@RestPath String checkout) {
        return download(checkout, "json", CloudEvents.ALL, log -> written(eventsOf(log)));
    }

    @GET
    @Path("operator/checkouts/{checkout}/events.ndjson")
    public Response asLines(@RestPath String checkout) {
        return download(checkout, "ndjson", CloudEvents.ONE_A_LINE, story -> {
            StringBuilder lines = new StringBuilder();
            eventsOf(story).forEach(event -> lines.append(written(event)).append('\n'));
            return lines.toString();
        });
    }

    @GET
    @Path("operator/checkouts/{checkout}/events.mmd")
    public Response asMermaid(@RestPath String checkout) {
        return download(checkout, "mmd", "text/plain;charset=UTF-8", Mermaid::of);
    }

    private Response download(String checkout, String ending, String type, Function<Story, String> writer) {
        Story story = log.story(checkoutOf(checkout));
        return Response.ok(writer.apply(story), type)
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"order-" + story.orderNumber() + "." + ending + "\"")
                .build();
    }

    private static List<Map<String, String>> eventsOf(Story story) {
        return story.steps().stream().map(step -> CloudEvents.of(step.event())).toList();
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event of strings can always be written", e);
        }
    }

    private static CorrelationId checkoutOf(String written) {
        try {
            return CorrelationId.fromString(written.strip());
        } catch (IllegalArgumentException e) {
            throw new BadInput("A checkout is named by its correlation ID, or by nothing for all checkouts");
        }
    }

    /** What the sign-in form gets for a wrong password. */
    @GET
    @Path("sign-in-refused")
    public Response refused() {
        return Answers.invalid(Templates.signIn(ways, false, true, false));
    }

    /** What the sign-in form gets for the right one: the widget that loads itself, and the word that the services' own widgets wait for. */
    @GET
    @Path("signed-in")
    public Response signedIn() {
        return Answers.changed(Templates.signIn(ways, true, false, true), "operator:signed-in");
    }

    /** Ends the operator's login here. At the word that follows, each service's widget on the page tells its own service. */
    @POST
    @Path("operator/sign-out")
    public Response signOut() {
        logins.signOut(operator);
        return Answers.changed(Templates.signIn(ways, false, false, false), "operator:signed-out");
    }
}
