package io.intarsia.shell;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An empty list of services and an empty folder for manifests; limits so short that a test sees them pass. */
public class Neighbourhood implements QuarkusTestResourceLifecycleManager {
    @Nullable
    private Path folder;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("ui-shell");
            fill(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "intarsia.shell.services", folder.resolve("services.properties").toString(),
                "intarsia.shell.manifests", folder.resolve("manifests").toString(),
                "intarsia.shell.order-otherwise", "Or order by telephone: 030 1234567.",
                "intarsia.shell.order-otherwise-in.de", "Oder bestellen Sie per Telefon: 030 1234567.",
                "intarsia.shell.every", "25ms",
                "intarsia.shell.manifest-limit", "400ms",
                "intarsia.shell.gateway-limit", "2s");
    }

    /** What the shell finds when it starts. */
    void fill(Path folder) throws IOException {
        Files.createFile(folder.resolve("services.properties"));
    }

    @Override
    public void stop() {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
