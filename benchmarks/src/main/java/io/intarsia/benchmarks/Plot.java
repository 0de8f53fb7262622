package io.intarsia.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A bar for each subject, as long as its median, with its range as a line across the end. Bars have the same unit, and begin at nothing. */
public final class Plot {
    private static final int WIDTH = 760;
    private static final int NAMES = 290;
    private static final int FIGURES = 90;
    private static final int TOP = 34;
    private static final int ROW = 26;

    private final String title;
    private final int decimals;
    private final List<Bar> bars = new ArrayList<>();

    private record Bar(String name, Samples samples, boolean reference) {}

    /** @param title with the unit */
    public Plot(String title, int decimals) {
        this.title = title;
        this.decimals = decimals;
    }

    public Plot ours(String name, Samples samples) {
        bars.add(new Bar(name, samples, false));
        return this;
    }

    public Plot reference(String name, Samples samples) {
        bars.add(new Bar(name, samples, true));
        return this;
    }

    public void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, svg());
    }

    String svg() {
        double most =
                bars.stream().mapToDouble(bar -> bar.samples().most()).max().orElseThrow();
        int height = TOP + bars.size() * ROW + 10;
        StringBuilder svg = new StringBuilder();
        svg.append(line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\">",
                WIDTH, height, WIDTH));
        svg.append(line("<title>%s</title>", escaped(title)));
        svg.append(line("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", WIDTH, height));
        svg.append(line("<text x=\"10\" y=\"20\" font-weight=\"bold\">%s</text>", escaped(title)));
        for (int row = 0; row < bars.size(); row++) {
            draw(bars.get(row), TOP + row * ROW, (WIDTH - NAMES - FIGURES) / most, svg);
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(Bar bar, int y, double scale, StringBuilder svg) {
        double end = NAMES + bar.samples().median() * scale;
        double from = NAMES + bar.samples().least() * scale;
        double to = NAMES + bar.samples().most() * scale;
        svg.append(
                line("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", NAMES - 8, y + 15, escaped(bar.name())));
        svg.append(line(
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"18\" fill=\"%s\"/>",
                NAMES, y + 1, end - NAMES, bar.reference() ? "#b8b8b8" : "#3b76af"));
        svg.append(line(
                "<path d=\"M%.1f %d H%.1f M%.1f %d v8 M%.1f %d v8\" stroke=\"#222\"/>",
                from, y + 10, to, from, y + 6, to, y + 6));
        String figure =
                String.format(Locale.ROOT, "%,." + decimals + "f", bar.samples().median());
        svg.append(line("<text x=\"%.1f\" y=\"%d\">%s</text>", to + 8, y + 15, figure));
    }

    private static String line(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values) + "\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
