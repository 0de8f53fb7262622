package io.intarsia.payment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The brands of cards: how their numbers begin and how long they are (ISO/IEC 7812), and the length of their security code. */
enum Brand {
    VISA("Visa", "4.*", Set.of(13, 16, 19), 3),
    MASTERCARD("Mastercard", "(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720).*", Set.of(16), 3),
    AMEX("American Express", "3[47].*", Set.of(15), 4),
    DISCOVER("Discover", "(6011|64[4-9]|65).*", Set.of(16, 17, 18, 19), 3),
    DINERS("Diners Club", "3(0[0-5]|[689]).*", Set.of(14, 15, 16, 17, 18, 19), 3),
    JCB("JCB", "35(2[89]|[3-8]).*", Set.of(16, 17, 18, 19), 3),
    UNIONPAY("UnionPay", "62.*", Set.of(16, 17, 18, 19), 3),
    OTHER("", ".*", Set.of(12, 13, 14, 15, 16, 17, 18, 19), 3);

    private final String shown;
    private final Pattern numbers;
    private final Set<Integer> lengths;
    private final int codeLength;

    Brand(String shown, String numbers, Set<Integer> lengths, int codeLength) {
        this.shown = shown;
        this.numbers = Pattern.compile(numbers);
        this.lengths = lengths;
        this.codeLength = codeLength;
    }

    static Brand of(String number) {
        return Arrays.stream(values())
                .filter(brand -> brand.numbers.matcher(number).matches())
                .findFirst()
                .orElse(OTHER);
    }

    /** The brand that the provider names; {@link #OTHER} if it is none of these. */
    static Brand named(String written) {
        return Arrays.stream(values())
                .filter(brand -> brand.name().toLowerCase(Locale.ROOT).equals(written))
                .findFirst()
                .orElse(OTHER);
    }

    /** How the digits stand on the card, where that is not in fours. */
    List<Integer> groups() {
        return switch (this) {
            case AMEX -> List.of(4, 6, 5);
            case DINERS -> List.of(4, 6, 4);
            default -> List.of();
        };
    }

    String numbers() {
        return numbers.pattern();
    }

    Set<Integer> lengths() {
        return lengths;
    }

    /** The name as shoppers know it; empty for {@link #OTHER}. */
    String shown() {
        return shown;
    }

    boolean hasLength(int digits) {
        return lengths.contains(digits);
    }

    int codeLength() {
        return codeLength;
    }
}
