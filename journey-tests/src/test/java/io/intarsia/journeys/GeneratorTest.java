package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
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
                "--name message --price 1 | Expected --name as a word that neither Java nor SQL nor the service itself has taken, was: message",
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
    void the_next_build_puts_no_other_service_together_anew() throws Exception {
        Path pom = folder.resolve("pom.xml");
        FileTime before = FileTime.from(Instant.parse("2026-11-24T12:00:00Z"));
        Files.setLastModifiedTime(pom, before);

        generate("", "--name", "tree", "--price", "250");

        assertThat(pom).content().contains("<module>tree-service</module>");
        assertThat(Files.getLastModifiedTime(pom)).isEqualTo(before);
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

    @Test
    void what_costs_something_promises_its_reservation_and_each_event_of_its_work() throws Exception {
        generate("", "--name", "tree", "--price", "250", "--publishes", "trees.planted", "--publishes", "trees.named");

        assertThat(written("src/main/resources/application.properties")).contains("""
                intarsia.promises=\\
                  payment.authorised.tree-service -> reservation.made.tree-service | reservation.refused.tree-service within 10s,\\
                  payment.captured & reservation.made.tree-service -> trees.planted within 10s,\\
                  payment.captured & reservation.made.tree-service -> trees.named within 10s
                """);
    }

    @Test
    void what_the_tests_type_is_said_once_and_within_any_sensible_limit() throws Exception {
        generate("", "--name", "tree", "--price", "250", "--field", "trees:number:required", "--field", "words:lines");

        assertThat(written("src/test/java/io/intarsia/tree/TreeWidgetTest.java"))
                .containsOnlyOnce("\"7\"")
                .containsOnlyOnce("\"For Zoe\"");
    }

    @Test
    void a_field_is_asked_for_by_its_label_and_optional_only_where_it_can_be_filled_in() throws Exception {
        generate("", "--name", "tree", "--price", "250", "--field", "trees:number:required", "--field", "words:text");

        assertThat(written("src/main/java/io/intarsia/tree/Messages.java")).contains("Fill in “Trees”.");
        assertThat(written("src/main/resources/templates/tree.html")).contains("label=msg:wordsLabel");
        assertThat(written("src/main/resources/templates/tree-state.html"))
                .contains("<dt>{msg:treesLabel}</dt>", "<dt>{msg:wordsShown}</dt>");
        assertThat(written("src/main/java/io/intarsia/tree/Messages.java"))
                .contains(
                        "@Message(\"Words (optional)\")\n    String wordsLabel",
                        "@Message(\"Words\")\n    String wordsShown");
    }

    private String written(String file) throws IOException {
        return Files.readString(folder.resolve("tree-service").resolve(file));
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
