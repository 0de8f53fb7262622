package io.intarsia.delivery;

import io.intarsia.kit.quote.Money;
import java.math.BigDecimal;

/**
 * What a delivery costs, and the tax in it.
 *
 * @param amount tax included
 * @param taxRate in percent
 */
record Price(Money amount, BigDecimal taxRate) {
    /** The tax that the amount includes, to the nearest minor unit. */
    public Money tax() {
        return amount.taxAt(taxRate);
    }

    public boolean isTaxed() {
        return tax().minorUnits() > 0;
    }

    /** The rate as a reader writes it: 19, not 19.00. */
    public BigDecimal taxPercent() {
        return taxRate.stripTrailingZeros();
    }
}
