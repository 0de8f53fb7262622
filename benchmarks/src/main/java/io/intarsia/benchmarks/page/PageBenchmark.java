package io.intarsia.benchmarks.page;

import io.intarsia.benchmarks.Plot;
import io.intarsia.benchmarks.Report;
import io.intarsia.benchmarks.Samples;
import io.intarsia.embedded.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What putting the checkout page together costs, on a good day and on bad ones, beside nginx and the composers that others use. Each has the first processor to itself while it is asked, in turns; who asks,
 * and the services, have the second.
 */
public final class PageBenchmark {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int SECONDS = Integer.getInteger("seconds", 5);
    private static final int PROBES = 400;
    private static final int WARM_UP_SECONDS = 20;
    private static final int BAD_DAY_SECONDS = 6;
    private static final int BETWEEN_PAGES_MILLIS = 20;

    private final Path project = Path.of("").toAbsolutePath();
    private final Path work = project.resolve("benchmarks/target/page");
    private final Report report = new Report(project.resolve("docs/performance.md"), "page");
    private final List<String> rows = new ArrayList<>(List.of("what,composer,round,value,unit"));

    /** What is asked of a composer in each round. */
    private record Subject(Composer composer, boolean zipped) {
        String name() {
            return composer.name() + (zipped ? ", compressed" : "");
        }
    }

    private record Measured(List<Double> pages, List<Double> first, List<Double> last) {
        Measured() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    public static void main(String[] arguments) throws Exception {
        // Or each small answer of the JDK's server waits 40 ms for an acknowledgement, which would be the peers' loss.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        new PageBenchmark().run();
    }

    private void run() throws Exception {
        List<String> missing = Stream.of("taskset", "wrk", "nginx", "node", "npm")
                .filter(program -> !isThere(program))
                .toList();
        if (!missing.isEmpty() || Runtime.getRuntime().availableProcessors() < 2) {
            throw new IllegalStateException("Expected two processors and these programs on the path: " + missing
                    + "; Debian has them in util-linux, wrk, nginx-light, nodejs, npm");
        }
        Folders.delete(work);
        Files.createDirectories(work);
        installPeers();
        Site site = Site.of(project, work);
        // Before this process is kept to one processor.
        String machine = Report.machine();
        keepToOneProcessor(work);
        report.say(
                machine, output("nginx", "-v"), "node " + output("node", "--version"), "Podium 5.4.2", "Tailor 3.9.2");
        goodDay(site);
        badDays(site);
        report.write();
        Path raw = project.resolve("docs/performance/page.csv");
        Files.createDirectories(raw.getParent());
        Files.write(raw, rows);
    }

    private void goodDay(Site site) throws Exception {
        int port = Composers.freePort();
        Process files = Composers.files(work, site.folder(), port);
        try {
            Composers composers = new Composers(project, work, site, service -> "http://127.0.0.1:" + port);
            try (Composer shell = composers.shell()) {
                String page = whole(shell, site);
                try (Composer file = composers.file(page);
                        Composer cached = composers.serverSideIncludes(page, true);
                        Composer included = composers.serverSideIncludes(page, false);
                        Composer podium = composers.podium(page);
                        Composer tailor = composers.tailor(page);
                        Composer fetching = composers.fetching(page)) {
                    Subject reference = new Subject(file, false);
                    List<Subject> subjects = List.of(
                            reference,
                            new Subject(shell, false),
                            new Subject(cached, false),
                            new Subject(included, false),
                            new Subject(podium, false),
                            new Subject(tailor, false),
                            new Subject(fetching, false),
                            new Subject(file, true),
                            new Subject(shell, true));
                    for (Subject subject : subjects) {
                        whole(subject.composer(), site);
                        Load.pagesPerProcessorSecond(subject.composer(), subject.zipped(), WARM_UP_SECONDS);
                    }
                    report.say("The page: %,d bytes, %,d compressed, of %d widgets; %d rounds of %d s each"
                            .formatted(
                                    page.getBytes(StandardCharsets.UTF_8).length,
                                    Files.size(work.resolve("file/checkout.html.gz")),
                                    site.skeletons().size(),
                                    ROUNDS,
                                    SECONDS));
                    Map<Subject, Measured> measured = rounds(subjects);
                    tell(subjects, measured);
                    plot(measured);
                }
            }
        } finally {
            files.descendants().forEach(ProcessHandle::destroyForcibly);
            files.destroyForcibly().waitFor();
        }
    }

