package io.intarsia.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Prints what is measured, and puts it into its place in a document, between two markers. */
final class Report {
    private static final double LIMIT_MILLIS = 50;

    private final Path document;
    private final String begin;
    private final String end;
    private final StringBuilder text = new StringBuilder();

    Report(Path document, String section) {
        this.document = document;
        this.begin = "<!-- measured: " + section + " -->\n";
        this.end = "<!-- end: " + section + " -->";
    }

    void say(String... sentences) {
        line("");
        line(String.join("; ", sentences));
        line("");
    }

    void table(String... columns) {
        line("| " + String.join(" | ", columns) + " |");
        line("|---|" + String.join("", Collections.nCopies(columns.length - 1, "---:|")));
    }

    void line(String line) {
        System.out.println(line);
        text.append(line).append('\n');
    }

    /** @throws IOException if the document is not there, or has lost its markers */
    void write() throws IOException {
        String whole = Files.readString(document);
        int from = whole.indexOf(begin);
        int to = whole.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException("Expected the lines \"" + begin.strip() + "\" and \"" + end + "\" in " + document);
        }
        Files.writeString(document, whole.substring(0, from + begin.length()) + text + "\n" + whole.substring(to));
    }

    static String machine() throws IOException {
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

    static String verdict(List<Timing> timings) {
        List<String> late = timings.stream()
                .filter(timing -> timing.p99() > LIMIT_MILLIS)
                .map(timing -> timing.question().name())
                .toList();
        String aim = late.isEmpty()
                ? "The first page, every search by correlation ID or order number, and every other question: 50 ms or less in 99 of 100 runs."
                : "More than 50 ms in some of 100 runs: " + String.join("; ", late) + ".";
        double worst = timings.stream().mapToDouble(Timing::max).max().orElse(0);
        return String.format(Locale.ROOT, "%s The slowest of all runs took %.0f ms.", aim, worst);
    }
}
