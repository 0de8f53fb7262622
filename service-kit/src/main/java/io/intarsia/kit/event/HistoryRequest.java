package io.intarsia.kit.event;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A service has missed events, or hears of a type for the first time, and asks for what has happened so far. Like any event it carries no data: who asks, and for what, is its
 * type, {@code history.requested.<service>.<type>}. A type has no wildcards, so {@code any} stands for {@code *} and {@code all} for {@code #}.
 *
 * @param service whose queue the past events are to be sent to
 * @param pattern the topic pattern that they match
 */
public record HistoryRequest(String service, String pattern) {
    private static final List<String> PREFIX = List.of("history", "requested");

    /** The types of all requests of a service, as a topic pattern. */
    public static String typesOf(String service) {
        return String.join(".", PREFIX) + "." + service + ".#";
    }

    /** The event type that says this. */
    public String type() {
        return String.join(".", PREFIX) + "." + service + "."
                + Arrays.stream(pattern.split("\\."))
                        .map(word -> word.equals("*") ? "any" : word.equals("#") ? "all" : word)
                        .collect(Collectors.joining("."));
    }

    /**
     * Reads an event type.
     *
     * @throws IllegalArgumentException if it is no request
     */
    public static HistoryRequest read(String type) {
        List<String> words = Arrays.asList(type.split("\\."));
        if (words.size() < 4 || !words.subList(0, 2).equals(PREFIX)) {
            throw new IllegalArgumentException(
                    "A request for history is history.requested.<service>.<type>, but was: " + type);
        }
        return new HistoryRequest(
                words.get(2),
                words.subList(3, words.size()).stream()
                        .map(word -> word.equals("any") ? "*" : word.equals("all") ? "#" : word)
                        .collect(Collectors.joining(".")));
    }
}
