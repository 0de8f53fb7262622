package io.intarsia.eventlog;

import io.intarsia.kit.event.EventTypes;
import io.intarsia.kit.event.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An event that has not come yet, though a service promises it.
 *
 * @param service who promises it
 * @param types of which one must come
 * @param trigger the last of the events that it must follow
 * @param dueAt until when it is promised
 */
record Awaited(String service, List<String> types, LoggedEvent trigger, Instant dueAt) {

    boolean isOverdue(Instant now) {
        return now.isAfter(dueAt);
    }

    /**
     * What a checkout waits for, the longest awaited first. Time is counted from when an event came here: the services' clocks may differ, and after an outage of the log everything comes at once.
     */
    static List<Awaited> in(Collection<LoggedEvent> events, List<Participant> services) {
        List<Awaited> open = new ArrayList<>();
        for (Participant service : services) {
            for (Promise promise : service.promises()) {
                trigger(promise, events).ifPresent(trigger -> {
                    if (!follows(promise, trigger, events)) {
                        open.add(new Awaited(
                                service.name(), promise.then(), trigger, trigger.receivedAt.plus(promise.within())));
                    }
                });
            }
        }
        open.sort(Comparator.comparing((Awaited awaited) -> awaited.trigger().receivedAt)
                .thenComparing(Awaited::dueAt)
                .thenComparing(Awaited::service));
        return open;
    }

    /** One answer is enough, whatever its place in time: it says that the promise's subject has been dealt with. */
    private static boolean follows(Promise promise, LoggedEvent trigger, Collection<LoggedEvent> events) {
        return events.stream().anyMatch(event -> matches(promise.then(), event.type));
    }

    /** The event with which the last condition came true; nothing while one has not. */
    private static Optional<LoggedEvent> trigger(Promise promise, Collection<LoggedEvent> events) {
        Set<String> endings = new HashSet<>();
        for (String type : promise.after()) {
            if (isOpen(type)) {
                events.stream()
                        .filter(event -> EventTypes.matches(type, event.type))
                        .forEach(event -> endings.add(lastWord(event.type)));
            }
        }
        List<LoggedEvent> conditions = new ArrayList<>();
        for (String type : promise.after()) {
            if (isOpen(type) && endings.isEmpty()) {
                return Optional.empty();
            }
            for (String expected : isOpen(type) ? endings : Set.of("")) {
                Optional<LoggedEvent> first = events.stream()
                        .filter(event -> event.type.equals(isOpen(type) ? withLastWord(type, expected) : type))
                        .min(Comparator.comparing((LoggedEvent event) -> event.receivedAt));
                if (first.isEmpty()) {
                    return Optional.empty();
                }
                conditions.add(first.get());
            }
        }
        return conditions.stream().max(Comparator.comparing((LoggedEvent event) -> event.receivedAt));
    }

    private static boolean matches(List<String> patterns, String type) {
        return patterns.stream().anyMatch(pattern -> EventTypes.matches(pattern, type));
    }

    private static boolean isOpen(String type) {
        return type.endsWith(".*");
    }

    private static String lastWord(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    private static String withLastWord(String type, String word) {
        return type.substring(0, type.length() - 1) + word;
    }
}