    private Map<Subject, Measured> rounds(List<Subject> subjects) throws Exception {
        Map<Subject, Measured> measured = new LinkedHashMap<>();
        subjects.forEach(subject -> measured.put(subject, new Measured()));
        for (int round = 1; round <= ROUNDS; round++) {
            for (Subject subject : subjects) {
                Measured of = measured.get(subject);
                double pages = Load.pagesPerProcessorSecond(subject.composer(), subject.zipped(), SECONDS);
                of.pages().add(pages);
                row("pages", subject.name(), round, pages, "pages per processor second");
                if (!subject.zipped()) {
                    probe(subject, of, round);
                }
            }
        }
        return measured;
    }

    private void probe(Subject subject, Measured of, int round) throws IOException {
        try (Probe probe = new Probe(subject.composer())) {
            List<Double> last = new ArrayList<>();
            for (int number = 0; number < PROBES; number++) {
                Probe.Answer answer = probe.get();
                of.first().add(answer.firstMillis());
                last.add(answer.lastMillis());
            }
            of.last().addAll(last);
            row("last byte, median", subject.name(), round, quantile(last, 0.5), "ms");
        }
    }

    private void tell(List<Subject> subjects, Map<Subject, Measured> measured) {
        report.table(
                "one processor",
                "pages per processor second (range)",
                "share of the file",
                "first byte, ms",
                "last byte p50, ms",
                "p99, ms");
        for (Subject subject : subjects) {
            Measured of = measured.get(subject);
            Measured file = measured.get(new Subject(subjects.get(0).composer(), subject.zipped()));
            String pages = format(
                    "%,.0f (%,.0f–%,.0f)", quantile(of.pages(), 0.5), quantile(of.pages(), 0), quantile(of.pages(), 1));
            String share = format("%.2f", quantile(of.pages(), 0.5) / quantile(file.pages(), 0.5));
            String latency = of.last().isEmpty()
                    ? "| | "
                    : format(
                            "%.2f | %.2f | %.2f",
                            quantile(of.first(), 0.5), quantile(of.last(), 0.5), quantile(of.last(), 0.99));
            report.line("| " + subject.name() + " | " + pages + " | " + share + " | " + latency + " |");
        }
    }

    private void plot(Map<Subject, Measured> measured) throws IOException {
        Plot plot = new Plot("Pages in a second of one processor", 0);
        measured.forEach((subject, of) -> {
            Samples pages = new Samples();
            of.pages().forEach(pages::add);
            if (subject.name().startsWith("ui-shell")) {
                plot.ours(subject.name(), pages);
            } else {
                plot.reference(subject.name(), pages);
            }
        });
        plot.write(project.resolve("docs/performance/page.svg"));
    }

    /** What happens, and to whom. */
    private record BadDay(String name, List<String> services, Upstreams.Day day) {}

