package io.intarsia.delivery;

import io.intarsia.kit.quote.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a delivery costs, and the tax in it.
 *
 * @param amount tax included
 * @param taxRate in percent
 */
record Price(Money amount, BigDecimal taxRate) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** The tax that the amount includes, to the nearest minor unit. */
    public Money tax() {
        BigDecimal tax = BigDecimal.valueOf(amount.minorUnits())
                .multiply(taxRate)
                .divide(HUNDRED.add(taxRate), 0, RoundingMode.HALF_UP);
        return new Money(tax.longValueExact(), amount.currency());
    }

    public boolean isTaxed() {
        return tax().minorUnits() > 0;
    }

    /** The rate as a reader writes it: 19, not 19.00. */
    public BigDecimal taxPercent() {
        return taxRate.stripTrailingZeros();
    }
}
