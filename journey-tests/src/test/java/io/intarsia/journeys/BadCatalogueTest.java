package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.intarsia.embedded.EmbeddedDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shop with a price that nobody meant does not open, and the launcher says why in one line. */
class BadCatalogueTest {
    @TempDir
    Path folder;

    private @Nullable Process launcher;

    @BeforeEach
    void on_this_machine() {
        assumeTrue(ShopUnderTest.isLocal(), "-Dbase-url names an installation that is not to be started here");
    }

    @AfterEach
    void end() throws InterruptedException {
        if (launcher != null) {
            launcher.destroyForcibly().waitFor();
        }
    }

    @Test
    void a_bad_line_of_the_catalogue_is_told_with_its_number_and_nothing_is_left_running() throws Exception {
        Path catalogue = Files.writeString(folder.resolve("products.csv"), """
                sku,name,description,price,currency,image,alt
                tea,Tea,"Black, from the hills.",4.9O,EUR,tea.png,A cup of tea
                """);
        Path data = folder.resolve("data");
        Path output = folder.resolve("output");

        Process launched = launch(catalogue, data, output);

        Set<ProcessHandle> seen = new HashSet<>();
        await().atMost(Duration.ofMinutes(3)).until(() -> {
            launched.descendants().forEach(seen::add);
            return !launched.isAlive();
        });
        List<String> said = Files.readAllLines(output).stream()
                .filter(line -> !line.startsWith("Intarsia is starting") && !line.matches("  .* [0-9.]+ s"))
                .toList();
        assertThat(said)
                .containsExactly("checkout-service ended with exit code 1 while it was starting: " + catalogue
                        + ", line 2: the price is \"4.9O\"; expected more than 0, written like 12.90. Repair that, then start again; its log is "
                        + data.resolve("logs/checkout-service.log") + ".");
        assertThat(launched.exitValue()).isEqualTo(1);
        assertThat(seen).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        assertThat(EmbeddedDatabase.processOf(data.resolve("postgres"))).isEmpty();
    }

    private Process launch(Path catalogue, Path data, Path output) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-Dproject=" + Path.of("..").toAbsolutePath().normalize(),
                        "-Ddata=" + data,
                        "-Dport=0",
                        "-Donly=checkout-service",
                        "-Duntil-parent-ends=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.intarsia.launcher.Launcher")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("INTARSIA_CATALOGUE", catalogue.toString());
        Process launched = builder.start();
        launcher = launched;
        return launched;
    }
}
