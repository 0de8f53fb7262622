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
    void a_service_with_sources_that_is_not_built_is_not_forgotten() throws IOException {
        FakeProject.in(folder, "ui-shell");
        Files.createDirectories(folder.resolve("delivery-service/src/main/java"));

        assertThatThrownBy(() -> Artifact.in(folder))
                .isInstanceOf(CannotStart.class)
                .hasMessage("delivery-service is not built: there is no "
                        + folder.resolve("delivery-service/target/quarkus-app/quarkus-run.jar") + "; run `mvn` in "
                        + folder + ".");
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
