package io.intarsia.kit.operator;

import io.quarkus.qute.TemplateData;
import java.util.ArrayList;
import java.util.List;

/**
 * A small bar chart: one bar for each minute, the oldest first.
 *
 * @param perMinute how many in each
 */
@TemplateData
public record Bars(List<Long> perMinute) {
    static final int MINUTES = 30;
    static final int HEIGHT = 48;
    private static final int STEP = 10;
    private static final int WIDTH = 8;

    /** A bar as SVG draws it. */
    @TemplateData
    public record Bar(int x, int y, int width, int height) {}

    public List<Bar> drawn() {
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < perMinute.size(); i++) {
            long count = perMinute.get(i);
            // One of a thousand is to be seen, too.
            int height = count == 0 ? 0 : (int) Math.max(2, HEIGHT * count / most());
            bars.add(new Bar(i * STEP, HEIGHT - height, WIDTH, height));
        }
        return bars;
    }

    public int width() {
        return MINUTES * STEP;
    }

    public int height() {
        return HEIGHT;
    }

    public long most() {
        return perMinute.stream().mapToLong(Long::longValue).max().orElse(0);
    }

    public long sum() {
        return perMinute.stream().mapToLong(Long::longValue).sum();
    }
}
