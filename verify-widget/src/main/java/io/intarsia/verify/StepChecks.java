package io.intarsia.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/** The steps of placing an order, as the page's script takes them. */
final class StepChecks {
    private final Service service;
    private final Typist typist;
    private final List<Widget> widgets;
    private final QuoteChecks quotes;
    private final MarkupChecks markup;
    private final Report report;

    StepChecks(Service service, Typist typist, List<Widget> widgets, @Nullable Path quoteKey, Report report) {
        this.service = service;
        this.typist = typist;
        this.widgets = widgets;
        this.quotes = new QuoteChecks(service.name(), quoteKey, report);
        this.markup = new MarkupChecks(
                widgets.stream().anyMatch(widget -> widget.entry().takesPartIn("pay")), report);
        this.report = report;
    }

    void check(Widget widget) {
        if (widget.entry().takesPartIn("check")) {
            checkOfNothing(widget);
            checkOfEverything(widget);
        }
        if (widget.entry().takesPartIn("seal")) {
            seal(widget);
        } else if (widget.entry().takesPartIn("release")) {
            released(widget, ready());
        }
        if (widget.entry().takesPartIn("carry-over")) {
            carryOver(widget);
        }
        if (widget.entry().takesPartIn("place")) {
            place(widget);
        }
        if (widget.entry().takesPartIn("pay")) {
            pay(widget);
        }
    }

    /** A shopper who has typed everything and has been through the check. */
    private Visit ready() {
        Visit visit = new Visit(service, typist, report);
        visit.fillIn(widgets);
        visit.checked(widgets);
        return visit;
    }

    private void checkOfNothing(Widget widget) {
        Visit newcomer = new Visit(service, typist, report);
        Element root = newcomer.see(widget);
        boolean mustBeTyped = root.select("[required], [aria-required=true]").stream()
                .anyMatch(field -> Form.valueOf(field).isEmpty());
        Answer answer = newcomer.post(widget, "check", Form.allOf(root).shown()).as("with nothing typed");
        // What is not essential may be left alone as a whole, whatever its fields ask for once it is wanted.
        if (mustBeTyped && widget.entry().essential()) {
            report.status(answer, Chapter.STEPS, 422);
        } else {
            report.status(answer, Chapter.STEPS, 204, 422);
        }
        if (answer.status() == 422) {
            refusal(widget, answer);
        }
    }

    /** The whole widget, saying what is wrong, and repeating nothing that it must not. */
    private void refusal(Widget widget, Answer answer) {
        if (markup.isOneWidget(widget.entry(), answer)) {
            markup.check(widget.entry(), answer.root());
            expect(
                    !answer.root().select("[aria-invalid=true], [role=alert]").isEmpty(),
                    "%s: nothing has aria-invalid=\"true\" or role=\"alert\", expected it on what is wrong: the first gets the focus.",
                    answer.asked());
        }
    }

    private void checkOfEverything(Widget widget) {
        Visit visit = new Visit(service, typist, report);
        visit.fillIn(widgets);
        if (visit.checked(List.of(widget))) {
            visit.checked(List.of(widget));
            oneLeftOut(widget, visit);
        }
    }

    private void oneLeftOut(Widget widget, Visit visit) {
        Form form = Form.allOf(visit.see(widget));
        Typed typed = typist.fill(widget.entry(), form);
        Optional<Element> required = form.fields().stream()
                .filter(field ->
                        field.hasAttr("required") || field.attr("aria-required").equals("true"))
                .reduce((first, second) -> second);
        required.ifPresent(field -> {
            String name = field.attr("name");
            Typed others = field.attr("type").equals("checkbox") ? typed.without(List.of(name)) : typed.with(name, "");
            Answer answer = visit.post(widget, "check", others).as("without " + name);
            if (report.status(answer, Chapter.STEPS, 422)) {
                refusal(widget, answer);
                for (Element secret : form.element().select("[data-keep]")) {
                    String value = typed.valueOf(secret.attr("name")).orElse("");
                    expect(
                            secret.attr("name").equals(name)
                                    || value.length() < 4
                                    || !answer.text().contains(value),
                            "%s: the answer repeats what was typed into %s, expected that of no field with data-keep.",
                            answer.asked(),
                            secret.attr("name"));
                }
            }
        });
    }

