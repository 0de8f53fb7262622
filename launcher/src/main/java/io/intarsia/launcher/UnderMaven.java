package io.intarsia.launcher;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What {@code mvn} runs inside its own process, by {@code exec:java}: starts the {@link Launcher} as a process of its own, at the same terminal, and ends Maven
 * when that ends, with the same exit code. So the last words are the launcher's: {@code exec:exec} would add a stack trace and Maven's own ten lines.
 */
public final class UnderMaven {
    private UnderMaven() {}

    /** Arguments: options of the launcher's Java. */
    public static void main(String[] options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(JavaCommand.java()));
        command.addAll(List.of(options));
        command.addAll(List.of("-Duntil-parent-ends=true", "-cp", classPath(), Launcher.class.getName()));
        Process launcher = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(launcher), "ends the launcher"));
        giveMemoryBack();
        System.exit(launcher.waitFor());
    }

    /** Maven has only to wait from now on, and has built before: 300 MB, most of it free. */
    private static void giveMemoryBack() {
        try {
            HotSpotDiagnosticMXBean java = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            java.setVMOption("MinHeapFreeRatio", "5");
            java.setVMOption("MaxHeapFreeRatio", "10");
            System.gc();
        } catch (IllegalArgumentException otherCollector) {
            // Another Java keeps it; nothing depends on it.
        }
    }

    /** Ctrl-C and SIGTERM end Maven, too; the prompt is back when the shop has ended. */
    private static void end(Process launcher) {
        launcher.destroy();
        try {
            launcher.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Maven gives the module's class path to a class loader, not to the Java that it runs in. */
    private static String classPath() {
        if (UnderMaven.class.getClassLoader() instanceof URLClassLoader loader) {
            return Stream.of(loader.getURLs()).map(UnderMaven::file).collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }

    private static String file(URL url) {
        return Path.of(URI.create(url.toString())).toString();
    }
}
