package io.intarsia.attacks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.Index;
import org.jboss.jandex.Indexer;
import org.jboss.jandex.MethodInfo;

/**
 * One address of a service, as its code declares it.
 *
 * @param path with its variables in braces
 */
record Endpoint(String service, String verb, String path) {
    private static final DotName PATH = DotName.createSimple("jakarta.ws.rs.Path");
    private static final List<String> VERBS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

    /** All that a service answers to by code of its own or of the kit; none is missing, for they are read from the classes. */
    static List<Endpoint> of(String service) throws IOException {
        Indexer indexer = new Indexer();
        for (String module : List.of(service, "service-kit")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "target/classes"))) {
                for (Path file :
                        files.filter(one -> one.toString().endsWith(".class")).toList()) {
                    try (InputStream bytes = Files.newInputStream(file)) {
                        indexer.index(bytes);
                    }
                }
            }
        }
        Index index = indexer.complete();
        List<Endpoint> found = new ArrayList<>();
        for (ClassInfo type : index.getKnownClasses()) {
            AnnotationInstance base = type.declaredAnnotation(PATH);
            if (base != null) {
                for (MethodInfo method : type.methods()) {
                    for (String verb : VERBS) {
                        if (method.hasAnnotation(DotName.createSimple("jakarta.ws.rs." + verb))) {
                            AnnotationInstance own = method.annotation(PATH);
                            String path = "/" + service + "/" + base.value().asString()
                                    + (own == null ? "" : "/" + own.value().asString());
                            found.add(new Endpoint(service, verb, path.replaceAll("/+", "/")));
                        }
                    }
                }
            }
        }
        found.add(new Endpoint(service, "POST", "/" + service + "/j_security_check"));
        return found;
    }

    boolean isOfACheckout() {
        return path.contains("/checkouts/{correlationId}/");
    }

    boolean isForOperators() {
        return path.contains("/operator/");
    }

    boolean isAWidget() {
        return path.contains("/widgets/");
    }

    /** The address of the widget that it belongs to, or itself. */
    String widget() {
        return path.replaceFirst("(/widgets/[^/]+)/.*", "$1");
    }
}
