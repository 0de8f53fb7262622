package io.intarsia.eventlog;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.intarsia.kit.event.EventTypes;
import io.intarsia.kit.event.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a service's manifest says of its events.
 *
 * @param up whether it answered when it was asked last
 */
record Participant(
        String name,
        boolean up,
        String version,
        List<String> publishes,
        List<String> reactsTo,
        List<Promise> promises) {

    /** An entry of the shell's list of manifests. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(
            @Nullable String service, boolean up, @Nullable Manifest manifest) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Manifest(
            @Nullable String version,
            @Nullable List<String> publishes,
            @Nullable List<String> reactsTo,
            @Nullable List<Promised> promises) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Promised(@Nullable List<String> after, @Nullable List<String> then, long withinSeconds) {}

    boolean reactsTo(String type) {
        return reactsTo.stream().anyMatch(pattern -> EventTypes.matches(pattern, type));
    }

    /** Whether it reacts to some event of a type that may have wildcards itself. */
    boolean mayReactTo(String published) {
        return reactsTo.stream().anyMatch(pattern -> TopicPattern.meet(pattern, published));
    }

    static Optional<Participant> of(Entry entry) {
        if (entry.service() == null) {
            return Optional.empty();
        }
        Manifest manifest = entry.manifest() == null ? new Manifest(null, null, null, null) : entry.manifest();
        return Optional.of(new Participant(
                entry.service(),
                entry.up(),
                manifest.version() == null ? "" : manifest.version(),
                orNone(manifest.publishes()),
                orNone(manifest.reactsTo()),
                orNone(manifest.promises()).stream()
                        .flatMap(promised -> promiseOf(promised).stream())
                        .toList()));
    }

    /** One that cannot be read is none: another team's mistake must not blind the operator to the rest. */
    private static Optional<Promise> promiseOf(Promised promised) {
        try {
            return Optional.of(new Promise(
                    orNone(promised.after()), orNone(promised.then()), Duration.ofSeconds(promised.withinSeconds())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static <T> List<T> orNone(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
