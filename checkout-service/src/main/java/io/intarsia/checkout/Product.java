package io.intarsia.checkout;

import io.intarsia.kit.quote.Money;

/**
 * Something that the shop sells.
 *
 * @param sku letters, digits and hyphens; unique in the catalogue
 * @param price of one, tax included
 * @param image the picture's file name
 * @param alt what the picture shows, in words
 */
record Product(String sku, String name, String description, Money price, String image, String alt) {
    /** Where the picture is served. */
    public String imagePath() {
        return "/checkout-service/catalogue/images/" + image;
    }
}
