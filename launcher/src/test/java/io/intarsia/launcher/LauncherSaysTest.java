package io.intarsia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.embedded.Folders;
import java.io.BufferedWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the launcher says when something is in its way, and what it obeys. */
class LauncherSaysTest extends LauncherProcess {
    @Test
    void a_service_is_stopped_and_started_by_a_typed_line() throws Exception {
        Process launcher = startShop();
        BufferedWriter terminal = launcher.outputWriter();

        terminal.write("stop delivery-service\nstart delivery-service\nstop giftwrap\n");
        terminal.flush();

        await().untilAsserted(() -> assertThat(Files.readString(output))
                .contains(
                        "delivery-service has ended; its place on the page says that it is missing.\ndelivery-service is ready.\n")
                .contains("Expected one of [delivery-service, provider-simulator, ui-shell], was: giftwrap\n"));
        end(launcher);
    }

    @Test
    void a_service_is_stopped_from_another_terminal() throws Exception {
        Process launcher = startShop();

        assertThat(lastWords(mavenCommand("-Dstop=delivery-service"), 0))
                .isEqualTo("delivery-service has ended; its place on the page says that it is missing.");
        assertThat(lastWords(mavenCommand("-Dstart=delivery-service"), 0)).isEqualTo("delivery-service is ready.");
        assertThat(lastWords(mavenCommand("-Dstop=giftwrap"), 1))
                .isEqualTo("Expected one of [delivery-service, provider-simulator, ui-shell], was: giftwrap");
        assertThat(Files.readString(output)).contains("delivery-service is ready.\n");
        end(launcher);
        assertThat(lastWords(mavenCommand("-Dstop=delivery-service"), 1))
                .isEqualTo("No shop runs with the data in " + data
                        + "; start it with `mvn` in another terminal, or name its folder with -Ddata=<folder>.");
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
            String port = "-Dport=" + taken.getLocalPort();
            String expected = "The shop cannot listen on 127.0.0.1:" + taken.getLocalPort()
                    + " (Address already in use); end the program that does, or choose another port with -Dport=<port>.";

            assertThat(failureOf(launcherCommand(port))).isEqualTo(expected);
            assertThat(failureOf(mavenCommand(port))).isEqualTo(expected);
        }
    }

    @Test
    void a_service_that_is_not_built_cannot_be_the_only_one() throws Exception {
        assertThat(failureOf(launcherCommand("-Donly=gift-wrap-service")))
                .isEqualTo("Expected in -Donly some of [delivery-service], was: [gift-wrap-service]");
    }

    @Test
    void what_was_written_while_maven_built_is_left_out_and_said_in_one_line() throws Exception {
        Path written = Files.createDirectories(folder.resolve("gift-wrap-service/src/main/java"));
        try {
            Process launcher = startShop();

            assertThat(Files.readString(output))
                    .contains(
                            "gift-wrap-service is not built and left out; build it and start it beside the others with: "
                                    + "mvn -q -pl launcher,gift-wrap-service -am -Dstart=gift-wrap-service\n");
            end(launcher);
            assertThat(failureOf(launcherCommand("-Donly=gift-wrap-service,delivery-service")))
                    .isEqualTo(
                            "gift-wrap-service: not built; run `mvn -Donly=delivery-service,gift-wrap-service` again.");
        } finally {
            Folders.delete(written.getParent().getParent().getParent());
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

    @Test
    void a_service_that_says_in_one_line_why_it_does_not_start_is_told_in_one_line() throws Exception {
        Process launcher = launch("FAKE_FAILURE", """
                2026-11-24 04:00:08,885 INFO  [DbMigrate]  Current version of schema "public": 1
                2026-11-24 04:00:11,237 ERROR [OpenShop]  prices.csv, line 3: the price is "1x"; expected more than 0
                2026-11-24 04:00:11,636 INFO  [quarkus]  stopped in 0.002s""");

        assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(Files.readString(output))
                .containsPattern(
                        "(?m)^[a-z-]+ ended with exit code 3 while it was starting: prices.csv, line 3: "
                                + "the price is \"1x\"; expected more than 0. Repair that, then start again; its log is .*\\.log\\.$")
                .doesNotContain("DbMigrate");
    }

    @Test
    void a_reason_that_goes_on_below_its_first_line_is_shown_whole() throws Exception {
        Process launcher = launch("FAKE_FAILURE", """
                2026-11-24 04:00:11,237 ERROR [Application]  Failed to start application
                java.lang.RuntimeException: Failed to start quarkus
                Caused by: java.net.BindException: Address already in use""");

        assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(Files.readString(output))
                .contains("    Caused by: java.net.BindException: Address already in use\n");
    }
}
