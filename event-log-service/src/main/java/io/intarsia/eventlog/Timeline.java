package io.intarsia.eventlog;

import io.quarkus.qute.TemplateData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A waterfall: a bar for each event, from its cause to itself, over one axis of time. A long time in which nothing happens is cut to a narrow band that says who was waited for, and how long.
 */
@TemplateData
public record Timeline(int width, int height, List<Bar> bars, List<Gap> gaps) {
    private static final int TEXT = 320;
    private static final int AXIS = 560;
    private static final int MARGIN = 24;
    private static final int GAP = 84;
    private static final int ROW = 26;
    private static final int HEAD = 30;
    private static final Duration LONG = Duration.ofSeconds(1);

    /** @param kind {@code event}, {@code problem}, {@code awaited} or {@code overdue} */
    @TemplateData
    public record Bar(String label, String time, int x, int width, int y, String kind) {
        public int textY() {
            return y + 13;
        }

        public int end() {
            return x + width;
        }

        public int middle() {
            return y + 9;
        }
    }

    /** A time in which nothing happened. */
    @TemplateData
    public record Gap(int x, int width, String who, String lasted) {
        public int middle() {
            return x + width / 2;
        }
    }

    static Timeline of(Story story) {
        Scale scale = new Scale(story);
        List<Bar> bars = new ArrayList<>();
        for (Step step : story.steps()) {
            Instant end = step.event().time;
            Instant begin = step.cause() == null || step.isBeforeItsCause()
                    ? end
                    : step.cause().event().time;
            bars.add(bar(
                    scale,
                    bars.size(),
                    step.type(),
                    "+" + step.sinceStart(),
                    begin,
                    end,
                    step.isProblem() ? "problem" : "event"));
        }
        for (Awaited awaited : story.awaited()) {
            bars.add(bar(
                    scale,
                    bars.size(),
                    String.join(" or ", awaited.types()),
                    Times.span(awaited.trigger().receivedAt, story.now()),
                    awaited.trigger().time,
                    story.now(),
                    awaited.isOverdue(story.now()) ? "overdue" : "awaited"));
        }
        return new Timeline(
                TEXT + AXIS + 2 * MARGIN + scale.gaps.size() * GAP, HEAD + bars.size() * ROW + 8, bars, scale.gaps);
    }

    private static Bar bar(Scale scale, int row, String label, String time, Instant begin, Instant end, String kind) {
        int x = scale.x(begin);
        String shown = label.length() <= 38 ? label : label.substring(0, 37) + "…";
        return new Bar(shown, time, x, Math.max(3, scale.x(end) - x), HEAD + row * ROW, kind);
    }

    /** Where a moment stands: gaps take a fixed width each, and all other time shares the rest. */
    private static class Scale {
        private final List<Instant> moments = new ArrayList<>();
        private final List<Gap> gaps = new ArrayList<>();
        private final List<Integer> places = new ArrayList<>();

        Scale(Story story) {
            TreeSet<Instant> all = new TreeSet<>();
            story.steps().forEach(step -> all.add(step.event().time));
            if (!story.awaited().isEmpty()) {
                all.add(story.now());
            }
            moments.addAll(all);
            long busy = 0;
            for (int i = 1; i < moments.size(); i++) {
                busy += isGap(i) ? 0 : between(i).toNanos();
            }
            int x = TEXT + MARGIN;
            for (int i = 0; i < moments.size(); i++) {
                if (i > 0 && isGap(i)) {
                    gaps.add(new Gap(x, GAP, waitedFor(story, moments.get(i)), Times.span(between(i))));
                    x += GAP;
                } else if (i > 0) {
                    x += (int) Math.round((double) AXIS * between(i).toNanos() / Math.max(1, busy));
                }
                places.add(x);
            }
        }

        private boolean isGap(int i) {
            return between(i).compareTo(LONG) >= 0;
        }

        private Duration between(int i) {
            return Duration.between(moments.get(i - 1), moments.get(i));
        }

        /** The one who acted next; a person or a clock is empty. */
        private static String waitedFor(Story story, Instant end) {
            return story.steps().stream()
                    .filter(step -> step.event().time.equals(end))
                    .findFirst()
                    .map(step -> step.event().causationId == null ? "" : step.service())
                    .orElseGet(() -> awaitedOf(story));
        }

        /** Who is late; while nobody is, who is awaited longest. */
        private static String awaitedOf(Story story) {
            return story.awaited().stream()
                    .filter(awaited -> awaited.isOverdue(story.now()))
                    .findFirst()
                    .orElseGet(() -> story.awaited().get(0))
                    .service();
        }

        int x(Instant moment) {
            int before = 0;
            while (before + 1 < moments.size() && !moments.get(before + 1).isAfter(moment)) {
                before++;
            }
            return places.isEmpty() ? TEXT + MARGIN : places.get(before);
        }
    }
}
