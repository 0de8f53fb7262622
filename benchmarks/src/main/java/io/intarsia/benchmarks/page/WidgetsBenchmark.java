package io.intarsia.benchmarks.page;

import io.intarsia.benchmarks.Plot;
import io.intarsia.benchmarks.RawRows;
import io.intarsia.benchmarks.Report;
import io.intarsia.benchmarks.Samples;
import io.intarsia.embedded.Folders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What more widgets on the page cost the shell, beside nginx that has the same finished page as a file. One processor for whoever is asked, the other for whoever asks, in turns. */
public final class WidgetsBenchmark {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int SECONDS = Integer.getInteger("seconds", 5);
    private static final int WARM_UP_SECONDS = 10;
    private static final List<Integer> WIDGETS = List.of(3, 6, 12);
    private static final String PAGES = "pages in a processor second";

    private final Path project = Path.of("").toAbsolutePath();
    private final Path work = project.resolve("benchmarks/target/widgets");
    private final RawRows rows = new RawRows();
    private final Map<Integer, Integer> bytes = new LinkedHashMap<>();

    public static void main(String[] arguments) throws Exception {
        new WidgetsBenchmark().run();
    }

    private void run() throws Exception {
        Folders.delete(work);
        Files.createDirectories(work);
        Site site = Site.of(project, work);
        // Before this process is kept to one processor.
        String machine = Report.machine();
        PageBenchmark.keepToOneProcessor(work);
        int port = Composers.freePort();
        Process files = Composers.files(work, site.folder(), port);
        try {
            for (int widgets : WIDGETS) {
                measure(widgets, site.withWidgets(widgets), port);
            }
        } finally {
            files.descendants().forEach(ProcessHandle::destroyForcibly);
            files.destroyForcibly().waitFor();
        }
        Report report = new Report(project.resolve("docs/performance.md"), "widgets");
        report.say(machine, PageBenchmark.output("nginx", "-v"), "%d rounds of %d s each".formatted(ROUNDS, SECONDS));
        tell(report);
        report.write();
        rows.write(project.resolve("docs/performance/widgets.csv"));
        plot();
    }

    private void measure(int widgets, Site site, int files) throws Exception {
        Path folder = work.resolve(widgets + "-widgets");
        Files.createDirectories(folder);
        Composers composers = new Composers(project, folder, site, service -> "http://127.0.0.1:" + files);
        try (Composer shell = composers.shell()) {
            String page = PageBenchmark.whole(shell, site);
            bytes.put(widgets, page.getBytes(StandardCharsets.UTF_8).length);
            try (Composer file = composers.file(page)) {
                for (Composer composer : List.of(file, shell)) {
                    Load.pagesPerProcessorSecond(composer, false, WARM_UP_SECONDS);
                }
                for (int round = 1; round <= ROUNDS; round++) {
                    for (Composer composer : List.of(file, shell)) {
                        double pages = Load.pagesPerProcessorSecond(composer, false, SECONDS);
                        rows.add(PAGES, subject(composer.name(), widgets), round, pages, "1/s");
                    }
                }
            }
        }
    }

    private void tell(Report report) {
        report.table("widgets", "bytes", "nginx, a file", "ui-shell", "share of the file, round by round");
        for (int widgets : WIDGETS) {
            Samples file = rows.of(PAGES, subject("nginx, a file", widgets));
            Samples shell = rows.of(PAGES, subject("ui-shell", widgets));
            report.line("| %d | %,d | %s | %s | %s |"
                    .formatted(
                            widgets,
                            bytes.get(widgets),
                            file.asText(0),
                            shell.asText(0),
                            shell.per(file).asText(2)));
        }
    }

    private void plot() throws Exception {
        Plot plot = new Plot("Pages in a processor second", 0);
        for (int widgets : WIDGETS) {
            plot.reference(subject("nginx, a file", widgets), rows.of(PAGES, subject("nginx, a file", widgets)));
            plot.ours(subject("ui-shell", widgets), rows.of(PAGES, subject("ui-shell", widgets)));
        }
        plot.write(project.resolve("docs/performance/widgets.svg"));
    }

    private static String subject(String composer, int widgets) {
        return composer + ", " + widgets + " widgets";
    }
}
