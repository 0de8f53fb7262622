package io.intarsia.checkout;

import io.intarsia.kit.quote.Money;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in a basket and what it costs: by the catalogue as long as it is open, as frozen once it is sealed.
 *
 * @param items in the order in which they were added
 * @param sum of all items that can be had, tax included
 * @param taxRate in percent
 */
record Bill(List<Item> items, Money sum, BigDecimal taxRate) {
    /**
     * One line of it.
     *
     * @param product as it is in the catalogue now; null if it is there no more
     * @param unitPrice tax included; null if the product cannot be had any more
     */
    record Item(
            String sku,
            String name,
            int quantity,
            @Nullable Product product,
            @Nullable Money unitPrice) {
        /** The price of all of them; null if they cannot be had any more. */
        public @Nullable Money price() {
            return unitPrice == null ? null : unitPrice.times(quantity);
        }
    }

    static Bill of(Order order, Catalogue catalogue, BigDecimal taxRateNow) {
        Currency currency = order.currency == null ? catalogue.currency() : Currency.getInstance(order.currency);
        List<Item> items = order.lines.stream()
                .map(line -> item(line, catalogue, currency))
                .toList();
        Money sum = items.stream()
                .filter(item -> item.unitPrice() != null)
                .map(Item::price)
                .reduce(new Money(0, currency), Money::plus);
        return new Bill(items, sum, order.taxRate == null ? taxRateNow : order.taxRate);
    }

    private static Item item(Line line, Catalogue catalogue, Currency currency) {
        Product product = catalogue.find(line.sku());
        if (line.name() != null && line.unitPrice() != null) {
            return new Item(line.sku(), line.name(), line.quantity(), product, new Money(line.unitPrice(), currency));
        }
        return product == null
                ? new Item(line.sku(), line.sku(), line.quantity(), null, null)
                : new Item(line.sku(), product.name(), line.quantity(), product, product.price());
    }

    public boolean isEmpty() {
        return items.isEmpty();
    }

    /** Whether everything in it can still be had. */
    public boolean isComplete() {
        return items.stream().allMatch(item -> item.unitPrice() != null);
    }

    /** How many pieces. */
    public int count() {
        return items.stream().mapToInt(Item::quantity).sum();
    }

    /** The tax that the sum includes, to the nearest minor unit. */
    public Money tax() {
        return sum.taxAt(taxRate);
    }

    /** The rate as a reader writes it: 19, not 19.00. */
    public BigDecimal taxPercent() {
        return taxRate.stripTrailingZeros();
    }
}
