package io.intarsia.eventlog;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event in the JSON format of CloudEvents; it has no data.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">CloudEvents, JSON format</a>
 */
final class CloudEvents {
    static final String ONE_A_LINE = "application/x-ndjson";
    static final String ALL = "application/cloudevents-batch+json";

    private CloudEvents() {}

    static Map<String, String> of(LoggedEvent event) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("specversion", "1.0");
        fields.put("id", event.id.toString());
        fields.put("type", event.type);
        fields.put("source", event.source);
        fields.put("subject", event.checkout().toString());
        fields.put("time", event.time.toString());
        if (event.causationId != null) {
            fields.put("causationid", event.causationId.toString());
        }
        return fields;
    }
}