    private void seal(Widget widget) {
        Visit visit = ready();
        Element shown = visit.see(widget);
        String version = shown.attr("data-version");
        Optional<Form> form = visit.savingForm(widget);
        Typed typed = form.map(Form::shown).orElse(Typed.NOTHING);

        Answer blind = visit.post(widget, "seal", Typed.NOTHING).as("without If-Match");
        expect(
                blind.status() >= 400 && blind.status() < 500,
                "%s: the status is %d, expected 4xx: nobody says which version was seen.",
                blind.asked(),
                blind.status());
        Answer old = visit.seal(widget, version.equals("0") ? "1" : "0").as("with If-Match of another version");
        if (report.status(old, Chapter.STEPS, 412)) {
            markup.isOneWidget(widget.entry(), old);
        }

        Answer sealed = visit.seal(widget, version).as("with If-Match of the version shown");
        if (!report.status(sealed, Chapter.STEPS, 200, 204)) {
            report.notChecked("quote, freezing and release of %s, because it was not sealed", widget.name());
            return;
        }
        if (sealed.status() == 204) {
            nothingBought(widget, sealed, shown);
        }
        Optional<String> quote = sealed.status() == 204 ? Optional.empty() : quote(sealed);
        quote.ifPresent(jws -> quotes.check(jws, visit.shopper().id(), shown));
        Answer again = visit.seal(widget, version).as("a second time");
        if (report.status(again, Chapter.STEPS, sealed.status())) {
            quote.ifPresent(jws -> quote(again).ifPresent(second -> quotes.sameAmount(jws, second)));
        }
        form.ifPresent(saving -> frozen(widget, visit, saving, typed));
        released(widget, visit);
    }

    private void nothingBought(Widget widget, Answer sealed, Element shown) {
        String amount = shown.select("[data-amount]").attr("data-amount");
        expect(
                amount.isEmpty() || amount.equals("0"),
                "%s: the status is 204, nothing is bought, but the widget shows the amount %s; expected 200 with a quote.",
                sealed.asked(),
                amount);
        report.notChecked("the quote of %s, because nothing was bought there", widget.name());
    }

    private Optional<String> quote(Answer sealed) {
        try {
            String jws =
                    new ObjectMapper().readTree(sealed.text()).path("quote").asText();
            boolean is = sealed.isOf("application/json") && !jws.isEmpty();
            expect(is, "%s: the answer is %s, expected JSON with a quote.", sealed.asked(), sealed.text());
            return is ? Optional.of(jws) : Optional.empty();
        } catch (JsonProcessingException e) {
            expect(false, "%s: the answer cannot be read as JSON, expected a quote.", sealed.asked());
            return Optional.empty();
        }
    }

    private void frozen(Widget widget, Visit visit, Form saving, Typed typed) {
        Optional<Typed> change = typist.change(saving, typed);
        if (change.isEmpty()) {
            report.notChecked("whether %s is frozen, because no change could be thought of", widget.name());
            return;
        }
        Typed before = visit.shown(widget).typed();
        Answer refused = visit.post(saving.url(), change.get()).as("with a change after it was sealed");
        if (report.status(refused, Chapter.STEPS, 409)) {
            state(refused, "sealed");
        }
        expect(
                visit.shown(widget).typed().equals(before),
                "%s: the widget shows something else afterwards, expected what was sealed.",
                refused.asked());
        Answer same = visit.post(saving.url(), typed).as("with the same after it was sealed");
        report.status(same, Chapter.STEPS, 200);
    }

    private void state(Answer answer, String expected) {
        expect(
                answer.headers("Widget-State").equals(List.of(expected)),
                "%s: Widget-State is %s, expected %s.",
                answer.asked(),
                answer.header("Widget-State").orElse("missing"),
                expected);
    }

