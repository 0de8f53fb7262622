package io.intarsia.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The contract, chapter by chapter, against one running service. Everything is done under fresh IDs, and what was sealed or placed is released again. */
public final class Contract {
    private final URI service;
    private final Map<String, String> fill = new HashMap<>();
    private @Nullable URI broker;
    private @Nullable Path quoteKey;

    private Contract(URI service) {
        this.service = service;
    }

    /** @param url where the service runs, with its path: {@code http://localhost:8080/delivery-service} */
    public static Contract of(URI url) {
        return new Contract(url);
    }

    /** What to type where guessing is not enough, by {@code field} or {@code widget:field}. */
    public Contract filling(Map<String, String> fields) {
        fill.putAll(fields);
        return this;
    }

    /** The broker, so that the events can be looked at: {@code amqp://user:password@host:5672}. */
    public Contract hearing(@Nullable URI amqp) {
        broker = amqp;
        return this;
    }

    /** The public key (PEM) that the service's quotes are to be verified with. */
    public Contract withQuoteKey(@Nullable Path pem) {
        quoteKey = pem;
        return this;
    }

    /** Checks everything that can be checked from outside. */
    public Report check() {
        Report report = new Report("%s against the widget contract %s".formatted(service, ManifestChecks.VERSION));
        try (Wire wire = Wire.to(broker)) {
            check(report, wire);
        } catch (Service.NoAnswer e) {
            report.expect(false, Chapter.MANIFEST, "%s", e.getMessage());
        }
        return report;
    }

    private void check(Report report, Wire wire) {
        Service asked = new Service(service, report);
        Optional<JsonNode> manifest = new ManifestChecks(asked, report).check();
        if (manifest.isEmpty()) {
            report.notChecked("everything but the manifest, because there is none that can be read");
            return;
        }
        List<Widget> widgets = skeletons(asked, manifest.get(), report);
        Typist typist = new Typist(fill);
        LanguageChecks languages = new LanguageChecks(asked, manifest.get(), report);
        for (Widget widget : widgets) {
            languages.check(widget);
            switch (widget.kind()) {
                case OWN_CONTENT -> {
                    new ProofChecks(asked, report).check(widget);
                    new ContentChecks(asked, typist, widgets, report).check(widget);
                    new StepChecks(asked, typist, widgets, quoteKey, report).check(widget);
                }
                case OPERATORS -> new OperatorChecks(asked, report).check(widget);
                case SAME_FOR_ALL -> {}
            }
        }
        new ForgettingChecks(asked, manifest.get(), typist, widgets, report).check(wire);
        new EventChecks(asked.name(), manifest.get(), report).check(wire);
    }

    private static List<Widget> skeletons(Service asked, JsonNode manifest, Report report) {
        List<Entry> entries = new ArrayList<>();
        manifest.path("widgets").forEach(widget -> entries.add(Entry.of(asked.name(), widget)));
        boolean takesPayment = entries.stream().anyMatch(entry -> entry.takesPartIn("pay"));
        SkeletonChecks skeletons = new SkeletonChecks(
                asked, takesPayment, manifest.path("languages").path(0).asText("fr"), report);
        return entries.stream()
                .flatMap(entry -> skeletons.check(entry).stream())
                .toList();
    }
}
