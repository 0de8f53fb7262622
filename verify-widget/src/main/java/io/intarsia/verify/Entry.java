package io.intarsia.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** A widget as its service's manifest describes it. */
record Entry(String service, String name, String page, boolean essential, int timeLimitMillis, Set<String> steps) {
    /** Stands in URLs where the page's script puts the ID. */
    static final String ID = "{correlationId}";

    /** Stands in URLs of the operator's page where the page's script puts the query of its own address. */
    static final String QUERY = "{query}";

    static Entry of(String service, JsonNode widget) {
        Set<String> steps = new HashSet<>();
        widget.path("steps").forEach(step -> steps.add(step.asText()));
        return new Entry(
                service,
                widget.path("name").asText(),
                widget.path("page").asText(),
                widget.path("essential").asBoolean(),
                widget.path("timeLimitMillis").asInt(),
                steps);
    }

    /** Of its own content. */
    String base() {
        return "/" + service + "/checkouts/" + ID + "/widgets/" + name;
    }

    String skeleton() {
        return "/" + service + "/widgets/" + name;
    }

    String owner() {
        return service + "/" + name;
    }

    boolean takesPartIn(String step) {
        return steps.contains(step);
    }
}
