package io.intarsia.eventlog;

import io.quarkus.qute.TemplateData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A lifeline for each service, an event on each row, and an arrow from each cause to what it led to; where things stand, in the units of the drawing. Beside an event stand marks on the lifelines of those
 * that listen to it, as their manifests say.
 */
@TemplateData
public record SequenceDiagram(
        int width,
        int height,
        int linesEnd,
        List<Lane> lanes,
        List<Row> rows,
        List<Arrow> arrows,
        List<Mark> listeners) {
    static final int TEXT = 320;
    private static final int LANE = 132;
    /** What is said beside the last lifeline is longer than half a lane. */
    private static final int SAID = 76;

    private static final int HEAD = 44;
    private static final int ROW = 40;
    private static final int LONGEST = 40;

    /** @param kind {@code person} or {@code service} */
    @TemplateData
    public record Lane(String name, int x, String kind) {
        public String shortName() {
            return name.length() <= 18 ? name : name.substring(0, 17) + "…";
        }
    }

    /**
     * An event, or one that is missing.
     *
     * @param kind {@code event}, {@code problem}, {@code awaited}, {@code overdue} or {@code refused}
     */
    @TemplateData
    public record Row(String label, String note, int x, int y, String kind, String badge) {
        public int textY() {
            return y - 3;
        }

        public int noteY() {
            return y + 13;
        }

        public int badgeX() {
            return x + 11;
        }

        public int badgeY() {
            return y - 8;
        }
    }

    /** @param kind {@code cause}, {@code own} (within one service), {@code person}, {@code awaited} or {@code overdue} */
    @TemplateData
    public record Arrow(int x1, int y1, int x2, int y2, String kind) {
        /** Bent to another lifeline, so that no two lie on each other or lead through a third event; around the side on the same one. It ends before the dot. */
        public String path() {
            if (x1 == x2) {
                return "M" + (x1 + 6) + " " + (y1 + 3) + " C" + (x1 + 34) + " " + (y1 + 10) + " " + (x1 + 34) + " "
                        + (y2 - 10) + " " + (x2 + 8) + " " + (y2 - 3);
            }
            return "M" + x1 + " " + y1 + " Q" + x1 + " " + y2 + " " + (x2 > x1 ? x2 - 8 : x2 + 8) + " " + y2;
        }
    }

    /** Where a service listens to an event; what it says of that in its own widget is written beside it on the page. */
    @TemplateData
    public record Mark(int x, int y, String service, String event) {
        public int textX() {
            return x + 9;
        }

        public int textY() {
            return y + 4;
        }
    }

    static SequenceDiagram of(Story story) {
        Map<String, Lane> lanes = lanesOf(story);
        List<Row> rows = new ArrayList<>();
        List<Arrow> arrows = new ArrayList<>();
        List<Mark> listeners = new ArrayList<>();
        Map<Step, Row> drawn = new java.util.HashMap<>();
        for (Step step : story.steps()) {
            Row row = rowOf(step, lane(lanes, step.service()), yOf(rows.size()));
            rows.add(row);
            drawn.put(step, row);
            arrowTo(step, row, drawn, lanes, arrows);
            for (Participant service : story.services()) {
                Lane lane = lanes.get(service.name());
                if (lane != null && !service.name().equals(step.service()) && service.reactsTo(step.type())) {
                    listeners.add(new Mark(lane.x(), row.y(), service.name(), step.id()));
                }
            }
        }
        for (Awaited awaited : story.awaited()) {
            Row row = rowOf(awaited, story, lane(lanes, awaited.service()), yOf(rows.size()));
            rows.add(row);
            drawn.entrySet().stream()
                    .filter(entry -> entry.getKey().event().equals(awaited.trigger()))
                    .findFirst()
                    .ifPresent(entry -> arrows.add(
                            new Arrow(entry.getValue().x(), entry.getValue().y(), row.x(), row.y(), row.kind())));
        }
        for (RefusedLine refused : story.refused()) {
            rows.add(new Row(
                    shortened(refused.type()),
                    shortened("refused: " + refused.reason()),
                    lane(lanes, refused.service()).x(),
                    yOf(rows.size()),
                    "refused",
                    ""));
        }
        int end = yOf(rows.size()) - ROW / 2;
        return new SequenceDiagram(
                TEXT + lanes.size() * LANE + SAID, end + 8, end, List.copyOf(lanes.values()), rows, arrows, listeners);
    }

    private static void arrowTo(Step step, Row row, Map<Step, Row> drawn, Map<String, Lane> lanes, List<Arrow> arrows) {
        if (step.cause() != null) {
            Row from = drawn.get(step.cause());
            arrows.add(new Arrow(from.x(), from.y(), row.x(), row.y(), from.x() == row.x() ? "own" : "cause"));
        } else if (!step.isCauseMissing()) {
            arrows.add(new Arrow(lane(lanes, "").x(), row.y(), row.x(), row.y(), "person"));
        }
    }

    private static Row rowOf(Step step, Lane lane, int y) {
        String note = "+" + step.sinceStart() + (step.took().isEmpty() ? "" : ", " + step.took() + " after its cause");
        if (step.isBeforeItsCause()) {
            note = "by its clock before its cause";
        } else if (step.isCauseMissing()) {
            note = "+" + step.sinceStart() + ", its cause is missing";
        }
        return new Row(
                shortened(step.type()),
                note,
                lane.x(),
                y,
                step.isProblem() ? "problem" : "event",
                step.isRepeated() ? "×" + step.times() : "");
    }

    private static Row rowOf(Awaited awaited, Story story, Lane lane, int y) {
        boolean overdue = awaited.isOverdue(story.now());
        return new Row(
                shortened(String.join(" or ", awaited.types())),
                (overdue ? "missing, waiting for " : "awaited, so far ")
                        + Times.span(awaited.trigger().receivedAt, story.now()),
                lane.x(),
                y,
                overdue ? "overdue" : "awaited",
                "");
    }

    private static Map<String, Lane> lanesOf(Story story) {
        Map<String, Lane> lanes = new LinkedHashMap<>();
        if (story.steps().stream().anyMatch(step -> step.cause() == null && !step.isCauseMissing())) {
            add(lanes, "");
        }
        story.steps().forEach(step -> add(lanes, step.service()));
        story.awaited().forEach(awaited -> add(lanes, awaited.service()));
        story.refused().forEach(refused -> add(lanes, refused.service()));
        return lanes;
    }

    private static void add(Map<String, Lane> lanes, String name) {
        int x = TEXT + lanes.size() * LANE + LANE / 2;
        lanes.computeIfAbsent(name, n -> new Lane(n, x, n.isEmpty() ? "person" : "service"));
    }

    private static Lane lane(Map<String, Lane> lanes, String name) {
        @Nullable Lane lane = lanes.get(name);
        if (lane == null) {
            throw new IllegalStateException("Every service of a story has its lifeline, but not: " + name);
        }
        return lane;
    }

    private static int yOf(int row) {
        return HEAD + row * ROW + ROW / 2 + 4;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
