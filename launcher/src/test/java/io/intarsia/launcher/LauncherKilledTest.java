package io.intarsia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The launcher, or Maven above it, killed so that it can do nothing more: somebody else ends what it has started. */
class LauncherKilledTest extends LauncherProcess {
    @Test
    void after_a_kill_of_the_launcher_nothing_is_left() throws Exception {
        allEmbedded = true;
        Process launcher = startShop();

        launcher.destroyForcibly();

        await().until(this::nothingIsLeft);
    }

    @Test
    void after_a_kill_of_the_launcher_while_it_starts_nothing_is_left() throws Exception {
        allEmbedded = true;
        for (String part : List.of("Intarsia", "PostgreSQL", "databases")) {
            Process launcher = launch();
            await().pollInterval(Duration.ofMillis(5)).until(() -> said().contains(part) || !launcher.isAlive());
            assertThat(said()).contains(part);
            Set<ProcessHandle> seen = launcher.descendants().collect(Collectors.toSet());

            launcher.destroyForcibly().waitFor();

            await().until(() -> seen.stream().noneMatch(ProcessHandle::isAlive));
            await().until(() -> processesOfTheProject().isEmpty());
        }
    }

    @Test
    void after_a_kill_of_maven_nothing_is_left() throws Exception {
        Process maven = start(mavenCommand());
        awaitShop(maven);

        maven.destroyForcibly();

        await().until(this::nothingIsLeft);
    }

    @Test
    void a_stubborn_service_is_ended_all_the_same() throws Exception {
        Process launcher = startShop("FAKE_STUBBORN", "yes");

        launcher.destroyForcibly();

        await().until(this::nothingIsLeft);
    }
}
