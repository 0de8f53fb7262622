package io.intarsia.verify;

import io.intarsia.verify.Widget.Kind;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** The skeleton: what the page fetches, and holds for everyone. */
final class SkeletonChecks {
    private static final Pattern UUID =
            Pattern.compile("(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final Service service;
    private final MarkupChecks markup;
    private final Report report;
    private final String firstLanguage;

    SkeletonChecks(Service service, boolean takesPayment, String firstLanguage, Report report) {
        this.service = service;
        this.firstLanguage = firstLanguage;
        this.markup = new MarkupChecks(takesPayment, report);
        this.report = report;
    }

    /** The widget, if there is one to go on with. */
    Optional<Widget> check(Entry widget) {
        Answer first = service.get(widget.skeleton());
        if (!report.status(first, Chapter.SKELETON, 200)) {
            report.notChecked("the widget %s, because it has no skeleton", widget.name());
            return Optional.empty();
        }
        expect(
                first.isOf("text/html"),
                "The skeleton of %s is of type %s, expected text/html.",
                widget.name(),
                first.header("Content-Type").orElse("missing"));
        tag(widget, first);
        sameForAll(widget, first);
        expect(
                !UUID.matcher(first.text()).find(),
                "The skeleton of %s has something of the form of a correlation ID in it, expected the literal %s only.",
                widget.name(),
                Entry.ID);
        if (!markup.isOneWidget(widget, first)) {
            report.notChecked("the widget %s, because its skeleton is not one", widget.name());
            return Optional.empty();
        }
        markup.check(widget, first.root());
        return Optional.of(new Widget(widget, kind(widget, first.root()), first.root()));
    }

    private void tag(Entry widget, Answer first) {
        String caching = first.header("Cache-Control").orElse("missing");
        expect(
                caching.equals("no-cache"),
                "The skeleton of %s has Cache-Control: %s, expected no-cache.",
                widget.name(),
                caching);
        Optional<String> tag = first.header("ETag");
        if (expect(tag.isPresent(), "The skeleton of %s has no ETag, expected one.", widget.name())) {
            Answer again = service.get(widget.skeleton(), "If-None-Match", tag.orElseThrow());
            expect(
                    again.status() == 304,
                    "The skeleton of %s asked for with its own ETag in If-None-Match has the status %d, expected 304.",
                    widget.name(),
                    again.status());
        }
    }

    /** To another browser in another country, with a cookie and a proof; and in time, now that it has been asked for before. */
    private void sameForAll(Entry widget, Answer first) {
        Answer other = service.get(
                widget.skeleton(),
                "Cookie",
                "who=somebody-else",
                "Accept-Language",
                // Another language may have other bytes; of the service's first, these.
                firstLanguage,
                "User-Agent",
                "another browser",
                "X-Forwarded-For",
                "192.0.2.7",
                "Correlation-Proof",
                new Shopper().proofFor(service.name()));
        expect(
                Arrays.equals(first.body(), other.body()),
                "The skeleton of %s is another one for another asker, expected the same bytes for everyone.",
                widget.name());
        long millis = Math.min(first.millis(), other.millis());
        expect(
                millis <= widget.timeLimitMillis(),
                "The skeleton of %s took longer than its own time limit of %d ms: the page would show its fallback.",
                widget.name(),
                widget.timeLimitMillis());
    }

    private Kind kind(Entry widget, Element root) {
        String load = Form.withId(root.attr("hx-get"));
        if (load.startsWith("/" + widget.service() + "/operator/")) {
            return Kind.OPERATORS;
        }
        boolean loads = !load.isEmpty();
        boolean waits = root.hasAttr("inert") && root.attr("aria-busy").equals("true");
        boolean neither = !root.hasAttr("inert") && !root.hasAttr("aria-busy");
        expect(
                loads ? waits : neither,
                "The root of the skeleton of %s has hx-get \"%s\", inert %s and aria-busy \"%s\", expected either all of them (it waits for its owner) or none (it is the same for everybody).",
                widget.name(),
                load,
                root.hasAttr("inert") ? "given" : "missing",
                root.attr("aria-busy"));
        if (!loads) {
            expect(
                    widget.steps().isEmpty(),
                    "The widget %s takes part in %s but loads no content of its own, expected an hx-get on the root of its skeleton.",
                    widget.name(),
                    new TreeSet<>(widget.steps()));
            return Kind.SAME_FOR_ALL;
        }
        expect(
                load.equals(widget.base()),
                "The skeleton of %s loads %s, expected %s.",
                widget.name(),
                load,
                widget.base());
        expect(
                root.attr("hx-trigger").matches("load\\b.*"),
                "The root of the skeleton of %s has hx-trigger \"%s\", expected load.",
                widget.name(),
                root.attr("hx-trigger"));
        return Kind.OWN_CONTENT;
    }

    private boolean expect(boolean holds, String sentence, Object... parts) {
        return report.expect(holds, Chapter.SKELETON, sentence, parts);
    }
}
