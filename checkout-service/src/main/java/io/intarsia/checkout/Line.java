package io.intarsia.checkout;

import jakarta.persistence.Embeddable;
import org.jspecify.annotations.Nullable;

/**
 * How many of a product are in a basket.
 *
 * @param name of the product as it was sealed; null before
 * @param unitPrice in minor units, as it was sealed; null before, when the catalogue says it
 */
@Embeddable
record Line(
        String sku,
        int quantity,
        @Nullable String name,
        @Nullable Long unitPrice) {
    static Line of(String sku, int quantity) {
        return new Line(sku, quantity, null, null);
    }
}
