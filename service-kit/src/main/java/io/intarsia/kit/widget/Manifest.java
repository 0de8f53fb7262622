package io.intarsia.kit.widget;

import io.intarsia.kit.event.Promise;
import java.util.List;
import java.util.Map;

/** What a service tells the page of itself; the form is in {@code docs/widget-contract.md}. */
record Manifest(
        String contract,
        String service,
        String version,
        List<String> languages,
        List<Entry> widgets,
        List<Asset> styles,
        List<Asset> scripts,
        List<String> publishes,
        List<String> reactsTo,
        List<Promised> promises) {

    record Promised(List<String> after, List<String> then, long withinSeconds) {
        static Promised of(Promise promise) {
            return new Promised(
                    promise.after(), promise.then(), promise.within().toSeconds());
        }
    }

    record Entry(
            String name,
            String title,
            String page,
            String region,
            int order,
            boolean essential,
            int timeLimitMillis,
            String fallback,
            List<String> steps,
            Map<String, Words> translations) {

        static Entry of(Widget.Description widget, Map<String, Words> translations) {
            return new Entry(
                    widget.name(),
                    widget.title(),
                    widget.page(),
                    widget.region(),
                    widget.order(),
                    widget.essential(),
                    widget.timeLimitMillis(),
                    widget.fallback(),
                    widget.steps().stream().map(Widget.Step::written).toList(),
                    translations);
        }
    }

    /** What of a widget's entry is text. */
    record Words(String title, String fallback) {
        static Words of(Widget.Description widget) {
            return new Words(widget.title(), widget.fallback());
        }
    }

    record Asset(String href, String integrity) {}
}