    private void released(Widget widget, Visit visit) {
        if (!widget.entry().takesPartIn("release")) {
            return;
        }
        if (!report.status(visit.release(widget), Chapter.STEPS, 204)) {
            return;
        }
        report.status(visit.release(widget).as("a second time"), Chapter.STEPS, 204);
        Optional<Answer> late = widget.entry().takesPartIn("seal")
                ? Optional.of(visit.seal(widget, visit.shown(widget).version()))
                : Optional.empty();
        late.map(answer -> answer.as("after it was released")).ifPresent(answer -> {
            if (report.status(answer, Chapter.STEPS, 409)) {
                state(answer, "over");
            }
        });
    }

    private void carryOver(Widget widget) {
        Visit old = ready();
        Typed contents = old.shown(widget).typed();
        if (widget.entry().takesPartIn("release")) {
            old.release(widget);
        }
        Visit visit = new Visit(service, typist, report);
        Typed before = visit.shown(widget).typed();
        String oldId = old.shopper().id();
        Answer nowhere = visit.post(widget, "carry-over", Typed.NOTHING).as("without Carried-From");
        expect(
                nowhere.status() >= 400 && nowhere.status() < 500,
                "%s: the status is %d, expected 4xx.",
                nowhere.asked(),
                nowhere.status());
        Answer unproved = visit.post(widget, "carry-over", Typed.NOTHING, "Carried-From", oldId);
        report.status(unproved.as("without the proof of the old ID"), Chapter.STEPS, 404);
        Answer own = carry(widget, visit, oldId, visit.proof());
        report.status(own.as("with the new ID's proof for the old one's"), Chapter.STEPS, 404);
        Answer elsewhere = carry(widget, visit, oldId, old.shopper().proofFor("another-" + service.name()));
        report.status(elsewhere.as("with the old ID's proof for another service"), Chapter.STEPS, 404);
        expect(
                visit.shown(widget).typed().equals(before),
                "POST %s/carry-over: the contents are there although the proof of the old ID was refused, expected nothing changed.",
                widget.entry().base());

        for (String time : List.of("with both proofs", "with both proofs a second time")) {
            Answer carried = carry(widget, visit, oldId, old.proof()).as(time);
            if (report.status(carried, Chapter.STEPS, 204)) {
                Typed now = visit.shown(widget).typed();
                expect(
                        now.equals(contents),
                        "%s: the widget shows %s, expected the contents of the old checkout, %s.",
                        carried.asked(),
                        now,
                        contents);
            }
        }
        visit.savingForm(widget)
                .flatMap(form -> typist.change(form, form.shown()).map(change -> visit.post(form.url(), change)))
                .ifPresent(
                        changed -> report.status(changed.as("with a change after the carry-over"), Chapter.STEPS, 200));
    }

    private Answer carry(Widget widget, Visit visit, String oldId, String oldProof) {
        return visit.post(widget, "carry-over", Typed.NOTHING, "Carried-From", oldId, "Carried-From-Proof", oldProof);
    }

    private void place(Widget widget) {
        Visit visit = ready();
        report.status(visit.post(widget, "place", Typed.NOTHING).as("before it was sealed"), Chapter.STEPS, 409);
        if (visit.seal(widget, visit.shown(widget).version()).status() == 200) {
            report.status(visit.post(widget, "place", Typed.NOTHING), Chapter.STEPS, 204);
            report.status(visit.post(widget, "place", Typed.NOTHING).as("a second time"), Chapter.STEPS, 204);
            visit.release(widget);
        }
    }

    /** Nobody but an approved issuer can be paid for; a real bill needs the other services. */
    private void pay(Widget widget) {
        Visit visit = ready();
        Typed card = typist.fill(widget.entry(), Form.allOf(visit.see(widget)))
                .and("total", "100")
                .and("currency", "EUR");
        for (String quote :
                List.of("", "no.quote.atall", quotes.forged(visit.shopper().id()))) {
            Typed bill = quote.isEmpty() ? card : card.and("quote", quote);
            Answer answer = visit.post(widget, "pay", bill)
                    .as(quote.isEmpty() ? "without a quote" : "with a quote that no approved issuer made");
            report.status(answer, Chapter.STEPS, 409);
        }
        report.notChecked("paying with %s, because that needs the quotes of the other services", widget.name());
    }

    private void expect(boolean holds, String sentence, Object... parts) {
        report.expect(holds, Chapter.STEPS, sentence, parts);
    }
}
