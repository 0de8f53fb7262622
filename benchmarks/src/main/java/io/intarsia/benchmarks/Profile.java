package io.intarsia.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where a process spends its time in Java, by Java Flight Recorder: of each sample, the uppermost frame that belongs to one of the parts. */
public final class Profile {
    private static final Map<String, List<String>> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("signatures", List.of("org.jose4j", "sun.security", "io.intarsia.kit.correlation"));
        PARTS.put("Hibernate", List.of("org.hibernate", "io.quarkus.hibernate"));
        PARTS.put("PostgreSQL's driver", List.of("org.postgresql"));
        PARTS.put("transactions and the pool", List.of("com.arjuna", "io.quarkus.narayana", "io.agroal"));
        PARTS.put("Quarkus REST", List.of("org.jboss.resteasy", "io.quarkus.resteasy"));
        PARTS.put("Vert.x and Netty", List.of("io.vertx", "io.netty", "io.quarkus.vertx"));
        PARTS.put("RabbitMQ's client", List.of("com.rabbitmq"));
        PARTS.put("templates (Qute)", List.of("io.quarkus.qute"));
        PARTS.put("the log", List.of("org.jboss.logmanager", "org.jboss.logging", "io.quarkus.bootstrap.logging"));
        PARTS.put("metrics", List.of("io.micrometer", "io.quarkus.micrometer"));
        PARTS.put("our own code", List.of("io.intarsia"));
        PARTS.put("the container (ArC) and configuration", List.of("io.quarkus", "io.smallrye"));
    }

    private Profile() {}

    public static void start(ProcessHandle process) throws IOException, InterruptedException {
        command(process, "JFR.start", "name=benchmark", "settings=profile");
    }

    /** Ends the recording: the share of each part, the largest first. */
    public static Map<String, Double> end(ProcessHandle process, Path file) throws IOException, InterruptedException {
        command(process, "JFR.stop", "name=benchmark", "filename=" + file);
        Map<String, Long> samples = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.ExecutionSample"))
                .filter(event -> event.getStackTrace() != null)
                .collect(Collectors.groupingBy(Profile::partOf, Collectors.counting()));
        double all = samples.values().stream().mapToLong(count -> count).sum();
        Map<String, Double> shares = new LinkedHashMap<>();
        samples.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(part -> shares.put(part.getKey(), part.getValue() / all));
        return shares;
    }

    private static String partOf(RecordedEvent sample) {
        return partOf(
                sample.getStackTrace().getFrames().stream().map(Profile::nameOf).toList());
    }

    /** @param classes of the frames, the uppermost first */
    static String partOf(List<String> classes) {
        return classes.stream()
                .map(Profile::partOf)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse("Java itself");
    }

    private static Optional<String> partOf(String className) {
        return PARTS.entrySet().stream()
                .filter(part -> part.getValue().stream().anyMatch(prefix -> className.startsWith(prefix + ".")))
                .findFirst()
                .map(Map.Entry::getKey);
    }

    private static String nameOf(RecordedFrame frame) {
        return frame.getMethod().getType().getName();
    }

    private static void command(ProcessHandle process, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(process.pid())));
        command.addAll(List.of(words));
        Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " said: " + said);
        }
    }
}
