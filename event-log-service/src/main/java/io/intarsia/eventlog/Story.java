package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * All that is known of one checkout, in the order of cause and effect: an effect never stands before its cause, whatever the clocks say; what is independent stands in the order of time.
 *
 * @param awaited what is promised and has not come, the longest awaited first
 * @param refused messages under its correlation ID that carried more than an event may
 */
@TemplateData
public record Story(
        CorrelationId id,
        List<Step> steps,
        List<Awaited> awaited,
        List<RefusedLine> refused,
        List<Participant> services,
        Instant now) {
    private static final String FORGOTTEN = "order.forgotten";
    private static final Comparator<LoggedEvent> BY_TIME =
            Comparator.comparing((LoggedEvent event) -> event.time).thenComparing(event -> event.id);

    /**
     * Puts the story together.
     *
     * @param repeats how often an event has come again; nothing for those that have come once
     */
    static Story of(
            CorrelationId id,
            List<LoggedEvent> events,
            Map<UUID, Integer> repeats,
            List<RefusedLine> refused,
            List<Participant> services,
            Instant now) {
        Map<UUID, Step> steps = new HashMap<>();
        List<Step> told = new ArrayList<>();
        Instant start =
                events.stream().map(event -> event.time).min(Instant::compareTo).orElse(now);
        for (LoggedEvent event : byCause(events)) {
            Step step = new Step(
                    event,
                    told.size(),
                    event.causationId == null ? null : steps.get(event.causationId),
                    start,
                    1 + repeats.getOrDefault(event.id, 0));
            steps.put(event.id, step);
            told.add(step);
        }
        return new Story(id, List.copyOf(told), Awaited.in(events, services), refused, services, now);
    }

    private static List<LoggedEvent> byCause(List<LoggedEvent> events) {
        Set<UUID> here = events.stream().map(event -> event.id).collect(Collectors.toSet());
        Map<UUID, List<LoggedEvent>> effects = events.stream()
                .filter(event -> event.causationId != null)
                .collect(Collectors.groupingBy(event -> event.causationId));
        PriorityQueue<LoggedEvent> ready = new PriorityQueue<>(BY_TIME);
        events.stream()
                .filter(event -> event.causationId == null || !here.contains(event.causationId))
                .forEach(ready::add);
        List<LoggedEvent> ordered = new ArrayList<>();
        Set<UUID> done = new HashSet<>();
        while (!ready.isEmpty()) {
            LoggedEvent next = ready.poll();
            if (done.add(next.id)) {
                ordered.add(next);
                ready.addAll(effects.getOrDefault(next.id, List.of()));
            }
        }
        // Events that name each other as cause are nobody's honest work, and are shown all the same.
        events.stream()
                .filter(event -> !done.contains(event.id))
                .sorted(BY_TIME)
                .forEach(ordered::add);
        return ordered;
    }

    public String checkout() {
        return id.toString();
    }

    public String orderNumber() {
        return id.shortForm();
    }

    public boolean isEmpty() {
        return steps.isEmpty() && refused.isEmpty();
    }

    /** Whether the services were told to delete what they keep of it; then these events are all that is left. */
    public boolean isForgotten() {
        return steps.stream().anyMatch(step -> step.type().equals(FORGOTTEN));
    }

    /** Who listens to an event, but for those that hear everything and so say nothing by it. */
    public List<String> listenersTo(Step step) {
        return services.stream()
                .filter(service -> !service.reactsTo().contains("#") && service.reactsTo(step.type()))
                .map(Participant::name)
                .toList();
    }

    public List<MissingLine> missing() {
        return awaited.stream()
                .map(awaited -> MissingLine.of(awaited, services, now))
                .toList();
    }

    public List<MissingLine> stuck() {
        return missing().stream().filter(MissingLine::isOverdue).toList();
    }

    /** The first event of each trace. */
    public List<Step> traces() {
        Set<String> seen = new HashSet<>();
        return steps.stream()
                .filter(step -> !step.traceId().isEmpty() && seen.add(step.traceId()))
                .toList();
    }

    /** From the first event to the last. */
    public String lasted() {
        Instant end = steps.stream()
                .map(step -> step.event().time)
                .max(Instant::compareTo)
                .orElse(now);
        return steps.isEmpty() ? "" : Times.span(steps.get(0).start(), end);
    }

    public SequenceDiagram sequence() {
        return SequenceDiagram.of(this);
    }

    public Timeline timeline() {
        return Timeline.of(this);
    }

    /** Changes when the story does; what only grows older is drawn again every ten seconds. */
    public String fingerprint() {
        List<Object> parts = new ArrayList<>();
        steps.forEach(step -> parts.add(step.id() + step.causeType() + step.times()));
        missing().forEach(line -> parts.add(line.service() + line.types() + line.isUp() + line.isOverdue()));
        parts.add(refused);
        parts.add(awaited.isEmpty() ? 0L : now.getEpochSecond() / 10);
        return Integer.toHexString(parts.hashCode());
    }
}
