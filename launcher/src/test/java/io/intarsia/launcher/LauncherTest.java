package io.intarsia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.intarsia.embedded.DatabaseServer;
import io.intarsia.embedded.EmbeddedBroker;
import io.intarsia.embedded.EmbeddedDatabase;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a process, ended in every way a process can end. All tests share a data folder, so each is also a start after the one before. */
class LauncherTest {
    private static final boolean WINDOWS = File.separatorChar == '\\';

    @TempDir
    static Path folder;

    private static Path data;
    private static Path output;

    private final List<Process> started = new ArrayList<>();
    private Set<ProcessHandle> shop = Set.of();

    /** Of most tests, since starting one takes longest of all; those that set {@link #allEmbedded} have the launcher's own. */
    private static EmbeddedBroker broker;

    private boolean allEmbedded;

    @BeforeAll
    static void build() throws IOException {
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

    @Test
    void after_sigterm_nothing_is_left() throws Exception {
        allEmbedded = true;
        Process launcher = startShop();

        launcher.destroy();

        assertThat(launcher.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(shop).noneMatch(ProcessHandle::isAlive);
        assertThat(Files.readString(output)).endsWith("Everything has ended; the data are kept.\n");
    }

    @Test
    void after_ctrl_c_which_reaches_every_process_at_once_nothing_is_left() throws Exception {
        assumeFalse(WINDOWS, "Windows has no such signal to send");
        Process launcher = startShop();
        Path server = data.resolve("postgres");
        List<String> interrupt = new ArrayList<>(List.of("kill", "-INT"));
        ProcessHandle database = EmbeddedDatabase.processOf(server).orElseThrow();
        shop.stream()
                .filter(process -> !process.equals(database))
                .forEach(process -> interrupt.add(String.valueOf(process.pid())));

        new ProcessBuilder(interrupt).start().waitFor();

        assertThat(launcher.waitFor(20, TimeUnit.SECONDS)).isTrue();
        await().until(this::nothingIsLeft);
        assertThat(Files.readString(output)).doesNotContain("nobody asked it to");
    }

    @Test
    void after_a_kill_of_the_launcher_nothing_is_left() throws Exception {
        allEmbedded = true;
        Process launcher = startShop();

        launcher.destroyForcibly();

        await().atMost(Duration.ofSeconds(15)).until(this::nothingIsLeft);
    }

    @Test
    void after_a_kill_of_the_launcher_while_it_starts_nothing_is_left() throws Exception {
        allEmbedded = true;
        for (String part : List.of("Intarsia", "PostgreSQL", "databases")) {
            Process launcher = launch();
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> Files.readString(output).contains(part));
            Set<ProcessHandle> seen = launcher.descendants().collect(Collectors.toSet());

            launcher.destroyForcibly().waitFor();

            await().atMost(Duration.ofSeconds(15)).until(() -> seen.stream().noneMatch(ProcessHandle::isAlive));
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> processesOfTheProject().isEmpty());
        }
    }

    @Test
    void after_a_kill_of_maven_nothing_is_left() throws Exception {
        Process maven = start(
                List.of(java(), "-cp", System.getProperty("java.class.path"), FakeMaven.class.getName()),
                launcherCommand());
        awaitShop(maven);

        maven.destroyForcibly();

        await().atMost(Duration.ofSeconds(20)).until(this::nothingIsLeft);
    }

    @Test
    void a_stubborn_service_is_ended_all_the_same() throws Exception {
        Process launcher = startShop("FAKE_STUBBORN", "yes");

        launcher.destroyForcibly();

        await().atMost(Duration.ofSeconds(20)).until(this::nothingIsLeft);
    }

    @Test
    void a_second_start_keeps_what_was_bought_and_reset_forgets_it() throws Exception {
        Process first = startShop();
        execute("CREATE TABLE bought (id int)");
        String password = Files.readString(data.resolve("operator-password"));
        end(first);

        Process second = startShop();
        execute("SELECT * FROM bought");
        assertThat(Files.readString(data.resolve("operator-password"))).isEqualTo(password);
        end(second);

        Process third = start(launcherCommand("-Dreset=true"));
        awaitShop(third);
        execute("CREATE TABLE bought (id int)");
        assertThat(Files.readString(data.resolve("operator-password"))).isNotEqualTo(password);
        end(third);
    }

    @Test
    void a_service_is_stopped_and_started_by_a_typed_line() throws Exception {
        Process launcher = startShop();
        BufferedWriter terminal = launcher.outputWriter();

        terminal.write("stop delivery-service\nstart delivery-service\nstop giftwrap\n");
        terminal.flush();

        await().untilAsserted(
                        () -> assertThat(Files.readString(output))
                                .contains("delivery-service has ended.\ndelivery-service is ready.\n")
                                .contains(
                                        "Expected start, stop or kill and one of [delivery-service, provider-simulator, ui-shell], was: stop giftwrap\n"));
        end(launcher);
    }

