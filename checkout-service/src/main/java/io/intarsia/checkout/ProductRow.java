package io.intarsia.checkout;

import static io.intarsia.checkout.CatalogueRefused.quoted;

import io.intarsia.kit.quote.Money;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVRecord;

/** One line of the catalogue, which is a product or is refused. */
record ProductRow(CatalogueFolder folder, String file, long line, CSVRecord row) {
    private static final Pattern SKU = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,39}");
    private static final Pattern PRICE = Pattern.compile("\\d{1,9}(\\.\\d{1,4})?");
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\.(svg|png|jpg|jpeg|webp)");
    private static final int LARGEST_IMAGE = 1024 * 1024;

    /** So that the largest basket still is far from the end of a long. */
    private static final long HIGHEST_PRICE = 1_000_000_000L;

    Product product() throws CatalogueRefused {
        if (row.size() != Catalogue.COLUMNS.size()) {
            throw refused("has " + row.size() + " values; expected " + Catalogue.COLUMNS.size()
                    + " (a value with a comma stands in quotes)");
        }
        return new Product(
                sku(), text("name", 1, 80), text("description", 0, 300), price(), image(), text("alt", 1, 200));
    }

    private String sku() throws CatalogueRefused {
        String sku = row.get("sku");
        if (!SKU.matcher(sku).matches()) {
            throw refused("the sku is " + quoted(sku) + "; expected 1 to 40 letters, digits and hyphens");
        }
        return sku;
    }

    private String text(String column, int shortest, int longest) throws CatalogueRefused {
        String text = row.get(column);
        if (text.length() < shortest || text.length() > longest) {
            throw refused(
                    "the " + column + " has " + text.length() + " characters; expected " + shortest + " to " + longest);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw refused(
                    "the " + column + " has a line break or another control character; expected one line of text");
        }
        return text;
    }

    private Money price() throws CatalogueRefused {
        Currency currency = currency();
        int digits = currency.getDefaultFractionDigits();
        String written = row.get("price");
        BigDecimal price = PRICE.matcher(written).matches() ? new BigDecimal(written) : BigDecimal.ZERO;
        if (price.signum() == 0 || price.scale() > digits) {
            throw refused("the price is " + quoted(written) + "; expected more than 0, written like "
                    + BigDecimal.valueOf(1290, digits));
        }
        long minorUnits = price.movePointRight(digits).longValueExact();
        if (minorUnits > HIGHEST_PRICE) {
            throw refused("the price is " + quoted(written) + "; expected at most "
                    + BigDecimal.valueOf(HIGHEST_PRICE, digits));
        }
        return new Money(minorUnits, currency);
    }

    private Currency currency() throws CatalogueRefused {
        String code = row.get("currency");
        try {
            Currency currency = Currency.getInstance(code);
            if (currency.getDefaultFractionDigits() >= 0) {
                return currency;
            }
        } catch (IllegalArgumentException e) {
            // said below, as for a code that is no money (gold, testing)
        }
        throw refused("the currency is " + quoted(code) + "; expected an ISO 4217 code such as EUR");
    }

    private String image() throws CatalogueRefused {
        String image = row.get("image");
        if (!IMAGE.matcher(image).matches()) {
            throw refused("the image is " + quoted(image)
                    + "; expected a file name that ends in .svg, .png, .jpg, .jpeg or .webp");
        }
        try {
            byte[] bytes = folder.readImage(image)
                    .orElseThrow(() -> refused("the image " + image + " is not in the folder images beside the file"));
            if (bytes.length > LARGEST_IMAGE) {
                throw refused(
                        "the image " + image + " has " + bytes.length + " bytes; expected at most " + LARGEST_IMAGE);
            }
            return image;
        } catch (IOException e) {
            throw refused("the image " + image + " cannot be read: " + e.getMessage());
        }
    }

    private CatalogueRefused refused(String reason) {
        return new CatalogueRefused(file, line, reason);
    }
}
