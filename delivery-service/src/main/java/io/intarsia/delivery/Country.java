package io.intarsia.delivery;

import io.intarsia.kit.widget.Form;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A country that is delivered to, by its ISO 3166 code, with the form of its postcodes.
 *
 * @see <a href="https://www.upu.int/en/postal-solutions/programmes-services/addressing-solutions">Universal Postal Union, addressing</a>
 */
enum Country {
    AT("(\\d{4})", "$1", "1010"),
    BE("(\\d{4})", "$1", "1000"),
    CZ("(\\d{3}) ?(\\d{2})", "$1 $2", "110 00"),
    DE("(\\d{5})", "$1", "10115"),
    DK("(\\d{4})", "$1", "1050"),
    ES("((?:0[1-9]|[1-4]\\d|5[0-2])\\d{3})", "$1", "28013"),
    FI("(\\d{5})", "$1", "00100"),
    FR("(\\d{5})", "$1", "75001"),
    IE("([A-Z]\\d[\\dW]) ?([A-Z\\d]{4})", "$1 $2", "D02 AF30"),
    IT("(\\d{5})", "$1", "00118"),
    LU("(?:L-?)?(\\d{4})", "$1", "1009"),
    NL("([1-9]\\d{3}) ?([A-Z]{2})", "$1 $2", "1012 AB"),
    PL("(\\d{2})-?(\\d{3})", "$1-$2", "00-001"),
    PT("(\\d{4})-?(\\d{3})", "$1-$2", "1000-001"),
    SE("(\\d{3}) ?(\\d{2})", "$1 $2", "111 20");

    /** What stands beside the town in an address. */
    enum Region {
        NONE,
        /** Helps to find it, and may be left out. */
        COUNTY,
        PROVINCE;

        boolean isNeeded() {
            return this == PROVINCE;
        }
    }

    private final Pattern postcode;
    private final String written;
    private final String example;

    Country(String postcode, String written, String example) {
        this.postcode = Pattern.compile(postcode);
        this.written = written;
        this.example = example;
    }

    /** The country's name in the language of a reader. */
    String displayName(Locale reader) {
        return new Locale.Builder().setRegion(name()).build().getDisplayCountry(reader);
    }

    /** A postcode as this country writes them. */
    public String example() {
        return example;
    }

    /** The postcode as this country writes it ({@code 1012ab} becomes {@code 1012 AB}), or empty if it is none of this country. */
    Optional<String> postcode(String typed) {
        Matcher matcher = postcode.matcher(Form.inLatinDigits(typed.toUpperCase(Locale.ROOT)));
        return matcher.matches() ? Optional.of(matcher.replaceFirst(written)) : Optional.empty();
    }

    /** Which other part of the country an address names. */
    public Region region() {
        return switch (this) {
            case IE -> Region.COUNTY;
            case ES, IT -> Region.PROVINCE;
            default -> Region.NONE;
        };
    }

    /** Whether the number of the house is written before the street. */
    public boolean isNumberFirst() {
        return switch (this) {
            case FR, IE, LU -> true;
            default -> false;
        };
    }

    /** Whether the postcode is written below the town, not before it. */
    public boolean isPostcodeLast() {
        return this == IE;
    }

    /** Whether digits are enough to type a postcode; what else belongs to it is written by itself. */
    public boolean hasPostcodeOfDigits() {
        return this != IE && this != NL;
    }

    /** How the place is written: one line, or several. */
    List<String> place(String postcode, String city, String region) {
        List<String> lines = isPostcodeLast()
                ? List.of(city, region, postcode)
                : this == IT
                        ? List.of(String.join(" ", postcode, city, region))
                        : List.of(postcode + " " + city, region() == Region.NONE ? "" : region);
        return lines.stream().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
