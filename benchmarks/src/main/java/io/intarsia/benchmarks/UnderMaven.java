package io.intarsia.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code mvn -Dbenchmark=…} runs in its own process: starts the benchmark as a process of its own, for Maven's Java compiles with its first compiler only, and the launcher needs a class path. */
public final class UnderMaven {
    /** What a command may say besides, and where Maven is. */
    private static final List<String> OPTIONS = List.of(
            "rows",
            "again",
            "runs",
            "rounds",
            "seconds",
            "commands",
            "checkouts",
            "orders",
            "events",
            "only",
            "per-second",
            "warm-up",
            "replicas",
            "seed",
            "maven.home");

    private UnderMaven() {}

    /** Arguments: the class of the benchmark, and the folder that it is to run in, if that is not this one. */
    public static void main(String[] benchmark) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        OPTIONS.stream()
                .filter(option -> System.getProperty(option) != null)
                .forEach(option -> command.add("-D" + option + "=" + System.getProperty(option)));
        command.addAll(List.of("-cp", classPath(), benchmark[0]));
        Path folder = Path.of(benchmark.length > 1 ? benchmark[1] : "");
        Process process = new ProcessBuilder(command)
                .directory(folder.toAbsolutePath().toFile())
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "ends the benchmark"));
        if (process.waitFor() != 0) {
            throw new IllegalStateException(benchmark[0] + " has failed; it says above why");
        }
    }

    private static String classPath() {
        return Stream.of(((URLClassLoader) UnderMaven.class.getClassLoader()).getURLs())
                .map(UnderMaven::file)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String file(URL url) {
        return Path.of(URI.create(url.toString())).toString();
    }
}
