package io.intarsia.kit.event;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The event types that this service publishes and reacts to, as its configuration declares them. */
@Singleton
public class EventTypes {
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)*");
    private static final int LONGEST = 100;

    private final List<String> published;
    private final List<String> reactedTo;
    private final List<HistoryRequest> historyRequests;
    private final List<Promise> promises;

    EventTypes(
            @ConfigProperty(name = "intarsia.publishes") Optional<List<String>> published,
            @ConfigProperty(name = "intarsia.reacts-to") Optional<List<String>> reactedTo,
            @ConfigProperty(name = "intarsia.keeps-history", defaultValue = "false") boolean keepsHistory,
            @ConfigProperty(name = "intarsia.promises") Optional<List<String>> promises,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.reactedTo = reactedTo.orElse(List.of());
        this.historyRequests = keepsHistory
                ? List.of()
                : this.reactedTo.stream()
                        .map(pattern -> new HistoryRequest(service, pattern))
                        .toList();
        this.published = Stream.concat(
                        published.orElse(List.of()).stream(),
                        historyRequests.isEmpty() ? Stream.of() : Stream.of(HistoryRequest.typesOf(service)))
                .toList();
        historyRequests.forEach(request -> checkPublished(request.type()));
        this.promises = promises.orElse(List.of()).stream().map(Promise::read).toList();
    }

    /** What this service promises to tell, for the operator's eyes. */
    public List<Promise> promises() {
        return promises;
    }

    /** What this service asks for when it may have missed something; nothing if it is the one that remembers. */
    public List<HistoryRequest> historyRequests() {
        return historyRequests;
    }

    /** The types that this service publishes, its requests for history among them; {@code *} stands for any one word, {@code #} for any number. */
    public List<String> published() {
        return published;
    }

    /** The topic patterns that this service's queue is bound with. */
    public List<String> reactedTo() {
        return reactedTo;
    }

    /**
     * Refuses a type that is malformed or not declared in {@code intarsia.publishes}.
     *
     * @throws IllegalArgumentException says the type and what was expected
     */
    public void checkPublished(String type) {
        if (!isWellFormed(type)) {
            throw new IllegalArgumentException("An event type is at most " + LONGEST
                    + " characters of lower-case words joined by dots, but was: " + type);
        }
        if (published.stream().noneMatch(pattern -> matches(pattern, type))) {
            throw new IllegalArgumentException("This service does not declare that it publishes " + type
                    + "; add it to intarsia.publishes, now: " + published);
        }
    }

    /** Whether this is an event type: lower-case words joined by dots, at most 100 characters. */
    public static boolean isWellFormed(String type) {
        return type.length() <= LONGEST && TYPE.matcher(type).matches();
    }

    /**
     * Whether a type matches a topic pattern, by RabbitMQ's rule: {@code *} is exactly one word, {@code #} any number.
     *
     * @see <a href="https://www.rabbitmq.com/tutorials/tutorial-five-java">RabbitMQ, topics</a>
     */
    public static boolean matches(String pattern, String type) {
        return matches(pattern.split("\\."), 0, type.split("\\."), 0);
    }

    private static boolean matches(String[] pattern, int p, String[] type, int t) {
        if (p == pattern.length) {
            return t == type.length;
        }
        if (pattern[p].equals("#")) {
            return matches(pattern, p + 1, type, t) || (t < type.length && matches(pattern, p, type, t + 1));
        }
        return t < type.length
                && (pattern[p].equals("*") || pattern[p].equals(type[t]))
                && matches(pattern, p + 1, type, t + 1);
    }
}