    @Test
    void a_second_launcher_on_the_same_data_says_who_holds_it() throws Exception {
        Process first = startShop();

        assertThat(failureOf(launcherCommand()))
                .startsWith(
                        "Another launcher (process " + first.pid() + ") uses the data folder " + data + "; stop it");
        end(first);
    }

    @Test
    void a_taken_port_is_said_in_one_line() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String said = failureOf(launcherCommand("-Dport=" + taken.getLocalPort()));

            assertThat(said)
                    .isEqualTo(
                            "The shop cannot listen on 127.0.0.1:" + taken.getLocalPort()
                                    + " (Address already in use); end the program that does, or choose another port with -Dport=<port>.");
        }
    }

    @Test
    void a_port_that_is_none_is_said_in_one_line() throws Exception {
        assertThat(failureOf(launcherCommand("-Dport=http")))
                .isEqualTo("Expected a port from 0 (any free one) to 65535 in -Dport, was: http.");
    }

    @Test
    void a_data_folder_that_cannot_be_made_is_said_in_one_line() throws Exception {
        Path file = Files.writeString(folder.resolve("a-file"), "");

        assertThat(failureOf(launcherCommand("-Ddata=" + file.resolve("below"))))
                .startsWith("The data folder " + file.resolve("below")
                        + " cannot be used; get the right to write there, or choose another");
        assertThat(failureOf(launcherCommand("-Ddata=" + file)))
                .isEqualTo(
                        file
                                + " is a file, but a folder for the data is needed there; choose another with -Ddata=<folder>.");
    }

    @Test
    void a_project_that_is_not_built_is_said_in_one_line() throws Exception {
        Path empty = Files.createDirectories(folder.resolve("empty"));

        assertThat(failureOf(launcherCommand("-Dproject=" + empty)))
                .isEqualTo("Nothing to start is built: there is no "
                        + empty.resolve("ui-shell/target/quarkus-app/quarkus-run.jar") + "; run `mvn` in " + empty
                        + ".");
    }

    @Test
    void a_service_that_does_not_start_shows_the_end_of_its_log_and_nothing_is_left() throws Exception {
        Process launcher = launch("FAKE_FAILURE", "The price list is missing");
        Set<ProcessHandle> seen = launcher.descendants().collect(Collectors.toSet());

        assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(launcher.exitValue()).isEqualTo(1);
        assertThat(Files.readString(output))
                .containsPattern("ended with exit code 3 while it was starting. Repair what the end of its log says")
                .contains("    The price list is missing\n");
        assertThat(seen).noneMatch(ProcessHandle::isAlive);
        assertThat(processesOfTheProject()).isEmpty();
    }

    private Process startShop(String... environment) throws Exception {
        Process launcher = launch(environment);
        awaitShop(launcher);
        return launcher;
    }

    private Process launch(String... environment) throws Exception {
        ProcessBuilder builder = builder(launcherCommand());
        if (environment.length > 0) {
            builder.environment().put(environment[0], environment[1]);
        }
        return remembered(builder);
    }

    @SafeVarargs
    private Process start(List<String>... parts) throws IOException {
        List<String> command = new ArrayList<>();
        List.of(parts).forEach(command::addAll);
        return remembered(builder(command));
    }

    private Process remembered(ProcessBuilder builder) throws IOException {
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

    private void awaitShop(Process launcher) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.readString(output).contains("Ctrl-C stops everything") || !launcher.isAlive());
        shop = launcher.descendants().collect(Collectors.toSet());
        shop.add(launcher.toHandle());
        shop.add(EmbeddedDatabase.processOf(data.resolve("postgres")).orElseThrow(() -> new AssertionError(said())));
        // The launcher, its guard, three fakes, PostgreSQL.
        assertThat(shop).as(said()).hasSizeGreaterThanOrEqualTo(6);
    }

    private static void end(Process launcher) throws InterruptedException {
        launcher.destroy();
        assertThat(launcher.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private boolean nothingIsLeft() {
        return shop.stream().noneMatch(ProcessHandle::isAlive);
    }

    private static List<String> processesOfTheProject() {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.contains(folder.toString()))
                .toList();
    }

    private String failureOf(List<String> command) throws Exception {
        Path separate = Files.createTempFile(folder, "failure", "");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(separate.toFile())
                .start();
        started.add(process);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        List<String> lines = Files.readAllLines(separate).stream()
                .filter(line -> !line.startsWith("Intarsia is starting"))
                .toList();
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private static List<String> launcherCommand(String... options) {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1",
                "-Dproject=" + folder,
                "-Dport=0",
                "-Duntil-parent-ends=true"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Launcher.class.getName()));
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void execute(String sql) throws Exception {
        List<String> process = Files.readAllLines(data.resolve("postgres/data/postmaster.pid"));
        String url = "jdbc:postgresql://127.0.0.1:" + process.get(3) + "/delivery";
        String password =
                Files.readString(data.resolve("passwords/delivery-service")).strip();
        try (Connection connection = new DatabaseServer(url, "delivery", password).connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String said() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
