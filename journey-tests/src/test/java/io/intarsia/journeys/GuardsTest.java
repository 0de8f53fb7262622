package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the test of a guard really fails without it is tried by {@code java guards/Guards.java}, which takes its time. */
class GuardsTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern RED = Pattern.compile("(?m)^Red: (\\S+) ([\\w.]+)#(\\w+)$");

    @BeforeAll
    static void gitIsThere() {
        assumeTrue(exitOf("git", "--version") == 0, "Without git no patch is applied");
    }

    static List<Path> patches() throws IOException {
        try (Stream<Path> files = Files.list(PROJECT.resolve("guards"))) {
            return files.filter(file -> file.toString().endsWith(".patch"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("patches")
    void every_guard_can_still_be_taken_out_and_its_test_is_there(Path patch) throws IOException {
        assertThat(exitOf("git", "apply", "--check", patch.toString()))
                .as("git apply --check %s", patch)
                .isZero();

        Matcher red = RED.matcher(Files.readString(patch));
        assertThat(red.find()).as("names its test").isTrue();
        MatchResult test = red.toMatchResult();
        Path source = PROJECT.resolve(test.group(1))
                .resolve("src/test/java")
                .resolve(test.group(2).replace('.', '/') + ".java");
        assertThat(source).content().contains("void " + test.group(3) + "(");
    }

    private static int exitOf(String... command) {
        try {
            return new ProcessBuilder(command)
                    .directory(PROJECT.toFile())
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
