package io.intarsia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.embedded.DatabaseServer;
import io.intarsia.embedded.EmbeddedBroker;
import io.intarsia.embedded.EmbeddedDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a process, with fake services. The tests of a class share a data folder, so each is also a start after the one before. */
abstract class LauncherProcess {
    static final boolean WINDOWS = File.separatorChar == '\\';

    @TempDir
    static Path folder;

    static Path data;
    static Path output;

    private final List<Process> started = new ArrayList<>();
    Set<ProcessHandle> shop = Set.of();

    /** Of most tests, since starting one takes longest of all; those that set {@link #allEmbedded} have the launcher's own. */
    private static EmbeddedBroker broker;

    boolean allEmbedded;

    @BeforeAll
    static void build() throws IOException {
        // Whole processes start and end here, on a machine that may build another module beside it.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
        broker = EmbeddedBroker.startTemporary();
        FakeProject.in(folder, "delivery-service", "ui-shell", "provider-simulator");
        data = folder.resolve(".intarsia");
        output = folder.resolve("output");
    }

    @AfterAll
    static void stopBroker() throws IOException {
        broker.close();
    }

    @AfterEach
    void endWhatATestLeft() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        shop.forEach(ProcessHandle::destroyForcibly);
        await().until(this::nothingIsLeft);
    }

    Process startShop(String... environment) throws Exception {
        Process launcher = launch(environment);
        awaitShop(launcher);
        return launcher;
    }

    Process launch(String... environment) throws Exception {
        ProcessBuilder builder = builder(launcherCommand());
        if (environment.length > 0) {
            builder.environment().put(environment[0], environment[1]);
        }
        return remembered(builder);
    }

    @SafeVarargs
    final Process start(List<String>... parts) throws IOException {
        List<String> command = new ArrayList<>();
        List.of(parts).forEach(command::addAll);
        return remembered(builder(command));
    }

    Process remembered(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private ProcessBuilder builder(List<String> command) throws IOException {
        Files.deleteIfExists(output);
        Files.createFile(output);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        if (!allEmbedded) {
            builder.environment().put("RABBITMQ_HOST", broker.host());
            builder.environment().put("RABBITMQ_PORT", String.valueOf(broker.port()));
        }
        return builder;
    }

    void awaitShop(Process launcher) {
        await().until(() -> Files.readString(output).contains("Ctrl-C stops everything") || !launcher.isAlive());
        shop = launcher.descendants().collect(Collectors.toSet());
        shop.add(launcher.toHandle());
        shop.add(EmbeddedDatabase.processOf(data.resolve("postgres")).orElseThrow(() -> new AssertionError(said())));
        // The launcher, its guard, three fakes, PostgreSQL.
        assertThat(shop).as(said()).hasSizeGreaterThanOrEqualTo(6);
    }

    static void end(Process launcher) throws InterruptedException {
        launcher.destroy();
        assertThat(launcher.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    boolean nothingIsLeft() {
        return shop.stream().noneMatch(ProcessHandle::isAlive);
    }

    static List<String> processesOfTheProject() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }

    String failureOf(List<String> command) throws Exception {
        return lastWords(command, 1);
    }

    /** The one line that a process says before it ends with this exit code. */
    String lastWords(List<String> command, int exitCode) throws Exception {
        Path separate = Files.createTempFile(folder, "words", "");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(separate.toFile())
                .start();
        started.add(process);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(separate).stream()
                .filter(line -> !line.startsWith("Intarsia is starting"))
                .toList();
        assertThat(process.exitValue()).as(lines.toString()).isEqualTo(exitCode);
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    static List<String> launcherCommand(String... options) {
        List<String> command = new ArrayList<>(List.of(java(), "-Duntil-parent-ends=true"));
        command.addAll(options(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Launcher.class.getName()));
        return command;
    }

    /** What Maven runs in its own process, in one without Maven. */
    static List<String> mavenCommand(String... options) {
        List<String> command = new ArrayList<>(
                List.of(java(), "-cp", System.getProperty("java.class.path"), UnderMaven.class.getName()));
        command.addAll(options(options));
        return command;
    }

    static List<String> options(String... options) {
        List<String> all =
                new ArrayList<>(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-Dproject=" + folder, "-Dport=0"));
        all.addAll(List.of(options));
        return all;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static void execute(String sql) throws Exception {
        List<String> process = Files.readAllLines(data.resolve("postgres/data/postmaster.pid"));
        String url = "jdbc:postgresql://127.0.0.1:" + process.get(3) + "/delivery";
        String password =
                Files.readString(data.resolve("passwords/delivery-service")).strip();
        try (Connection connection = new DatabaseServer(url, "delivery", password).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