    private void badDays(Site site) throws Exception {
        List<String> all = List.of("checkout-service", "delivery-service", "payment-service");
        List<String> one = List.of("delivery-service");
        List<BadDay> days = List.of(
                new BadDay("all well", List.of(), Upstreams.Day.GOOD),
                new BadDay("one service 50 ms late", one, Upstreams.Day.LATE),
                new BadDay("three services 50 ms late", all, Upstreams.Day.LATE),
                new BadDay("one hanging", one, Upstreams.Day.HANGING),
                new BadDay("one flapping, a second each", one, Upstreams.Day.FLAPPING));
        try (Upstreams upstreams = new Upstreams(site.folder(), site.manifests().keySet())) {
            Composers composers = new Composers(project, work, site, upstreams::address);
            try (Composer shell = composers.shell()) {
                String page = whole(shell, site);
                try (Composer cached = composers.serverSideIncludes(page, true);
                        Composer included = composers.serverSideIncludes(page, false);
                        Composer podium = composers.podium(page);
                        Composer tailor = composers.tailor(page)) {
                    report.line("");
                    report.table(
                            "a bad day",
                            "first byte p50, ms",
                            "last byte p50, ms",
                            "p99, ms",
                            "widgets in the last page",
                            "whole again after, ms");
                    for (Composer composer : List.of(shell, cached, included, podium, tailor)) {
                        for (int number = 0; number < 200; number++) {
                            composer.page();
                        }
                        for (BadDay day : days) {
                            day.services().forEach(service -> upstreams.day(service, day.day()));
                            String line = pages(composer, day.name(), site);
                            day.services().forEach(service -> upstreams.day(service, Upstreams.Day.GOOD));
                            report.line(line + againWhole(composer, site));
                        }
                        upstreams.kill("delivery-service");
                        String line = pages(composer, "one dead", site);
                        upstreams.revive("delivery-service");
                        report.line(line + againWhole(composer, site));
                    }
                }
            }
        }
    }

    /** Asks for a page fifty times a second, or as often as it comes. */
    private String pages(Composer composer, String day, Site site) throws Exception {
        List<Double> first = new ArrayList<>();
        List<Double> last = new ArrayList<>();
        long widgets = 0;
        try (Probe probe = new Probe(composer)) {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(BAD_DAY_SECONDS);
            while (System.nanoTime() < until) {
                Probe.Answer answer = probe.get();
                first.add(answer.firstMillis());
                last.add(answer.lastMillis());
                widgets = site.widgetsIn(answer.body());
                row(day, composer.name(), last.size(), answer.lastMillis(), "ms");
                TimeUnit.MILLISECONDS.sleep(BETWEEN_PAGES_MILLIS);
            }
        }
        return format(
                "| %s, %s | %.2f | %.2f | %.2f | %d of %d | ",
                composer.name(),
                day,
                quantile(first, 0.5),
                quantile(last, 0.5),
                quantile(last, 0.99),
                widgets,
                site.skeletons().size());
    }

    private static String againWhole(Composer composer, Site site) throws Exception {
        return format("%.0f |", millisUntilWhole(composer, site));
    }

    private static double millisUntilWhole(Composer composer, Site site) throws Exception {
        long began = System.nanoTime();
        while (site.widgetsIn(composer.page()) < site.skeletons().size()) {
            if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(60)) {
                throw new IOException(composer.name() + " has not got whole again in a minute");
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_PAGES_MILLIS);
        }
        return (System.nanoTime() - began) / 1e6;
    }

    /** Waits until every widget is in the page. */
    static String whole(Composer composer, Site site) throws Exception {
        millisUntilWhole(composer, site);
        return composer.page();
    }

    /** The peers that npm has, by their lock file, away from the sources. */
    private void installPeers() throws IOException, InterruptedException {
        Path to = project.resolve("benchmarks/target/npm");
        Files.createDirectories(to);
        try (Stream<Path> sources = Files.list(project.resolve("benchmarks/src/main/npm"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                Files.copy(source, to.resolve(source.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        command(to, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
    }

    /** Whoever asks has the one, and whoever is asked the other. */
    static void keepToOneProcessor(Path work) throws IOException, InterruptedException {
        String self = String.valueOf(ProcessHandle.current().pid());
        command(work, "taskset", "-a", "-p", "-c", "1", self);
    }

    private static void command(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + said);
        }
    }

    static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static boolean isThere(String program) {
        try {
            command(Path.of("/"), "which", program);
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void row(String what, String composer, int round, double value, String unit) {
        rows.add(format("%s,\"%s\",%d,%.3f,%s", what, composer, round, value, unit));
    }

    private static double quantile(List<Double> values, double share) {
        double[] sorted =
                values.stream().flatMapToDouble(DoubleStream::of).sorted().toArray();
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
