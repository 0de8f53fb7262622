import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Takes out one guard after the other, in copies of the project, one for each of two processors, and demands that the test that is named for it fails: {@code java guards/Guards.java}, in the
 * project's folder. Ends with 1 if a guard is not missed, or cannot be taken out.
 */
class Guards {
    private static final String USAGE = """
            java guards/Guards.java [names or options]
              name      of a patch, without .patch; all unless given
              --quick   only those whose test needs neither database nor broker
              --third=n every third of them, beginning with the first, second or third as the rest of n by 3 is
              --list    says which there are""";

    private static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final Path COPIES = PROJECT.resolve("target/guards");
    private static final int AT_ONCE = Math.min(2, Runtime.getRuntime().availableProcessors());
    private static final boolean WINDOWS = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    private static final int LONGEST_MINUTES = 6;

    /**
     * A patch that takes out one guard.
     *
     * @param test that must fail without it: {@code module Class#method}
     */
    record Guard(String name, String what, String module, String test, boolean quick) {
        static Guard read(Path patch) {
            String text = text(patch);
            String[] red = header(text, "Red", patch).split(" ");
            return new Guard(
                    patch.getFileName().toString().replace(".patch", ""),
                    header(text, "Guard", patch),
                    red[0],
                    red[1],
                    header(text, "Quick", patch).equals("yes"));
        }

        private static String header(String text, String name, Path patch) {
            Matcher line = Pattern.compile("(?m)^" + name + ": (.+)$").matcher(text.substring(0, text.indexOf("diff ")));
            if (!line.find()) {
                throw new IllegalArgumentException(patch + " has no line that begins with " + name + ":");
            }
            return line.group(1).trim();
        }

        String method() {
            return test.substring(test.indexOf('#') + 1);
        }
    }

    public static void main(String[] args) throws Exception {
        List<String> asked = List.of(args);
        List<Guard> guards;
        try (Stream<Path> files = Files.list(PROJECT.resolve("guards"))) {
            guards = files.filter(file -> file.toString().endsWith(".patch"))
                    .sorted()
                    .map(Guard::read)
                    .filter(guard -> !asked.contains("--quick") || guard.quick)
                    .filter(guard -> asked.stream().allMatch(name -> name.startsWith("--")) || asked.contains(guard.name))
                    .toList();
        }
        if (guards.isEmpty() || asked.stream().anyMatch(option -> !option.matches("--quick|--list|--third=\\d{1,9}|[^-].*"))) {
            System.err.println(USAGE);
            System.exit(2);
        }
        guards = thirdOf(guards, asked);
        if (asked.contains("--list")) {
            guards.forEach(guard -> System.out.printf("%-32s %s%n%-32s   %s %s%s%n", guard.name, guard.what, "", guard.module, guard.test, guard.quick ? " (quick)" : ""));
            return;
        }
        delete(COPIES.resolve("logs"));
        Queue<Guard> left = new ConcurrentLinkedQueue<>(guards);
        List<String> unmissed = new CopyOnWriteArrayList<>();
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<?>> working = new ArrayList<>();
        for (int number = 1; number <= AT_ONCE; number++) {
            Guards worker = new Guards(COPIES.resolve(String.valueOf(number)));
            working.add(workers.submit(() -> {
                worker.takeOutEach(left, unmissed);
                return null;
            }));
        }
        workers.shutdown();
        for (Future<?> one : working) {
            one.get();
        }
        System.out.printf("%n%d of %d guards are missed when they are gone%n", guards.size() - unmissed.size(), guards.size());
        if (!unmissed.isEmpty()) {
            System.out.println("Not so: " + String.join(", ", unmissed) + "; logs are in " + COPIES.resolve("logs"));
            System.exit(1);
        }
    }

    /** All of them, unless a third is asked for. */
    private static List<Guard> thirdOf(List<Guard> guards, List<String> asked) {
        for (String option : asked) {
            if (option.startsWith("--third=")) {
                int first = Integer.parseInt(option.substring("--third=".length())) % 3;
                return IntStream.range(0, guards.size()).filter(number -> number % 3 == first).mapToObj(guards::get).toList();
            }
        }
        return guards;
    }

    private final Path copy;

    private Guards(Path copy) {
        this.copy = copy;
    }

    private void takeOutEach(Queue<Guard> left, List<String> unmissed) throws IOException, InterruptedException {
        copyProject();
        for (Guard guard = left.poll(); guard != null; guard = left.poll()) {
            long started = System.nanoTime();
            String came = tryWithout(guard);
            System.out.printf(
                    "%-32s %-9s %4d s  %s%n", guard.name, came, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started), guard.test);
            if (!came.equals("red")) {
                unmissed.add(guard.name);
            }
        }
    }

    /** What became of the test: red, or why not. */
    private String tryWithout(Guard guard) throws IOException, InterruptedException {
        Path patch = PROJECT.resolve("guards").resolve(guard.name + ".patch");
        if (run(guard, 1, "git", "apply", patch.toString()) != 0) {
            return "no patch";
        }
        try {
            Path reports = copy.resolve(guard.module + "/target/surefire-reports");
            delete(reports);
            int exit = run(
                    guard,
                    LONGEST_MINUTES,
                    WINDOWS ? "mvn.cmd" : "mvn",
                    "-B",
                    "test",
                    "-pl",
                    guard.module,
                    "-am",
                    // What Quarkus generates is for its own tests.
                    "-Dquarkus.generate-code.skip=" + guard.quick,
                    "-Dtest=" + guard.test,
                    "-Dsurefire.failIfNoSpecifiedTests=false");
            boolean red = Files.exists(reports) && failed(reports, guard.method());
            return red ? "red" : exit == 0 ? "green" : exit < 0 ? "hangs" : "broken";
        } finally {
            run(guard, 1, "git", "apply", "-R", patch.toString());
        }
    }

    /** Whether the report tells of a failure of the method; some engines write its name with spaces. */
    private static boolean failed(Path reports, String method) throws IOException {
        Pattern failure = Pattern.compile("<testcase name=\"" + method.replace("_", "[_ ]") + "[^>]*[^/]>\\s*<(failure|error)");
        try (Stream<Path> files = Files.list(reports)) {
            return files.filter(file -> file.toString().endsWith(".xml")).anyMatch(file -> failure.matcher(text(file)).find());
        }
    }

    private int run(Guard guard, int minutes, String... command) throws IOException, InterruptedException {
        Path log = Files.createDirectories(COPIES.resolve("logs")).resolve(guard.name + ".log");
        Process process = new ProcessBuilder(command)
                .directory(copy.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        if (process.waitFor(minutes, TimeUnit.MINUTES)) {
            return process.exitValue();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        return -1;
    }

    /** Copies what is under version control or could be, and keeps what was compiled there before. */
    private void copyProject() throws IOException, InterruptedException {
        Files.createDirectories(copy);
        Process listing = new ProcessBuilder("git", "ls-files", "-co", "--exclude-standard").directory(PROJECT.toFile()).start();
        List<String> names = new String(listing.getInputStream().readAllBytes()).lines().toList();
        if (listing.waitFor() != 0) {
            throw new IOException("git does not list the files of " + PROJECT);
        }
        for (String name : names) {
            Path from = PROJECT.resolve(name);
            Path to = copy.resolve(name);
            if (Files.isRegularFile(from) && (!Files.exists(to) || Files.mismatch(from, to) >= 0)) {
                Files.createDirectories(to.getParent());
                Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        // A repository of its own: within another's, git takes the patches' paths for that one's.
        new ProcessBuilder("git", "init", "-q").directory(copy.toFile()).start().waitFor();
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failed) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
