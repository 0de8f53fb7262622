package io.intarsia.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Element;

/** One shopper at the service, from the first look on. */
final class Visit {
    private static final Set<String> STEPS = Set.of("check", "seal", "place", "pay", "renew", "release", "carry-over");

    private final Shopper shopper = new Shopper();
    private final Service service;
    private final Typist typist;
    private final Report report;
    private final String proof;

    Visit(Service service, Typist typist, Report report) {
        this.service = service;
        this.typist = typist;
        this.report = report;
        this.proof = shopper.proofFor(service.name());
    }

    /** What a shopper sees of a widget, and its version. */
    record Shown(Typed typed, String version) {}

    Shopper shopper() {
        return shopper;
    }

    String proof() {
        return proof;
    }

    Answer get(Widget widget, String query) {
        return service.get(mine(widget.entry().base() + query), "Correlation-Proof", proof);
    }

    /** @param url with the literal {@code {correlationId}} */
    Answer post(String url, Typed typed, String... headers) {
        return service.post(mine(url), typed, with(headers));
    }

    Answer post(Widget widget, String step, Typed typed, String... headers) {
        return post(widget.entry().base() + "/" + step, typed, headers);
    }

    Answer send(String method, String url, String body, String contentType) {
        return service.send(method, mine(url), body, contentType, with());
    }

    Answer release(Widget widget) {
        return service.send("DELETE", mine(widget.entry().base() + "/seal"), null, null, with());
    }

    Answer seal(Widget widget, String version) {
        return post(widget, "seal", Typed.NOTHING, "If-Match", "\"" + version + "\"");
    }

    String mine(String url) {
        return url.replace(Entry.ID, shopper.id());
    }

    private String[] with(String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Correlation-Proof");
        all.add(proof);
        return all.toArray(String[]::new);
    }

    /** The widget as this shopper sees it now. */
    Element see(Widget widget) {
        return widget.kind() == Widget.Kind.OWN_CONTENT ? get(widget, "").root() : widget.skeleton();
    }

    /** The form with which the widget saves what is typed, if it has one. */
    Optional<Form> savingForm(Widget widget) {
        return Form.sentTo(see(widget), widget.entry().base()::equals);
    }

    Shown shown(Widget widget) {
        Element root = see(widget);
        return new Shown(Form.allOf(root).shown(), root.attr("data-version"));
    }

    /** Goes through the service's pages as a shopper does and fills in what each widget asks for. */
    void fillIn(List<Widget> widgets) {
        for (String page : List.of("storefront", "checkout")) {
            widgets.stream()
                    .filter(widget -> widget.entry().page().equals(page) && widget.kind() != Widget.Kind.OPERATORS)
                    .forEach(this::fillIn);
        }
    }

    private void fillIn(Widget widget) {
        Form.sentTo(see(widget), this::isSaved).ifPresent(form -> {
            Typed typed = typist.fill(widget.entry(), form);
            Answer saved = post(form.url(), typed);
            report.expect(
                    saved.status() == 200,
                    Chapter.CONTENT,
                    "%s with %s: the status is %d, expected 200%s. If this cannot be typed there, say what can: -Dfill=%s:field=value",
                    saved.asked(),
                    typed,
                    saved.status(),
                    complaints(saved),
                    widget.name());
        });
    }

    /** Checks all widgets that are checked, as the page does before it seals; tells where that does not go through. */
    boolean checked(List<Widget> widgets) {
        boolean through = true;
        for (Widget widget : widgets) {
            if (widget.entry().takesPartIn("check") && widget.kind() == Widget.Kind.OWN_CONTENT) {
                Typed typed = typist.fill(widget.entry(), Form.allOf(see(widget)));
                Answer answer = post(widget, "check", typed);
                through &= report.expect(
                        answer.status() == 204,
                        Chapter.STEPS,
                        "%s with everything typed: the status is %d, expected 204%s. If something else is to be typed, say it: -Dfill=%s:field=value",
                        answer.asked(),
                        answer.status(),
                        complaints(answer),
                        widget.name());
            }
        }
        return through;
    }

    private boolean isSaved(String url) {
        String last = url.substring(url.lastIndexOf('/') + 1);
        return url.startsWith("/" + service.name() + "/checkouts/" + Entry.ID + "/") && !STEPS.contains(last);
    }

    /** In the service's own words. */
    private static String complaints(Answer answer) {
        String said = answer.isOf("text/html")
                ? answer.html().select(".error, [role=alert]").text()
                : "";
        return said.isEmpty() ? "" : " (it says: " + said + ")";
    }
}
