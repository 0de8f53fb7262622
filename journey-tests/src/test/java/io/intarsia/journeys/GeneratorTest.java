package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the generator refuses, and how it asks. That what it writes works is {@link AddServiceTest}'s. */
class GeneratorTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String[] NEEDED = {
        "pom.xml", "compose.yaml", "deploy/shell/services.properties", "add-service/AddService.java"
    };

    @TempDir
    static Path compiled;

    @TempDir
    Path folder;

    private String said = "";

    /** Once; {@code java AddService.java} would do it for each of these tests. */
    @BeforeAll
    static void compile() {
        String source = PROJECT.resolve("add-service/AddService.java").toString();
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", compiled.toString(), source))
                .isZero();
    }

    @BeforeEach
    void a_project() throws IOException {
        for (String file : NEEDED) {
            copy(PROJECT.resolve(file));
        }
        try (Stream<Path> templates = Files.list(PROJECT.resolve("add-service/template"))) {
            for (Path template : templates.toList()) {
                copy(template);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--name Gift --price 1 | Expected --name as lower-case words joined by hyphens, for example gift-wrap, was: Gift",
                "--name user --price 1 | Expected --name as a word that neither Java nor SQL nor the service itself has taken, was: user",
                "--name ../x --price 1 | Expected --name as lower-case words joined by hyphens, for example gift-wrap, was: ../x",
                "--price 1 | Expected --name as lower-case words joined by hyphens, for example gift-wrap, was: nothing",
                "--name gift | A widget that costs nothing needs at least one --field, for example --field message:text:required",
                "--name gift --field message | Expected --field name:type or name:type:required with a type of text, lines, email, number, yes-no, was: message",
                "--name gift --field order:text | Expected --field as a word that neither Java nor SQL nor the service itself has taken, was: order",
                "--name gift --field a:text --field a:text | Expected each field once, was twice: a",
                "--name gift --price 3.90 | Expected --price as a whole number of at most 9 digits, in minor units (390 is 3.90), was: 3.90",
                "--name gift --price -1 | Expected --price as a whole number of at most 9 digits, in minor units (390 is 3.90), was: -1",
                "--name gift --price 1 --currency XXY | Expected --currency as an ISO 4217 code, for example EUR, was: XXY",
                "--name gift --price 1 --page cart | Expected --page as one of [checkout, order], was: cart",
                "--name gift --price 1 --page order | What costs something is chosen on the page checkout, was: --page order",
                "--name gift --price 1 --publishes Wrapped | Expected --publishes as lower-case words joined by dots, for example gift.wrapped, was: Wrapped",
                "--name gift --price 1 --name gift | Expected --name once, was: gift and gift",
                "--nam gift | There is no option --nam; the options are:",
                "--name | Expected a value after --name; the options are:",
            })
    void what_cannot_be_is_refused_in_a_sentence_and_changes_nothing(String options, String expected) throws Exception {
        List<Path> before = files();

        assertThat(generate("", options.split(" "))).isEqualTo(1);

        assertThat(said.lines().findFirst()).contains(expected);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void a_service_that_is_there_is_not_written_over() throws Exception {
        assertThat(generate("", "--name", "gift", "--price", "1")).isZero();
        String pom = Files.readString(folder.resolve("pom.xml"));

        assertThat(generate("", "--name", "gift", "--price", "1")).isEqualTo(1);

        assertThat(said).startsWith("There is a folder ");
        assertThat(Files.readString(folder.resolve("pom.xml"))).isEqualTo(pom);
    }

    @Test
    void without_options_it_asks() throws Exception {
        assertThat(generate("rating\nHow was it?\nstars:number comment:lines\norder\naside\n\n\n\n"))
                .isZero();

        Path widget = folder.resolve("rating-service/src/main/java/io/intarsia/rating/RatingWidget.java");
        assertThat(Files.readString(widget))
                .contains("\"order\", \"aside\", 25")
                .doesNotContain("{{", "Quote", "seal");
        assertThat(Files.readString(folder.resolve("rating-service/src/main/resources/templates/rating.html")))
                .contains("name=\"stars\"", "{#lines widget=\"rating\"");
    }

    private int generate(String typed, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                compiled.toString(),
                "AddService"));
        command.addAll(List.of(options));
        Process generator = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        generator.outputWriter().append(typed).close();
        said = new String(generator.getInputStream().readAllBytes());
        return generator.waitFor();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    private void copy(Path file) throws IOException {
        Path copied = folder.resolve(PROJECT.relativize(file));
        Files.createDirectories(copied.getParent());
        Files.copy(file, copied, StandardCopyOption.REPLACE_EXISTING);
    }
}
