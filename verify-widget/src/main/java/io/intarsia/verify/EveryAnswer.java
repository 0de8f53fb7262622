package io.intarsia.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What holds for whatever a service answers. */
final class EveryAnswer {
    private static final Set<Integer> PROBLEMS = Set.of(400, 404, 405, 413, 415, 429);
    private static final Pattern STACK_TRACE = Pattern.compile(
            "(?m)^\\s*at [\\w.$<>/]+\\(|\\b[a-z]\\w*(\\.\\w+)+(Exception|Error)\\b|^Traceback \\(most recent|^goroutine \\d+");

    private final ObjectMapper json = new ObjectMapper();
    private final String service;
    private final Report report;

    EveryAnswer(String service, Report report) {
        this.service = service;
        this.report = report;
    }

    void check(Answer answer, String path) {
        String asked = answer.asked().replaceFirst("\\?.*", "");
        report.expect(
                !STACK_TRACE.matcher(answer.text()).find(),
                Chapter.ERRORS,
                "%s: the answer (%d) shows a stack trace or the name of an exception, expected none.",
                asked,
                answer.status());
        if (PROBLEMS.contains(answer.status()) || answer.status() >= 500) {
            problem(answer, asked);
        }
        report.expect(
                answer.headers("Set-Cookie").isEmpty(),
                Chapter.SKELETON,
                "%s: the answer sets a cookie, expected none: a shopper is known by the proof only.",
                asked);
        if (path.contains("/checkouts/")) {
            report.expect(
                    answer.headers("Cache-Control").equals(List.of("no-store")),
                    Chapter.CONTENT,
                    "%s: Cache-Control is %s, expected no-store.",
                    asked,
                    found(answer.headers("Cache-Control")));
        }
        domEvents(answer, asked);
    }

    private void problem(Answer answer, String asked) {
        if (report.expect(
                answer.isOf("application/problem+json"),
                Chapter.ERRORS,
                "A %d is of type %s, expected application/problem+json.",
                answer.status(),
                found(answer.headers("Content-Type")))) {
            report.expect(
                    saysSomething(answer),
                    Chapter.ERRORS,
                    "%s: the problem (%d) has no detail, expected a sentence that says what was expected.",
                    asked,
                    answer.status());
        }
    }

    private boolean saysSomething(Answer answer) {
        return !read(answer).path("detail").asText().isBlank();
    }

    private JsonNode read(Answer answer) {
        try {
            return json.readTree(answer.text());
        } catch (JsonProcessingException e) {
            return json.missingNode();
        }
    }

    private void domEvents(Answer answer, String asked) {
        for (String header : answer.headers("HX-Trigger")) {
            for (String name : names(header)) {
                report.expect(
                        name.startsWith(service + ":"),
                        Chapter.DOM_EVENTS,
                        "%s: the DOM event is named %s, expected a name that begins with %s:",
                        asked,
                        name,
                        service);
            }
        }
    }

    private List<String> names(String header) {
        if (!header.strip().startsWith("{")) {
            return List.of(header.strip().split("\\s*,\\s*"));
        }
        try {
            Iterator<String> names = json.readTree(header).fieldNames();
            List<String> all = new ArrayList<>();
            names.forEachRemaining(all::add);
            return all;
        } catch (JsonProcessingException e) {
            return List.of(header);
        }
    }

    private static String found(List<String> header) {
        return header.isEmpty() ? "missing" : String.join(", ", header);
    }
}
