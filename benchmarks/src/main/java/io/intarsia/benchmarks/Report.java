package io.intarsia.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Prints what is measured, and puts it into its place in a document, between two markers. */
public final class Report {
    private static final int LIMIT_MILLIS = 50;

    private final Path document;
    private final String begin;
    private final String end;
    private final StringBuilder text = new StringBuilder();

    public Report(Path document, String section) {
        this.document = document;
        this.begin = "<!-- measured: " + section + " -->\n";
        this.end = "<!-- end: " + section + " -->";
    }

    public void say(String... sentences) {
        line("");
        line(String.join("; ", sentences));
        line("");
    }

    public void table(String... columns) {
        line("| " + String.join(" | ", columns) + " |");
        line("|---|" + String.join("", Collections.nCopies(columns.length - 1, "---:|")));
    }

    public void line(String line) {
        System.out.println(line);
        text.append(line).append('\n');
    }

    /** @throws IOException if the document is not there, or has lost its markers */
    public void write() throws IOException {
        String whole = Files.readString(document);
        int from = whole.indexOf(begin);
        int to = whole.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException("Expected the lines \"" + begin.strip() + "\" and \"" + end + "\" in " + document);
        }
        Files.writeString(document, whole.substring(0, from + begin.length()) + text + "\n" + whole.substring(to));
    }

    public static String machine() throws IOException {
        Path processors = Path.of("/proc/cpuinfo");
        String name = "an unknown processor";
        if (Files.exists(processors)) {
            try (Stream<String> lines = Files.lines(processors)) {
                name = lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.replaceFirst(".*:\\s*", ""))
                        .findFirst()
                        .orElse(name);
            }
        }
        return "%d cores (%s), %s, JDK %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        name,
                        System.getProperty("os.name"),
                        Runtime.version().feature());
    }

    /** How much there was to do besides: of a quiet machine with one measurement on it, little more than the number of its cores. */
    public static String load() throws IOException {
        return "load average of the last 15 minutes: "
                + Files.readString(Path.of("/proc/loadavg")).split(" ")[2];
    }

    static String verdict(List<Timing> timings) {
        List<Timing> aim =
                timings.stream().filter(timing -> timing.question().isAimedAt()).toList();
        List<Timing> others =
                timings.stream().filter(timing -> !aim.contains(timing)).toList();
        return "The first page and every search by correlation ID or order number: " + slowest(aim) + ", so the aim of "
                + LIMIT_MILLIS + " ms is " + (isHeldBy(aim) ? "held" : "missed") + ". All other questions: "
                + slowest(others) + ".";
    }

    private static boolean isHeldBy(List<Timing> timings) {
        return timings.stream().allMatch(timing -> timing.p99() <= LIMIT_MILLIS);
    }

    private static String slowest(List<Timing> timings) {
        return String.format(
                Locale.ROOT,
                "at most %.0f ms in 99 of 100 runs, %.0f ms in the slowest of all",
                timings.stream().mapToDouble(Timing::p99).max().orElse(0),
                timings.stream().mapToDouble(Timing::max).max().orElse(0));
    }
}
