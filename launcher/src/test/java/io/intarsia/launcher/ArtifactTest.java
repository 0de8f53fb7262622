package io.intarsia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactTest {
    @TempDir
    Path folder;

    @Test
    void a_new_service_is_found_by_its_folder_alone() throws IOException {
        FakeProject.in(folder, "ui-shell", "giftwrap-service");
        Files.createDirectories(folder.resolve("docs"));

        assertThat(Artifact.in(folder)).extracting(Artifact::name).containsExactly("giftwrap-service", "ui-shell");
    }

    @Test
    void a_service_with_sources_that_is_not_built_is_left_out_and_named() throws IOException {
        FakeProject.in(folder, "ui-shell", "delivery-service");
        Files.createDirectories(folder.resolve("gift-wrap-service/src/main/java"));

        assertThat(Artifact.in(folder)).extracting(Artifact::name).containsExactly("delivery-service", "ui-shell");
        assertThat(Artifact.unbuilt(folder)).containsExactly("gift-wrap-service");
    }

    @Test
    void without_any_service_built_there_is_nothing_to_start() throws IOException {
        FakeProject.in(folder, "ui-shell");
        Files.createDirectories(folder.resolve("delivery-service/src/main/java"));
        Files.createDirectories(folder.resolve("payment-service/src/main/java"));

        assertThatThrownBy(() -> Artifact.in(folder))
                .isInstanceOf(CannotStart.class)
                .hasMessage("delivery-service, payment-service: not built; run `mvn` in " + folder + ".");
    }

    @Test
    void the_provider_is_not_left_out_since_nobody_could_pay() throws IOException {
        FakeProject.in(folder, "ui-shell", "payment-service");
        Files.createDirectories(folder.resolve("provider-simulator/src/main/java"));

        assertThatThrownBy(() -> Artifact.in(folder))
                .isInstanceOf(CannotStart.class)
                .hasMessage("provider-simulator: not built; run `mvn` in " + folder + ".");
    }

    @Test
    void the_providers_jar_is_the_plain_one() throws IOException {
        FakeProject.in(folder, "ui-shell", "provider-simulator");
        Files.createFile(folder.resolve("provider-simulator/target/provider-simulator-1.0.0-sources.jar"));

        assertThat(Artifact.in(folder))
                .extracting(artifact -> artifact.jar().getFileName().toString())
                .contains("provider-simulator-1.0.0.jar");
    }
}
