package io.intarsia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.intarsia.embedded.EmbeddedDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The launcher ended in every way a process can end: nothing of it is left, and nothing is forgotten unless that is asked for. */
class LauncherEndsTest extends LauncherProcess {
    @Test
    void after_sigterm_nothing_is_left() throws Exception {
        allEmbedded = true;
        Process launcher = startShop();

        launcher.destroy();

        assertThat(launcher.waitFor(60, TimeUnit.SECONDS)).isTrue();
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

        assertThat(launcher.waitFor(60, TimeUnit.SECONDS)).isTrue();
        await().until(this::nothingIsLeft);
        assertThat(Files.readString(output)).doesNotContain("nobody asked it to");
    }

    @Test
    void after_sigterm_of_maven_it_ends_when_nothing_is_left() throws Exception {
        Process maven = start(mavenCommand());
        awaitShop(maven);

        maven.destroy();

        assertThat(maven.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shop).noneMatch(ProcessHandle::isAlive);
        assertThat(Files.readString(output)).endsWith("Everything has ended; the data are kept.\n");
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
}
