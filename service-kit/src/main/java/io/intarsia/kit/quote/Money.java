package io.intarsia.kit.quote;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;

/**
 * An amount, tax included.
 *
 * @param minorUnits the amount in the currency's smallest unit (cents), never negative
 * @param currency ISO 4217
 */
public record Money(long minorUnits, Currency currency) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** @throws IllegalArgumentException if the amount is negative */
    public Money {
        if (minorUnits < 0) {
            throw new IllegalArgumentException("An amount is 0 or more minor units, but was: " + minorUnits);
        }
    }

    /** @param currency an ISO 4217 code, for example {@code EUR} */
    public static Money of(long minorUnits, String currency) {
        return new Money(minorUnits, Currency.getInstance(currency));
    }

    /**
     * @throws ArithmeticException if the sum does not fit
     * @throws IllegalArgumentException if the currencies differ
     */
    public Money plus(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException(
                    "Amounts in " + currency + " and " + other.currency + " cannot be added");
        }
        return new Money(Math.addExact(minorUnits, other.minorUnits), currency);
    }

    /** @throws ArithmeticException if the product does not fit */
    public Money times(int quantity) {
        return new Money(Math.multiplyExact(minorUnits, (long) quantity), currency);
    }

    /**
     * The tax in it, to the nearest minor unit.
     *
     * @param rate in percent of the amount without tax, 0 or more
     */
    public Money taxAt(BigDecimal rate) {
        BigDecimal tax =
                BigDecimal.valueOf(minorUnits).multiply(rate).divide(HUNDRED.add(rate), 0, RoundingMode.HALF_UP);
        return new Money(tax.longValueExact(), currency);
    }

    /** The ISO 4217 code, for {@code data-currency}. */
    public String currencyCode() {
        return currency.getCurrencyCode();
    }

    /** The amount as a shopper reads it, for example {@code €12.90} or {@code 12,90 €}. */
    public String format(Locale locale) {
        NumberFormat format = NumberFormat.getCurrencyInstance(withLatinDigits(locale));
        if (locale.getLanguage().equals("ar") && format instanceof DecimalFormat arabic) {
            // As newer Javas and the browser write it, which sums up what is shown; Java 17 has the currency in front.
            arabic.applyPattern("\u200f#,##0.00\u00a0¤");
        }
        format.setCurrency(currency);
        format.setMinimumFractionDigits(currency.getDefaultFractionDigits());
        format.setMaximumFractionDigits(currency.getDefaultFractionDigits());
        return format.format(BigDecimal.valueOf(minorUnits, currency.getDefaultFractionDigits()));
    }

    /** The digits are the same in every language, for they are those of the card and of the order's number, and those that the browser sums up. */
    public static Locale withLatinDigits(Locale locale) {
        return new Locale.Builder()
                .setLocale(locale)
                .setUnicodeLocaleKeyword("nu", "latn")
                .build();
    }

    /** The amount as an English reader reads it. */
    @Override
    public String toString() {
        return format(Locale.ENGLISH);
    }
}
