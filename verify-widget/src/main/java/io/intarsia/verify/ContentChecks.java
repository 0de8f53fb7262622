package io.intarsia.verify;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jsoup.nodes.Element;

/** A widget's own content: shown to its shopper, and saved as it is typed. */
final class ContentChecks {
    private static final String SPECIAL = "\"><i>&'";

    private final Service service;
    private final Typist typist;
    private final List<Widget> widgets;
    private final MarkupChecks markup;
    private final Report report;

    ContentChecks(Service service, Typist typist, List<Widget> widgets, Report report) {
        this.service = service;
        this.typist = typist;
        this.widgets = widgets;
        this.markup = new MarkupChecks(
                widgets.stream().anyMatch(widget -> widget.entry().takesPartIn("pay")), report);
        this.report = report;
    }

    void check(Widget widget) {
        Visit newcomer = new Visit(service, typist, report);
        Answer first = newcomer.get(widget, "");
        if (!report.status(first.as("of a checkout not heard of"), Chapter.CONTENT, 200) || !isWhole(widget, first)) {
            report.notChecked("the content of %s, because it is not shown", widget.name());
            return;
        }
        versions(widget, newcomer, first);
        Answer put = newcomer.send("PUT", widget.entry().base(), "", Service.FORM);
        report.status(put, Chapter.ERRORS, 405);

        Visit visit = new Visit(service, typist, report);
        visit.fillIn(widgets);
        isWhole(widget, visit.get(widget, ""));
        Optional<Form> form = visit.savingForm(widget);
        if (form.isPresent()) {
            saving(widget, visit, form.get());
        } else if (!Form.allOf(visit.see(widget)).lines().isEmpty()) {
            report.notChecked(
                    "saving in %s, because nothing in it is sent to %s",
                    widget.name(), widget.entry().base());
        }
    }

    /** Whether an answer is the whole widget, and no skeleton any more. */
    private boolean isWhole(Entry widget, Answer answer) {
        expect(
                answer.isOf("text/html"),
                "%s: the answer is of type %s, expected text/html.",
                answer.asked(),
                answer.header("Content-Type").orElse("missing"));
        if (!markup.isOneWidget(widget, answer)) {
            return false;
        }
        Element root = answer.root();
        expect(
                !root.hasAttr("inert") && !root.hasAttr("aria-busy"),
                "%s: the widget is still inert or aria-busy, expected that only of the skeleton.",
                answer.asked());
        expect(
                root.attr("data-version").matches("\\d{1,18}"),
                "%s: the root has data-version=\"%s\", expected a number.",
                answer.asked(),
                root.attr("data-version"));
        markup.check(widget, root);
        return true;
    }

    private boolean isWhole(Widget widget, Answer answer) {
        return isWhole(widget.entry(), answer);
    }

    private void versions(Widget widget, Visit newcomer, Answer first) {
        String version = first.root().attr("data-version");
        Answer unchanged = newcomer.get(widget, "?after=" + version);
        expect(
                unchanged.status() == 204,
                "GET %s?after=N of the version that is shown: the status is %d, expected 204.",
                widget.entry().base(),
                unchanged.status());
    }

    private void saving(Widget widget, Visit visit, Form form) {
        Typed typed = typist.fill(widget.entry(), form);
        Answer saved = visit.post(form.url(), typed);
        if (!expect(
                saved.status() == 200,
                "%s with %s: the status is %d, expected 200.",
                saved.asked(),
                typed,
                saved.status())) {
            report.notChecked("what becomes of what is typed into %s, because nothing could be saved", widget.name());
            return;
        }
        isWhole(widget, saved);
        kept(widget, visit, form, typed);
        twice(widget, visit, form, typed, saved);
        refused(widget, visit, form, typed);
        mistyped(widget, visit, form, typed);
        escaped(widget, visit, form, typed);
    }

    private void kept(Widget widget, Visit visit, Form form, Typed typed) {
        Typed shown = visit.shown(widget).typed();
        for (Element field : form.lines()) {
            String name = field.attr("name");
            expect(
                    shown.valueOf(name).equals(typed.valueOf(name)),
                    "The field %s of %s shows %s after %s was saved, expected what was typed.",
                    name,
                    widget.name(),
                    shown.valueOf(name).map(value -> "\"" + value + "\"").orElse("nothing"),
                    typed.valueOf(name).map(value -> "\"" + value + "\"").orElse("nothing"));
        }
    }

    private void twice(Widget widget, Visit visit, Form form, Typed typed, Answer saved) {
        Visit.Shown once = visit.shown(widget);
        Answer again = visit.post(form.url(), typed);
        report.status(again.as("twice"), Chapter.CONTENT, 200);
        Visit.Shown twice = visit.shown(widget);
        expect(
                twice.equals(once),
                "%s twice with the same: version %s shows %s, expected version %s with %s, as after the first time.",
                saved.asked(),
                twice.version(),
                twice.typed(),
                once.version(),
                once.typed());
    }

