package io.intarsia.checkout;

import static io.intarsia.checkout.CatalogueRefused.quoted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;

/**
 * What the shop sells, in the order of the file. Read once, at the start, and strictly: a price that nobody meant is
 * worse than a shop that does not open. The form is RFC 4180 in UTF-8 with the columns {@code
 * sku,name,description,price,currency,image,alt} in any order.
 */
class Catalogue {
    static final int MOST_PRODUCTS = 500;

    static final List<String> COLUMNS = List.of("sku", "name", "description", "price", "currency", "image", "alt");
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .get();

    private final CatalogueFolder folder;
    private final Map<String, Product> products;
    private final Set<String> images;
    private final Currency currency;

    private Catalogue(CatalogueFolder folder, Map<String, Product> products, Currency currency) {
        this.folder = folder;
        this.products = products;
        this.currency = currency;
        this.images = products.values().stream().map(Product::image).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads a catalogue and looks at every picture that it names.
     *
     * @throws CatalogueRefused at the first thing that is wrong
     */
    static Catalogue read(CatalogueFolder folder) throws CatalogueRefused {
        String file = folder.csvName();
        String text = textOf(folder, file);
        try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
            checkColumns(file, parser);
            return new Reading(folder, file, parser).all();
        } catch (IOException e) {
            throw new CatalogueRefused(file, "cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new CatalogueRefused(file, 1, "a column has no name or is named twice; expected " + COLUMNS);
        }
    }

    private static String textOf(CatalogueFolder folder, String file) throws CatalogueRefused {
        try {
            byte[] bytes = folder.readCsv()
                    .orElseThrow(() -> new CatalogueRefused(
                            file,
                            "there is no such file; set INTARSIA_CATALOGUE to the shop's own CSV file, or unset it"));
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // Spreadsheets put a byte order mark before UTF-8.
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new CatalogueRefused(file, "is not in UTF-8; save it as \"CSV UTF-8\"");
        } catch (IOException e) {
            throw new CatalogueRefused(file, "cannot be read: " + e.getMessage());
        }
    }

    private static void checkColumns(String file, CSVParser parser) throws CatalogueRefused {
        Set<String> missing = new TreeSet<>(COLUMNS);
        missing.removeAll(parser.getHeaderNames());
        if (!missing.isEmpty()) {
            throw new CatalogueRefused(file, 1, "the columns " + missing + " are missing; expected " + COLUMNS);
        }
        Set<String> unknown = new TreeSet<>(parser.getHeaderNames());
        COLUMNS.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new CatalogueRefused(
                    file, 1, "the columns " + quoted(unknown.toString()) + " are unknown; expected " + COLUMNS);
        }
    }

    Collection<Product> products() {
        return products.values();
    }

    @Nullable
    Product find(String sku) {
        return products.get(sku);
    }

    /** The one currency of all prices. */
    Currency currency() {
        return currency;
    }

    /** A picture's bytes, if the catalogue names it; nothing else in its folder can be had. */
    Optional<byte[]> image(String file) {
        if (!images.contains(file)) {
            return Optional.empty();
        }
        try {
            return folder.readImage(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The picture " + file + " of the catalogue cannot be read any more", e);
        }
    }

    /** One reading of one file, from its first product to its last. */
    private static class Reading {
        private final CatalogueFolder folder;
        private final String file;
        private final CSVParser parser;
        private final Map<String, Product> products = new LinkedHashMap<>();
        private @Nullable Currency currency;

        Reading(CatalogueFolder folder, String file, CSVParser parser) {
            this.folder = folder;
            this.file = file;
            this.parser = parser;
        }

        Catalogue all() throws CatalogueRefused {
            for (CSVRecord row = next(); row != null; row = next()) {
                Product product = new ProductRow(folder, file, parser.getCurrentLineNumber(), row).product();
                keep(product);
            }
            if (currency == null) {
                throw new CatalogueRefused(
                        file, "has no products; expected at least one below the line with the columns");
            }
            return new Catalogue(folder, products, currency);
        }

        private @Nullable CSVRecord next() throws CatalogueRefused {
            long firstLine = parser.getCurrentLineNumber() + 1;
            try {
                var rows = parser.iterator();
                return rows.hasNext() ? rows.next() : null;
            } catch (UncheckedIOException e) {
                throw new CatalogueRefused(
                        file,
                        firstLine,
                        "a quoted value does not end, or goes on behind its end; a quote inside of one is written twice");
            }
        }

        private void keep(Product product) throws CatalogueRefused {
            long line = parser.getCurrentLineNumber();
            Currency own = product.price().currency();
            if (currency != null && !currency.equals(own)) {
                throw new CatalogueRefused(
                        file, line, "the currency is " + own + ", but " + currency + " above; expected one for all");
            }
            currency = own;
            if (products.putIfAbsent(product.sku(), product) != null) {
                throw new CatalogueRefused(
                        file, line, "the sku " + quoted(product.sku()) + " is there already; expected each once");
            }
            if (products.size() > MOST_PRODUCTS) {
                throw new CatalogueRefused(file, line, "there are more than " + MOST_PRODUCTS + " products");
            }
        }
    }
}
