package io.intarsia.checkout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a catalogue and its pictures are read from: the shop's own folder, or this service's own jar. */
record CatalogueFolder(@Nullable Path folder, String csv) {
    private static final String SHIPPED = "catalogue/";

    static CatalogueFolder of(Optional<Path> ownCsv) {
        return ownCsv.map(Path::toAbsolutePath)
                .map(file ->
                        new CatalogueFolder(file.getParent(), file.getFileName().toString()))
                .orElse(new CatalogueFolder(null, "products.csv"));
    }

    /** The CSV file as an operator would look for it. */
    String csvName() {
        return folder == null
                ? SHIPPED + csv + " (shipped)"
                : folder.resolve(csv).toString();
    }

    Optional<byte[]> readCsv() throws IOException {
        return read(csv);
    }

    /** @param file a plain file name that the catalogue names */
    Optional<byte[]> readImage(String file) throws IOException {
        return read("images/" + file);
    }

    private Optional<byte[]> read(String name) throws IOException {
        if (folder != null) {
            Path file = folder.resolve(name);
            return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        }
        try (InputStream found = Thread.currentThread().getContextClassLoader().getResourceAsStream(SHIPPED + name)) {
            return found == null ? Optional.empty() : Optional.of(found.readAllBytes());
        }
    }
}
