package io.intarsia.benchmarks.start;

import io.intarsia.benchmarks.Plot;
import io.intarsia.benchmarks.RawRows;
import io.intarsia.benchmarks.Report;
import io.intarsia.embedded.DatabaseLogin;
import io.intarsia.embedded.EmbeddedDatabase;
import io.intarsia.embedded.Folders;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How long it takes from {@code mvn} to the first page, when all is built and yesterday's data is there, and what memory all of it takes; beside as many services that do nothing, with
 * the same libraries and the same settings of Java.
 */
public final class StartBenchmark {
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int BARE_SERVICES = 5;
    private static final long SETTLED_SECONDS = 20;
    private static final String BARE = "bare-service";
    private static final String SHOP = "mvn, the whole shop, a second start";
    private static final String NOTHING = BARE_SERVICES + " services that do nothing, at once";
    private static final String UNTIL = "until the first page";

    /** What a command's words tell of it; the first that fits. */
    private static final Map<String, String> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("io.intarsia.launcher.Guard ", "the guard that ends all");
        KINDS.put("io.intarsia.launcher.Launcher", "launcher, with the broker in it");
        KINDS.put("provider-simulator", "provider-simulator");
        KINDS.put("plexus-classworlds", "Maven, which waits");
        KINDS.put("postgres", "PostgreSQL, all processes");
    }

    private final Path project = Path.of("").toAbsolutePath();
    private final Path work = project.resolve("benchmarks/target/start");
    private final RawRows rows = new RawRows();
    private final Path maven = Path.of(System.getProperty("maven.home"), "bin", "mvn");

    /** Of one start: seconds until the first page, and the proportional set size of each process in MB. */
    private record Start(double seconds, Map<String, Long> megabytes) {
        long all() {
            return megabytes.values().stream().mapToLong(size -> size).sum();
        }
    }

    public static void main(String[] arguments) throws Exception {
        new StartBenchmark().run();
    }

    private void run() throws Exception {
        Folders.delete(work);
        Files.createDirectories(work);
        Report report = new Report(project.resolve("docs/performance.md"), "start");
        report.say(Report.machine(), ROUNDS + " starts of each, in turn");
        System.out.println("The first start, which makes the data: " + seconds(shop().seconds()) + " s");
        List<Start> shop = new ArrayList<>();
        List<Start> bare = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            shop.add(measured(SHOP, round, shop()));
            bare.add(measured(NOTHING, round, bare()));
        }
        report.table("until the first page is there, s", "median (range)");
        for (String subject : List.of(SHOP, NOTHING)) {
            report.line("| " + subject + " | " + rows.of(UNTIL, subject).asText(1) + " |");
        }
        report.line("");
        report.table("memory " + SETTLED_SECONDS + " s later (proportional set size), MB", "median");
        Start middle = middle(shop);
        middle.megabytes().forEach((process, size) -> report.line("| " + process + " | " + size + " |"));
        report.line("| **all of the shop** | **" + middle.all() + "** |");
        report.line("| a service that does nothing | " + middle(bare).all() / BARE_SERVICES + " |");
        report.write();
        rows.write(project.resolve("docs/performance/start.csv"));
        Plot plot = new Plot("Seconds until the first page", 1);
        plot.ours(SHOP, rows.of(UNTIL, SHOP));
        plot.reference(NOTHING, rows.of(UNTIL, NOTHING));
        plot.write(project.resolve("docs/performance/start.svg"));
    }

    private Start measured(String subject, int round, Start start) {
        rows.add(UNTIL, subject, round, start.seconds(), "s");
        start.megabytes().forEach((process, size) -> rows.add("memory of " + process, subject, round, size, "MB"));
        rows.add("memory of all", subject, round, start.all(), "MB");
        return start;
    }

    private Start shop() throws Exception {
        int port = freePort();
        long began = System.nanoTime();
        Process process = start(
                List.of(maven.toString(), "-B", "-q", "-Dport=" + port, "-Ddata=" + work.resolve("shop")),
                project,
                Map.of(),
                "shop.log");
        try {
            String address = "http://localhost:" + port;
            // Said when every service is ready, and so the page is whole.
            while (!Files.readString(work.resolve("shop.log")).contains(address)) {
                if (!process.isAlive()) {
                    throw new IOException("The shop has not started: " + Files.readString(work.resolve("shop.log")));
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
            double seconds = secondsUntil(process, began, List.of(address + "/"));
            TimeUnit.SECONDS.sleep(SETTLED_SECONDS);
            return new Start(seconds, memory(process));
        } finally {
            end(process);
        }
    }

    private Start bare() throws Exception {
        Path built = project.resolve("benchmarks").resolve(BARE).resolve("target/quarkus-app");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As the launcher starts a service.
                "-Xmx128m",
                "-Xss512k",
                "-XX:MaxMetaspaceSize=160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        if (Files.exists(built.resolve("app-cds.jsa"))) {
            command.add("-XX:SharedArchiveFile=app-cds.jsa");
        }
        command.addAll(List.of("-jar", "quarkus-run.jar"));
        List<Process> processes = new ArrayList<>();
        try (EmbeddedDatabase database = EmbeddedDatabase.start(work.resolve("bare"), 0)) {
            List<DatabaseLogin> logins = new ArrayList<>();
            for (int number = 1; number <= BARE_SERVICES; number++) {
                logins.add(database.server().createFor(BARE + "-" + number, "secret"));
            }
            List<String> addresses = new ArrayList<>();
            long began = System.nanoTime();
            for (DatabaseLogin login : logins) {
                int port = freePort();
                addresses.add("http://localhost:" + port + "/" + BARE + "/hello");
                processes.add(start(
                        command,
                        built,
                        Map.of(
                                "QUARKUS_HTTP_PORT", String.valueOf(port),
                                "QUARKUS_DATASOURCE_JDBC_URL", login.url(),
                                "QUARKUS_DATASOURCE_USERNAME", login.username(),
                                "QUARKUS_DATASOURCE_PASSWORD", login.password()),
                        "bare-" + port + ".log"));
            }
            double seconds = secondsUntil(processes.get(0), began, addresses);
            TimeUnit.SECONDS.sleep(SETTLED_SECONDS);
            Map<String, Long> memory = new TreeMap<>();
            for (Process process : processes) {
                memory.put(BARE + " " + (memory.size() + 1), megabytes(process.toHandle()));
            }
            return new Start(seconds, memory);
        } finally {
            for (Process process : processes) {
                end(process);
            }
        }
    }

    private Process start(List<String> command, Path folder, Map<String, String> environment, String log)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve(log).toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private double secondsUntil(Process process, long began, List<String> addresses)
            throws IOException, InterruptedException {
        for (String address : addresses) {
            while (!answers(address)) {
                if (!process.isAlive() || System.nanoTime() - began > TimeUnit.MINUTES.toNanos(5)) {
                    throw new IOException("Nothing answers at " + address + "; the logs are in " + work);
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        return (System.nanoTime() - began) / 1e9;
    }

    private static boolean answers(String address) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(address).toURL().openConnection();
            connection.setReadTimeout(5_000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Of a process and all that it has started, by what they are. PostgreSQL is known by its folder: it belongs to nobody, as servers do. */
    private Map<String, Long> memory(Process process) {
        Map<String, Long> memory = new TreeMap<>();
        Stream<ProcessHandle> servers = ProcessHandle.allProcesses()
                .filter(one -> commandOf(one).contains(work.resolve("shop").toString()))
                .flatMap(one -> Stream.concat(Stream.of(one), one.descendants()));
        Stream.concat(Stream.concat(Stream.of(process.toHandle()), process.descendants()), servers)
                .distinct()
                .forEach(one -> memory.merge(name(one), megabytes(one), Long::sum));
        return memory;
    }

    private static String commandOf(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
                    .replace('\0', ' ');
        } catch (IOException ended) {
            return "";
        }
    }

    private static String name(ProcessHandle process) {
        String command = commandOf(process);
        if (command.contains("quarkus-run.jar")) {
            return serviceOf(process);
        }
        return KINDS.entrySet().stream()
                .filter(kind -> command.contains(kind.getKey()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElse("others");
    }

    private static String serviceOf(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), "cwd"))
                    .getParent()
                    .getParent()
                    .getFileName()
                    .toString();
        } catch (IOException ended) {
            return "others";
        }
    }

    private static long megabytes(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(process.pid()), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private static void end(Process process) throws InterruptedException {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroy();
        process.waitFor();
        for (ProcessHandle one : family) {
            one.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Start middle(List<Start> starts) {
        return starts.stream()
                .sorted((one, other) -> Long.compare(one.all(), other.all()))
                .toList()
                .get(starts.size() / 2);
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
