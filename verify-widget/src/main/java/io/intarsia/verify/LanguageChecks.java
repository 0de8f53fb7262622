package io.intarsia.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;

/** A widget answers in the language that it is asked in, or says on its root which other one it is in. */
final class LanguageChecks {
    /** Klingon, which has no shop. */
    private static final String SPOKEN_BY_NOBODY = "tlh";

    private final Service service;
    private final List<String> languages = new ArrayList<>();
    private final Report report;

    LanguageChecks(Service service, JsonNode manifest, Report report) {
        this.service = service;
        manifest.path("languages").forEach(language -> languages.add(language.asText()));
        this.report = report;
        manifest.path("widgets").forEach(this::translations);
    }

    void check(Widget widget) {
        if (languages.isEmpty()) {
            // It keeps an older minor version, in which languages were nobody's business.
            return;
        }
        for (String language : languages) {
            Answer skeleton = service.get(widget.entry().skeleton(), "Accept-Language", language);
            if (report.status(skeleton, Chapter.LANGUAGE, 200)) {
                spoken(widget, "skeleton", skeleton.root(), language);
                expect(
                        languages.size() == 1
                                || skeleton.header("Vary").orElse("").contains("Accept-Language"),
                        "The skeleton of %s comes in %s, expected Vary: Accept-Language.",
                        widget.name(),
                        languages);
            }
        }
        marked(widget, "skeleton", service.get(widget.entry().skeleton(), "Accept-Language", SPOKEN_BY_NOBODY));
        if (widget.kind() == Widget.Kind.OWN_CONTENT) {
            ownContent(widget);
        }
    }

    private void ownContent(Widget widget) {
        Shopper shopper = new Shopper();
        String url = widget.entry().base().replace(Entry.ID, shopper.id());
        String proof = shopper.proofFor(service.name());
        for (String language : languages) {
            Answer own = service.get(url, "Accept-Language", language, "Correlation-Proof", proof);
            spoken(widget, "own content", own.root(), language);
        }
        marked(
                widget,
                "own content",
                service.get(url, "Accept-Language", SPOKEN_BY_NOBODY, "Correlation-Proof", proof));
    }

    private void spoken(Widget widget, String part, Element root, String language) {
        boolean isForOperators = widget.entry().page().equals("event-log");
        expect(
                !root.hasAttr("lang") || root.attr("lang").equals(language) || isForOperators,
                "The %s of %s, asked for in %s, is marked with lang=\"%s\": the manifest says that it has that language.",
                part,
                widget.name(),
                language,
                root.attr("lang"));
    }

    private void marked(Widget widget, String part, Answer answer) {
        Element root = answer.root();
        expect(
                languages.contains(root.attr("lang")),
                "The %s of %s, asked for in a language that it does not have, has lang=\"%s\" on its root, expected one of %s.",
                part,
                widget.name(),
                root.attr("lang"),
                languages);
        expect(
                root.attr("dir").matches("ltr|rtl"),
                "The %s of %s, asked for in a language that it does not have, has dir=\"%s\" on its root, expected ltr or rtl: the page around it may be read from the other side.",
                part,
                widget.name(),
                root.attr("dir"));
    }

    private void translations(JsonNode widget) {
        widget.path("translations")
                .fieldNames()
                .forEachRemaining(language -> expect(
                        languages.contains(language),
                        "The manifest has a translation of %s into %s, expected one of its languages: %s.",
                        widget.path("name").asText(),
                        language,
                        languages));
    }

    private void expect(boolean holds, String sentence, Object... parts) {
        report.expect(holds, Chapter.LANGUAGE, sentence, parts);
    }
}
