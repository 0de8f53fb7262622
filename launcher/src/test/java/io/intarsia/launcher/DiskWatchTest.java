package io.intarsia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiskWatchTest {
    private static final long MEGABYTE = 1024 * 1024;

    private final List<String> said = new ArrayList<>();
    private final DiskWatch watch = new DiskWatch(Path.of("/data"), said::add);

    @Test
    void nothing_is_said_while_there_is_enough() {
        watch.found(50 * MEGABYTE);

        assertThat(said).isEmpty();
    }

    @Test
    void a_disk_that_fills_up_is_told_before_and_when_it_is_full_once_each() {
        watch.found(49 * MEGABYTE);
        watch.found(30 * MEGABYTE);
        watch.found(0);
        watch.found(2 * MEGABYTE);
        watch.found(0);

        assertThat(said)
                .containsExactly(
                        "The disk of /data has 49 MB left; free some of it, for when it is full no order is finished.",
                        "The disk of /data is full: orders cannot be placed, or are not finished. Free some of it; if the shop does not go on by itself then, end it with Ctrl-C and start it again. No order is lost.");
    }

    @Test
    void a_disk_that_was_freed_and_is_full_again_is_told_again() {
        watch.found(0);
        watch.found(300 * MEGABYTE);
        watch.found(0);

        assertThat(said).hasSize(2);
    }
}
