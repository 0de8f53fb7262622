package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What the documents list is what the running services and the sources have: nothing is missing, and nothing is left that is gone. */
class DocsTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String OF_EVERY_SERVICE = "In every service";
    static final Set<String> NOT_SERVICES = Set.of("ui-shell", "provider-simulator");

    @Test
    void every_column_of_every_database_is_in_boundaries_md_and_no_other() {
        needsTheShopOfThisMachine();
        Map<String, Set<String>> documented = documentedColumns();
        Set<String> ofEveryService = documented.getOrDefault(OF_EVERY_SERVICE, Set.of());
        List<String> differences = new ArrayList<>();
        for (String service : services()) {
            Set<String> expected = new TreeSet<>(documented.getOrDefault(service, Set.of()));
            expected.addAll(ofEveryService);
            Set<String> found = new TreeSet<>(ShopUnderTest.columns(service));
            compare(found, expected, "the database of " + service, "docs/boundaries.md, section " + service)
                    .forEach(differences::add);
        }
        Set<String> sections = new TreeSet<>(documented.keySet());
        sections.remove(OF_EVERY_SERVICE);
        compare(services(), sections, "the shop", "docs/boundaries.md, sections with tables")
                .forEach(differences::add);
        assertThat(differences).isEmpty();
    }

    @Test
    void every_event_that_a_service_declares_is_in_events_md_and_no_other() {
        needsTheShopOfThisMachine();
        Set<String> declared = new TreeSet<>();
        Map<String, Manifest> manifests =
                services().stream().collect(Collectors.toMap(service -> service, Manifest::of));
        manifests.forEach((publisher, manifest) ->
                manifest.publishes().forEach(type -> declared.add(line(type, publisher, reactingTo(type, manifests)))));
        assertThat(compare(declared, documentedEvents(), "the manifests", "docs/events.md"))
                .isEmpty();
    }

    @Test
    void every_reaction_is_to_an_event_that_some_service_publishes() {
        needsTheShopOfThisMachine();
        Collection<Manifest> manifests = services().stream().map(Manifest::of).toList();
        List<String> published =
                manifests.stream().flatMap(m -> m.publishes().stream()).toList();
        assertThat(manifests.stream().flatMap(m -> m.reactsTo().stream()).distinct())
                .allMatch(pattern -> published.stream().anyMatch(type -> fits(pattern, type)));
    }

    @Test
    void every_configuration_key_is_in_configuration_md() {
        Map<String, String> documented = documentedKeys();
        List<String> problems = new ArrayList<>();
        keysOfTheSources().forEach((key, declared) -> {
            String described = documented.get(key);
            if (described == null) {
                problems.add(key + " (" + declared.where() + ") is not in docs/configuration.md");
            } else if (!declared.standard().isEmpty() && !described.contains("`" + declared.standard() + "`")) {
                problems.add(key + " has the default " + declared.standard() + " in " + declared.where()
                        + ", but docs/configuration.md says: " + described);
            }
        });
        assertThat(problems).isEmpty();
    }

    @Test
    void no_key_of_configuration_md_is_gone() {
        Set<String> left = new TreeSet<>(documentedKeys().keySet());
        left.removeIf(key -> !key.matches("(intarsia|checkout|payment|delivery|event-log)\\..*|rabbitmq-.*"));
        left.removeAll(keysOfTheSources().keySet());
        // Found by what it begins with, in whatever source of the configuration: Operators.
        left.remove("intarsia.operators.<operator>");
        assertThat(left).as("in docs/configuration.md, but in no source file").isEmpty();
    }

    // What the documents say

    /** By section, {@code table.column}. A section without a table is left out. */
    private static Map<String, Set<String>> documentedColumns() {
        Map<String, Set<String>> columns = new TreeMap<>();
        String section = "";
        String table = "";
        for (String line : documents("boundaries.md").split("\n")) {
            Matcher row = Pattern.compile("\\| `(\\w+)` \\|.*").matcher(line);
            if (line.startsWith("## ")) {
                section = line.substring(3).strip();
                table = "";
            } else if (line.startsWith("### ")) {
                table = line.substring(4).replace("`", "").strip();
            } else if (!table.isEmpty() && row.matches()) {
                columns.computeIfAbsent(section, s -> new TreeSet<>()).add(table + "." + row.group(1));
            }
        }
        return columns;
    }

    /** An added service says in its own README that it reacts, so an event may have several rows. */
    static Set<String> documentedEvents() {
        Pattern row = Pattern.compile("(?m)^\\| `([a-z.*#-]+)` \\| ([a-z-]+) \\| ([a-z, -]+) \\|.*$");
        Map<List<String>, Set<String>> reacting = new LinkedHashMap<>();
        row.matcher(documents("events.md"))
                .results()
                .forEach(found -> reacting.computeIfAbsent(
                                List.of(found.group(1), found.group(2)), event -> new TreeSet<>())
                        .addAll(Arrays.stream(found.group(3).split(",\\s*"))
                                .map(String::strip)
                                .toList()));
        return reacting.entrySet().stream()
                .map(event -> line(event.getKey().get(0), event.getKey().get(1), event.getValue()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A document of the project, and what services that were added say of themselves in theirs. */
    private static String documents(String name) {
        StringBuilder all = new StringBuilder(text(PROJECT.resolve("docs").resolve(name)));
        try (Stream<Path> folders = Files.list(PROJECT)) {
            folders.map(folder -> folder.resolve("README.md"))
                    .filter(Files::exists)
                    .forEach(readme -> all.append("\n").append(text(readme)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toString();
    }

    /** Keys and variables, each with the lines that tell of it. */
    private static Map<String, String> documentedKeys() {
        Map<String, String> keys = new TreeMap<>();
        for (String line : documents("configuration.md").split("\n")) {
            if (line.startsWith("| `")) {
                String[] cells = line.split("\\|");
                Pattern.compile("`([^`]+)`")
                        .matcher(cells[1] + cells[2])
                        .results()
                        .forEach(name -> keys.merge(name.group(1), line, (one, other) -> one + "\n" + other));
            }
        }
        return keys;
    }

    // What the running services say

    private record Manifest(List<String> publishes, List<String> reactsTo) {
        static Manifest of(String service) {
            Map<String, List<String>> read = new Yaml()
                    .load(ShopUnderTest.get(ShopUnderTest.shop().address(service) + "/" + service + "/manifest"));
            return new Manifest(read.get("publishes"), read.get("reactsTo"));
        }
    }

    private static List<String> reactingTo(String type, Map<String, Manifest> manifests) {
        return manifests.entrySet().stream()
                .filter(service -> service.getValue().reactsTo().stream().anyMatch(pattern -> fits(pattern, type)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether a pattern of the broker takes some event of a type; the type's own {@code *} stands for one word, too. */
    private static boolean fits(String pattern, String type) {
        String[] wanted = pattern.split("\\.");
        String[] words = type.split("\\.");
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return true;
            }
            if (i >= words.length || !(wanted[i].equals("*") || words[i].equals("*") || wanted[i].equals(words[i]))) {
                return false;
            }
        }
        return wanted.length == words.length;
    }

    private static Set<String> services() {
        return ShopUnderTest.shop().services().stream()
                .filter(process -> !NOT_SERVICES.contains(process))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    // What the sources say

    /** @param standard the default, or nothing */
    private record Declared(String where, String standard) {}

    private static Map<String, Declared> keysOfTheSources() {
        Map<String, Declared> keys = new TreeMap<>();
        for (Path file : sources()) {
            String where = PROJECT.relativize(file).toString();
            String text = withoutComments(text(file));
            BiConsumer<String, String> found =
                    (key, standard) -> keys.merge(key, new Declared(where, standard), DocsTest::richer);
            find(text, "@ConfigProperty\\(\\s*name = \"([^\"]+)\"(?:,\\s*defaultValue = \"([^\"]*)\")?", found);
            find(text, "every = \"\\$\\{([a-z.-]+)(?::([^}]*))?}\"", found);
            find(text, "System\\.getenv\\(\"([A-Z_]+)\"()", found);
            // A test may turn any of Quarkus's own screws.
            String ours =
                    where.contains("src/test") ? "INTARSIA|RABBITMQ|PAYMENT" : "INTARSIA|RABBITMQ|QUARKUS|PAYMENT";
            find(text, "\"((?:" + ours + ")(?:_[A-Z]+)+)\"()", found);
            find(text, "(?:System\\.getProperty|Boolean\\.getBoolean)\\(\"([a-z-]+)\"()", found);
            if (file.toString().endsWith(".properties") || file.endsWith("compose.yaml")) {
                find(text, "\\$\\{([A-Za-z._-]+)(?::-?([^}]*))?}", found);
            }
            if (text.contains("@ConfigMapping(")) {
                keysOfMapping(text, found);
            }
        }
        return keys;
    }

    private static Declared richer(Declared one, Declared other) {
        return one.standard().isEmpty() ? other : one;
    }

    private static void keysOfMapping(String text, BiConsumer<String, String> found) {
        String prefix = text.replaceAll("(?s).*@ConfigMapping\\(prefix = \"([^\"]+)\"\\).*", "$1");
        Pattern method = Pattern.compile("(?s)(?:@WithDefault\\(\"([^\"]*)\"\\).*)?\\s([\\w<>, ]+)\\s(\\w+)\\(\\)$");
        Pattern mapOfNested = Pattern.compile("Map<\\w+, (?!String>)\\w+>");
        for (String statement : text.substring(text.indexOf("interface ")).split(";")) {
            Matcher nested = Pattern.compile("interface (\\w+) \\{").matcher(statement);
            Matcher declared = method.matcher(statement);
            if (nested.find() && statement.indexOf("interface") > 0) {
                Matcher ofMap = Pattern.compile("Map<(\\w+), " + nested.group(1) + "> (\\w+)\\(\\)")
                        .matcher(text);
                assertThat(ofMap.find()).as("a map of " + nested.group(1)).isTrue();
                prefix = prefix + "." + dashed(ofMap.group(2)) + ".<" + dashed(ofMap.group(1)) + ">";
            }
            if (declared.find() && !mapOfNested.matcher(declared.group(2)).find()) {
                found.accept(
                        prefix + "." + dashed(declared.group(3)), declared.group(1) == null ? "" : declared.group(1));
            }
        }
    }

    private static String dashed(String name) {
        return name.replaceAll("(?<=[a-z])([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static void find(String text, String expression, BiConsumer<String, String> found) {
        Pattern.compile(expression)
                .matcher(text)
                .results()
                .forEach((MatchResult match) ->
                        found.accept(match.group(1), match.group(2) == null ? "" : match.group(2)));
    }

    private static String withoutComments(String text) {
        return text.replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*(//|#).*$", "");
    }

    private static List<Path> sources() {
        List<Path> files = new ArrayList<>(List.of(PROJECT.resolve("compose.yaml")));
        try (Stream<Path> modules = Files.list(PROJECT)) {
            for (Path module : modules.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .toList()) {
                files.addAll(filesIn(module.resolve("src/main")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.addAll(filesIn(PROJECT.resolve("journey-tests/src/test")));
        // The second one turns RabbitMQ's own screws.
        files.removeIf(file -> file.endsWith("DocsTest.java") || file.endsWith("faults/Rabbit.java"));
        return files;
    }

    private static List<Path> filesIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(java|properties)"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The comparison

    private static void needsTheShopOfThisMachine() {
        assumeTrue(ShopUnderTest.isLocal(), "-Dbase-url names an installation whose services cannot be read from here");
    }

    private static String line(String type, String publisher, Collection<String> reacting) {
        return type + " of " + publisher + ", for " + String.join(", ", new TreeSet<>(reacting));
    }

    private static List<String> compare(Set<String> found, Set<String> documented, String there, String document) {
        return Stream.concat(
                        found.stream()
                                .filter(one -> !documented.contains(one))
                                .map(one -> one + " is in " + there + ", but not in " + document),
                        documented.stream()
                                .filter(one -> !found.contains(one))
                                .map(one -> one + " is in " + document + ", but not in " + there))
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
