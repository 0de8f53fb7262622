package io.intarsia.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a service is started: small, and quickly up. */
final class JavaCommand {
    private JavaCommand() {}

    /** The same Java as this process's. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** To be run in the jar's own folder: an archive of class data is valid only for the class path it was made with. */
    static List<String> of(Artifact artifact, String mark) {
        List<String> command = new ArrayList<>(List.of(
                java(),
                mark,
                "-Xms24m",
                "-Xmx128m",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=25",
                "-Xss512k",
                "-XX:MaxMetaspaceSize=160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError"));
        Path folder = artifact.jar().getParent();
        if (Files.exists(folder.resolve("app.aot"))) {
            command.add("-XX:AOTCache=app.aot");
        } else if (Files.exists(folder.resolve("app-cds.jsa"))) {
            command.add("-XX:SharedArchiveFile=app-cds.jsa");
        }
        command.add("-jar");
        command.add(artifact.jar().getFileName().toString());
        return command;
    }
}
