package io.intarsia.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What is kept of a shopper ends when the order is forgotten, and nothing begins under its ID again. */
final class ForgettingChecks {
    static final String FORGOTTEN = "order.forgotten";

    private static final long LONGEST_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long PAUSE_MILLIS = 100;

    private final Service service;
    private final JsonNode manifest;
    private final Typist typist;
    private final List<Widget> widgets;
    private final Report report;

    ForgettingChecks(Service service, JsonNode manifest, Typist typist, List<Widget> widgets, Report report) {
        this.service = service;
        this.manifest = manifest;
        this.typist = typist;
        this.widgets = widgets;
        this.report = report;
    }

    void check(Wire wire) {
        Visit visit = new Visit(service, typist, report);
        List<Widget> keeping = widgets.stream()
                .filter(widget -> widget.kind() == Widget.Kind.OWN_CONTENT)
                .filter(widget -> visit.savingForm(widget).isPresent())
                .toList();
        if (keeping.isEmpty() || types("publishes").anyMatch(FORGOTTEN::equals)) {
            return;
        }
        boolean listens = types("reactsTo").anyMatch(type -> type.equals(FORGOTTEN) || type.equals("order.*"));
        expect(
                listens,
                "The manifest's reactsTo has no %s, expected it of a service that keeps what a shopper types: it deletes it then.",
                FORGOTTEN);
        if (listens && wire.isOpen()) {
            visit.fillIn(widgets);
            keeping.forEach(widget -> expectSomethingKept(widget, visit));
            if (wire.tells(FORGOTTEN, visit.shopper().id())) {
                keeping.forEach(widget -> isForgotten(widget, visit));
            } else {
                report.notChecked("what becomes of it on %s, because the broker did not take that event", FORGOTTEN);
            }
        }
    }

    private void expectSomethingKept(Widget widget, Visit visit) {
        if (visit.shown(widget).typed().equals(ofANewcomer(widget))) {
            report.notChecked("whether %s forgets what is typed, because it shows nothing of it", widget.name());
        }
    }

    private void isForgotten(Widget widget, Visit visit) {
        Typed nothing = ofANewcomer(widget);
        boolean forgotten = waitFor(() -> visit.shown(widget).typed().equals(nothing));
        if (!expect(
                forgotten,
                "The widget %s still shows what was typed 10 seconds after %s, expected what a newcomer sees.",
                widget.name(),
                FORGOTTEN)) {
            return;
        }
        visit.savingForm(widget).ifPresent(form -> {
            Answer late =
                    visit.post(form.url(), typist.fill(widget.entry(), form)).as("after " + FORGOTTEN);
            if (report.status(late, Chapter.EVENTS, 409)) {
                expect(
                        late.headers("Widget-State").equals(List.of("over")),
                        "%s: Widget-State is %s, expected over.",
                        late.asked(),
                        late.header("Widget-State").orElse("missing"));
            }
            expect(
                    visit.shown(widget).typed().equals(nothing),
                    "%s: the widget shows something else afterwards, expected that nothing begins again.",
                    late.asked());
        });
    }

    private Typed ofANewcomer(Widget widget) {
        return new Visit(service, typist, report).shown(widget).typed();
    }

    private static boolean waitFor(BooleanSupplier fact) {
        long until = System.nanoTime() + LONGEST_NANOS;
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() > until) {
                return false;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private Stream<String> types(String field) {
        return StreamSupport.stream(manifest.path(field).spliterator(), false).map(JsonNode::asText);
    }

    private boolean expect(boolean holds, String sentence, Object... parts) {
        return report.expect(holds, Chapter.EVENTS, sentence, parts);
    }
}
