package io.intarsia.kit.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import io.intarsia.kit.operator.ForOperators;
import io.intarsia.verify.Texts;
import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The texts of every service: none stands in a template, and none is missing in a language of the service. They are looked at in every service's build. */
@AnalyzeClasses(
        packages = "io.intarsia",
        importOptions = {DoNotIncludeTests.class, ArchitectureRules.NoTestKit.class})
public class TextRules {
    @ArchTest
    static void every_text_is_a_message_in_every_language_of_its_service(JavaClasses classes) throws Exception {
        List<String> faults = new ArrayList<>();
        for (var service : bundles(classes).entrySet()) {
            if (Files.isDirectory(service.getKey())) {
                faults.addAll(faultsIn(service.getKey(), service.getValue()));
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(service.getKey())) {
                    faults.addAll(faultsIn(jar.getPath("/"), service.getValue()));
                }
            }
        }
        assertThat(faults)
                .as("A shopper reads a page in one language, and a text that is not in the bundle is in one only")
                .isEmpty();
    }

    /** By what they were built into: a folder of classes, or a jar. */
    private static Map<Path, List<Class<?>>> bundles(JavaClasses classes) {
        return classes.stream()
                .filter(found -> found.isAnnotatedWith(MessageBundle.class))
                .map(JavaClass::reflect)
                .collect(Collectors.groupingBy(TextRules::home, TreeMap::new, Collectors.toList()));
    }

    private static Path home(Class<?> bundle) {
        try {
            return Path.of(
                    bundle.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> faultsIn(Path root, List<Class<?>> bundles) throws IOException {
        List<String> faults = new ArrayList<>();
        for (boolean operators : new boolean[] {false, true}) {
            List<Texts.Bundle> some = bundles.stream()
                    .filter(bundle -> bundle.isAnnotationPresent(ForOperators.class) == operators)
                    .map(TextRules::bundle)
                    .toList();
            List<String> languages = languages(root);
            faults.addAll(Texts.faults(root, some, operators ? languages.subList(0, 1) : languages));
        }
        return faults.stream().distinct().toList();
    }

    private static List<String> languages(Path root) throws IOException {
        Properties settings = new Properties();
        Path file = root.resolve("application.properties");
        if (Files.isRegularFile(file)) {
            try (InputStream stream = Files.newInputStream(file)) {
                settings.load(stream);
            }
        }
        return Stream.of(settings.getProperty("intarsia.languages", "en").split(","))
                .map(String::strip)
                .toList();
    }

    private static Texts.Bundle bundle(Class<?> bundle) {
        Map<String, String> texts = new LinkedHashMap<>();
        Stream.of(bundle.getMethods())
                .forEach(text -> texts.put(
                        text.getName(), text.getAnnotation(Message.class).value()));
        String name = bundle.getAnnotation(MessageBundle.class).value();
        return new Texts.Bundle(name.equals(MessageBundle.DEFAULTED_NAME) ? "msg" : name, texts);
    }
}
