package io.intarsia.provider;

import java.util.Arrays;
import java.util.regex.Pattern;

/** The brands of cards, by how their numbers begin (ISO/IEC 7812). */
enum Brand {
    VISA("4.*"),
    MASTERCARD("(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720).*"),
    AMEX("3[47].*"),
    DISCOVER("(6011|64[4-9]|65).*"),
    DINERS("3(0[0-5]|[689]).*"),
    JCB("35(2[89]|[3-8]).*"),
    UNIONPAY("62.*"),
    OTHER(".*");

    private final Pattern numbers;

    Brand(String numbers) {
        this.numbers = Pattern.compile(numbers);
    }

    static Brand of(String number) {
        return Arrays.stream(values())
                .filter(brand -> brand.numbers.matcher(number).matches())
                .findFirst()
                .orElse(OTHER);
    }
}
