package io.intarsia.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

/** The texts of a module that is written with Qute: none stands in a template, and each is there in every language that the module says it has. */
public final class Texts {
    /** What Qute puts there, and what it leaves out. */
    private static final Pattern QUTE = Pattern.compile("(?s)\\{!.*?!}|\\\\?\\{[^{}]*}");

    private static final Pattern PARAMETER = Pattern.compile("\\{(?:#(?:if|else if|when|switch)\\s+)?!?([a-zA-Z]\\w*)");
    private static final Pattern WORD = Pattern.compile("\\p{L}{2,}");
    private static final List<String> SPOKEN_ATTRIBUTES =
            List.of("alt", "aria-description", "aria-label", "data-copied", "placeholder", "title");
    private static final Set<String> NO_TEXT = Set.of("code", "kbd", "script", "style");
    private static final int WORDS_THAT_MAY_BE_THE_SAME = 3;

    private final Path root;
    private final List<String> faults = new ArrayList<>();

    private Texts(Path root) {
        this.root = root;
    }

    /**
     * A message bundle.
     *
     * @param name its files are {@code messages/<name>_<language>.properties}
     * @param texts in the first language, by key
     */
    public record Bundle(String name, Map<String, String> texts) {}

    /**
     * What is wrong, a sentence each.
     *
     * @param root the module's classes and resources
     * @param languages the one of the bundles' own texts first
     */
    public static List<String> faults(Path root, List<Bundle> bundles, List<String> languages) {
        Texts texts = new Texts(root);
        texts.templates();
        for (Bundle bundle : bundles) {
            languages.stream().skip(1).forEach(language -> texts.translated(bundle, language));
            texts.undeclared(bundle, languages);
        }
        return texts.faults;
    }

    private void templates() {
        Path folder = root.resolve("templates");
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".html")).sorted().forEach(this::template);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void template(Path file) {
        for (Element element : Jsoup.parse(withoutQute(read(file))).getAllElements()) {
            if (!NO_TEXT.contains(element.normalName())) {
                element.textNodes().stream().map(TextNode::text).forEach(text -> literal(file, text));
            }
            SPOKEN_ATTRIBUTES.forEach(attribute -> literal(file, element.attr(attribute)));
        }
    }

    private void literal(Path file, String text) {
        if (WORD.matcher(text).find()) {
            faults.add("%s says “%s” itself, expected a message of the bundle."
                    .formatted(root.relativize(file), text.strip()));
        }
    }

    private void translated(Bundle bundle, String language) {
        Path file = file(bundle, language);
        if (!Files.isRegularFile(file)) {
            faults.add("There is no %s, expected one for the language %s.".formatted(root.relativize(file), language));
            return;
        }
        Map<String, String> translations = translations(file);
        Set<String> missing = new TreeSet<>(bundle.texts().keySet());
        missing.removeAll(translations.keySet());
        missing.forEach(
                key -> faults.add("%s has no text for %s, expected one.".formatted(root.relativize(file), key)));
        translations.forEach((key, translation) -> translated(root.relativize(file), bundle, key, translation));
    }

    private void translated(Path file, Bundle bundle, String key, String translation) {
        String original = bundle.texts().get(key);
        if (original == null) {
            faults.add("%s has a text for %s, which the bundle does not have.".formatted(file, key));
        } else if (translation.isBlank()) {
            faults.add("%s has an empty text for %s.".formatted(file, key));
        } else if (!parameters(translation).equals(parameters(original))) {
            faults.add("%s fills %s into %s, expected %s."
                    .formatted(file, parameters(translation), key, parameters(original)));
        } else if (translation.equals(original) && words(original) >= WORDS_THAT_MAY_BE_THE_SAME) {
            faults.add("%s has the original's words for %s, expected a translation.".formatted(file, key));
        }
    }

    /** A language that nobody is told of is never asked for. */
    private void undeclared(Bundle bundle, List<String> languages) {
        Path folder = root.resolve("messages");
        if (!Files.isDirectory(folder)) {
            return;
        }
        Pattern named = Pattern.compile(Pattern.quote(bundle.name()) + "_(.+)\\.properties");
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> named.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(name -> name.group(1))
                    .filter(language -> !languages.contains(language))
                    .forEach(language ->
                            faults.add("There are texts of the bundle %s in the language %s, which is not among %s."
                                    .formatted(bundle.name(), language, languages)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(Bundle bundle, String language) {
        return root.resolve("messages").resolve(bundle.name() + "_" + language + ".properties");
    }

    /** As Qute reads them: a line each, which goes on where it ends in a backslash. */
    private Map<String, String> translations(Path file) {
        Map<String, String> translations = new LinkedHashMap<>();
        read(file)
                .replaceAll("\\\\\\R\\s*", "")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> {
                    String[] parts = line.split("=", 2);
                    if (parts.length < 2 || translations.put(parts[0].strip(), parts[1].strip()) != null) {
                        faults.add("%s has the line “%s”, expected key=text, and each key once."
                                .formatted(root.relativize(file), line));
                    }
                });
        return translations;
    }

    private static Set<String> parameters(String text) {
        Set<String> parameters = new HashSet<>();
        Matcher matcher = PARAMETER.matcher(text);
        while (matcher.find()) {
            parameters.add(matcher.group(1));
        }
        return parameters;
    }

    private static long words(String text) {
        return WORD.matcher(withoutQute(text)).results().count();
    }

    private static String withoutQute(String template) {
        String left = QUTE.matcher(template).replaceAll("");
        // An expression may have another one in a string.
        return left.equals(template) ? left : withoutQute(left);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