    /** Whatever is refused changes nothing. */
    private void refused(Widget widget, Visit visit, Form form, Typed typed) {
        Typed other = typist.change(form, typed).orElse(typed);
        String url = form.url();
        String json = "application/json";
        notTaken(widget, visit, "with JSON for a body", () -> visit.send("POST", url, "{\"a\":1}", json), 400, 415);
        notTaken(widget, visit, "from another site", () -> visit.post(url, other, "Sec-Fetch-Site", "cross-site"), 403);
        notTaken(
                widget,
                visit,
                "from a page of another origin",
                () -> visit.post(url, other, "Origin", "https://elsewhere.example"),
                403);
        notTaken(widget, visit, "without a proof", () -> service.post(visit.mine(url), other), 404);
        for (Element field : form.lines()) {
            String name = field.attr("name");
            Typed tooLong = typed.with(name, tooLong(field));
            Typed beep = typed.with(name, "a\u0007b");
            notTaken(
                    widget, visit, "with too much in the field " + name, () -> visit.post(url, tooLong), 400, 413, 422);
            notTaken(
                    widget,
                    visit,
                    "with a control character in the field " + name,
                    () -> visit.post(url, beep),
                    400,
                    422);
        }
    }

    private static String tooLong(Element field) {
        String longest = field.attr("maxlength");
        return "1".repeat(longest.matches("\\d{1,5}") ? Integer.parseInt(longest) + 1 : 5_000);
    }

    private void notTaken(Widget widget, Visit visit, String how, Supplier<Answer> request, Integer... expected) {
        Visit.Shown before = visit.shown(widget);
        Answer answer = request.get().as(how);
        report.status(answer, Chapter.CONTENT, expected);
        expect(
                visit.shown(widget).equals(before),
                "%s: the widget shows something else afterwards, expected that nothing is changed.",
                answer.asked());
    }

    /** Something wrong in a field that can be wrong; nothing is said of a widget that takes whatever is typed. */
    private void mistyped(Widget widget, Visit visit, Form form, Typed typed) {
        for (Element field : form.lines()) {
            Optional<String> wrong = typist.wrong(field);
            if (wrong.isPresent()) {
                String name = field.attr("name");
                Answer answer = visit.post(form.url(), typed.with(name, wrong.get()));
                if (answer.status() == 422) {
                    told(widget, answer, Map.entry(name, wrong.get()), typed);
                    visit.post(form.url(), typed);
                    return;
                }
            }
        }
        visit.post(form.url(), typed);
        report.notChecked(
                "errors on saving in %s, because nothing that was typed wrong was answered with 422", widget.name());
    }

    private void told(Widget widget, Answer answer, Map.Entry<String, String> wrong, Typed typed) {
        String asked = answer.asked() + " with \"" + wrong.getValue() + "\" in the field " + wrong.getKey();
        if (!isWhole(widget, answer.as("with an error"))) {
            return;
        }
        Typed shown = Form.allOf(answer.root()).shown();
        Typed expected = typed.with(wrong.getKey(), wrong.getValue());
        for (Element field : Form.allOf(answer.root()).lines()) {
            String name = field.attr("name");
            expect(
                    shown.valueOf(name).equals(expected.valueOf(name)),
                    "%s: the field %s shows \"%s\", expected all that was typed, as it was typed.",
                    asked,
                    name,
                    shown.valueOf(name).orElse(""));
        }
        Optional<Element> marked =
                answer.root().select("[aria-invalid=true]").stream().findFirst();
        expect(
                marked.isPresent(),
                "%s: no field has aria-invalid=\"true\", expected it on the one that is wrong.",
                asked);
        marked.ifPresent(field -> expect(
                field.hasAttr("aria-describedby"),
                "%s: the wrong field has no aria-describedby, expected the id of what is said about it.",
                asked));
    }

    private void escaped(Widget widget, Visit visit, Form form, Typed typed) {
        for (Element field : form.lines()) {
            String name = field.attr("name");
            Answer answer = visit.post(form.url(), typed.with(name, SPECIAL));
            if (answer.isOf("text/html")) {
                Element root = answer.root();
                boolean raw = answer.text().contains(SPECIAL)
                        || !root.select("i:matchesOwn(^&)").isEmpty();
                expect(
                        !raw,
                        "%s with %s in the field %s: it comes back as HTML, expected it escaped.",
                        answer.asked(),
                        SPECIAL,
                        name);
            }
        }
        visit.post(form.url(), typed);
    }

    private boolean expect(boolean holds, String sentence, Object... parts) {
        return report.expect(holds, Chapter.CONTENT, sentence, parts);
    }
}
