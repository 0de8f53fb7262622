package io.intarsia.kit.widget;

import io.quarkus.arc.Arc;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** The answers of a widget, as in {@code docs/widget-contract.md}. Each template is the whole widget. */
public final class Answers {
    /** The header that says why a 409 was given: {@code sealed} or {@code over}. */
    public static final String STATE = "Widget-State";

    private Answers() {}

    /** 200: the widget with what this service holds. */
    public static Response shown(TemplateInstance widget) {
        return html(200, widget).build();
    }

    /** 200, and DOM events for the page's other parts, for example {@code checkout-service:basket-changed}. */
    public static Response changed(TemplateInstance widget, String domEvent) {
        return html(200, widget).header("HX-Trigger", domEvent).build();
    }

    /** 204: done, or nothing new. */
    public static Response done() {
        return Response.noContent().build();
    }

    /** 422: the widget with its errors and all that was typed. */
    public static Response invalid(TemplateInstance widget) {
        return html(422, widget).build();
    }

    /** 412: not the version that the shopper saw; the widget as it is now, with a word about that. */
    public static Response outdated(TemplateInstance widget) {
        return html(412, widget).build();
    }

    /** 409: it was sealed and is frozen under this correlation ID. */
    public static Response sealed(TemplateInstance widget) {
        return html(409, widget).header(STATE, "sealed").build();
    }

    /** 409: the checkout is done or cancelled. */
    public static Response over(TemplateInstance widget) {
        return html(409, widget).header(STATE, "over").build();
    }

    /** 409: it does not fit; the widget says what. */
    public static Response conflict(TemplateInstance widget) {
        return html(409, widget).build();
    }

    /** 200: the sealed quote, a compact JWS. */
    public static Response quote(String jws) {
        return Response.ok(Map.of("quote", jws), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    private static Response.ResponseBuilder html(int status, TemplateInstance widget) {
        // Rendered here, so that the root can be marked with the language that it came out in.
        Language language = Arc.container().instance(Language.class).get();
        return Response.status(status)
                .entity(language.marked(widget.render()))
                .type("text/html;charset=UTF-8")
                .header("Content-Language", language.current().toLanguageTag());
    }
}
