package io.intarsia.payment;

import io.intarsia.kit.widget.FieldErrors;
import io.intarsia.kit.widget.Form;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A card as it was typed, on its way to the provider. It is never stored, logged or shown: only the token that the provider gives for it is.
 *
 * @param number without spaces
 * @param expiry as typed
 */
record Card(String name, String number, String expiry, String securityCode) {
    static final int LONGEST_NAME = 100;
    static final int LONGEST_NUMBER = 30;
    static final int LONGEST_EXPIRY = 9;
    static final int LONGEST_CODE = 4;

    /** A month of one digit is one only where something stands behind it: 127 may be a slip of 12/7. */
    private static final Pattern EXPIRY = Pattern.compile("(\\d{2}|\\d(?=[\\s/-]))[\\s/-]*(?:20)?(\\d{2})");

    private static final int YEARS_A_CARD_MAY_LIVE = 20;

    static Card typed(Form form) {
        return new Card(
                form.line("name", LONGEST_NAME),
                Form.inLatinDigits(form.line("number", LONGEST_NUMBER)).replaceAll("[\\s\\u00a0-]", ""),
                Form.inLatinDigits(form.line("expiry", LONGEST_EXPIRY)),
                Form.inLatinDigits(form.line("code", LONGEST_CODE)));
    }

    /** What is wrong with it, as far as one can say without asking its bank. */
    FieldErrors check(Messages messages, YearMonth now) {
        FieldErrors errors = FieldErrors.none();
        if (name.isEmpty()) {
            errors.add("name", messages.nameMissing());
        }
        if (number.isEmpty()) {
            errors.add("number", messages.numberMissing());
        } else if (!number.matches("\\d+") || !Brand.of(number).hasLength(number.length()) || !hasRightCheckDigit()) {
            errors.add("number", messages.numberWrong());
        }
        checkExpiry(errors, messages, now);
        if (!securityCode.matches("\\d{3,4}")) {
            errors.add("code", messages.codeWrong());
        } else if (errors.of("number") == null
                && securityCode.length() != Brand.of(number).codeLength()) {
            errors.add("code", messages.codeOfOtherLength(Brand.of(number).codeLength()));
        }
        return errors;
    }

    private void checkExpiry(FieldErrors errors, Messages messages, YearMonth now) {
        Matcher written = EXPIRY.matcher(expiry);
        if (!written.matches()) {
            errors.add("expiry", messages.expiryWrong());
            return;
        }
        try {
            YearMonth expires =
                    YearMonth.of(2000 + Integer.parseInt(written.group(2)), Integer.parseInt(written.group(1)));
            if (expires.isBefore(now)) {
                errors.add("expiry", messages.expiryPast());
            } else if (expires.isAfter(now.plusYears(YEARS_A_CARD_MAY_LIVE))) {
                errors.add("expiry", messages.expiryWrong());
            }
        } catch (DateTimeException e) {
            errors.add("expiry", messages.expiryWrong());
        }
    }

    /** Luhn's check (ISO/IEC 7812-1, annex B). */
    private boolean hasRightCheckDigit() {
        int sum = 0;
        for (int i = 0; i < number.length(); i++) {
            int digit = number.charAt(number.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }

    /** MM/YY, as the provider takes it. Only for a card without errors. */
    String expiryForProvider() {
        String written = EXPIRY.matcher(expiry).replaceFirst("$1/$2");
        return written.indexOf('/') == 1 ? "0" + written : written;
    }

    /** Says nothing of the card, so that no log can. */
    @Override
    public String toString() {
        return "Card";
    }
}
