package io.intarsia.eventlog;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A story as a sequence diagram in the language of Mermaid.
 *
 * @see <a href="https://mermaid.js.org/syntax/sequenceDiagram.html">Mermaid, sequence diagrams</a>
 */
final class Mermaid {
    private Mermaid() {}

    static String of(Story story) {
        Map<String, String> names = new LinkedHashMap<>();
        StringBuilder arrows = new StringBuilder();
        for (Step step : story.steps()) {
            String from = step.cause() == null ? "" : step.cause().service();
            String took = step.took().isEmpty() ? "" : " (" + step.took() + ")";
            arrows.append("  ")
                    .append(nameOf(names, from))
                    .append("->>")
                    .append(nameOf(names, step.service()))
                    .append(": ")
                    .append(plain(step.type()))
                    .append(took)
                    .append(step.isRepeated() ? " ×" + step.times() : "")
                    .append('\n');
        }
        for (MissingLine missing : story.missing()) {
            arrows.append("  Note over ")
                    .append(nameOf(names, missing.service()))
                    .append(": ")
                    .append(missing.isOverdue() ? "missing: " : "awaited: ")
                    .append(plain(missing.types()))
                    .append(" for ")
                    .append(missing.waited())
                    .append('\n');
        }
        for (RefusedLine refused : story.refused()) {
            arrows.append("  Note over ")
                    .append(nameOf(names, refused.service()))
                    .append(": refused ")
                    .append(plain(refused.type()))
                    .append('\n');
        }
        StringBuilder diagram = new StringBuilder("sequenceDiagram\n");
        names.forEach((service, name) -> diagram.append("  ")
                .append(service.isEmpty() ? "actor " : "participant ")
                .append(name)
                .append(" as ")
                .append(service.isEmpty() ? "a person or a clock" : plain(service))
                .append('\n'));
        return diagram.append(arrows).toString();
    }

    private static String nameOf(Map<String, String> names, String service) {
        return names.computeIfAbsent(service, s -> "s" + names.size());
    }

    /** Names come from other services: nothing in them may end the line or begin another statement. */
    private static String plain(String text) {
        return text.replaceAll("[^A-Za-z0-9 .*_-]", "_");
    }
}
