package io.intarsia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path folder;

    @Test
    void a_nearly_full_disk_is_said_before_anything_is_written() {
        Path data = Path.of("/data");

        assertThatThrownBy(() -> DataFolder.checkSpace(data, 12 * 1024 * 1024 + 1))
                .hasMessage(
                        "The disk of /data has 12 MB left, but 300 MB are needed; free some of it, or choose another folder with -Ddata=<folder>.");
        assertThatCode(() -> DataFolder.checkSpace(data, 300L * 1024 * 1024)).doesNotThrowAnyException();
    }

    @Test
    void a_disk_that_fills_up_is_said_in_the_same_words_whoever_notices() {
        IOException noticed = new IOException(
                "PostgreSQL cannot make its data", new IOException("could not write: No space left on device"));

        assertThat(CannotStart.with(Path.of("/data"), "PostgreSQL does not start", noticed))
                .hasMessage(
                        "The disk of /data is full; free some of it, or choose another folder with -Ddata=<folder>.");
    }

    @Test
    void one_process_holds_it_at_a_time() {
        try (DataFolder held = DataFolder.open(folder, false)) {
            assertThatThrownBy(() -> DataFolder.open(folder, false))
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThat(held.path()).isEqualTo(folder);
        }
        DataFolder.open(folder, false).close();
    }

    @Test
    void a_key_is_made_once_and_an_approval_that_was_taken_away_stays_away() throws IOException {
        try (DataFolder data = DataFolder.open(folder, false)) {
            String key = Files.readString(data.quoteKey("delivery-service"));
            Files.delete(data.approvedKeys().resolve("delivery-service.pem"));

            assertThat(data.quoteKey("delivery-service")).hasContent(key);
            assertThat(data.approvedKeys().resolve("delivery-service.pem")).doesNotExist();
        }
    }

    @Test
    void reset_forgets_everything() throws IOException {
        String password;
        try (DataFolder data = DataFolder.open(folder, false)) {
            password = data.operatorPassword();
            Files.writeString(data.freshLog("delivery-service"), "something");
        }

        try (DataFolder data = DataFolder.open(folder, true)) {
            assertThat(data.operatorPassword()).isNotEqualTo(password);
            assertThat(data.log("delivery-service")).doesNotExist();
        }
    }

    @Test
    void the_log_of_the_run_before_is_kept_beside_the_new_one() throws IOException {
        try (DataFolder data = DataFolder.open(folder, false)) {
            Files.writeString(data.freshLog("delivery-service"), "yesterday");

            assertThat(data.freshLog("delivery-service")).doesNotExist();
            assertThat(folder.resolve("logs/delivery-service.before.log")).hasContent("yesterday");
        }
    }
}
