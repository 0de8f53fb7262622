package io.intarsia.delivery;

import io.intarsia.kit.widget.BadInput;
import io.intarsia.kit.widget.Form;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who is delivered to and where, as far as the shopper has typed it: what is still missing is empty.
 *
 * @param region as far as the country's addresses name one; what was typed for another country is kept, and not shown
 * @param postcodeAccepted whether the shopper says that the postcode is right, though its country writes others
 */
@Embeddable
record Recipient(
        String name,
        String line1,
        String line2,
        String city,
        String region,
        String postcode,
        boolean postcodeAccepted,
        @Enumerated(EnumType.STRING) Country country) {

    static final int LONGEST_LINE = 100;
    static final int LONGEST_POSTCODE = 12;

    /** Nothing is typed yet. */
    static Recipient empty(Country country) {
        return new Recipient("", "", "", "", "", "", false, country);
    }

    /**
     * This recipient with the fields that a form has; the others stay.
     *
     * @throws BadInput if a field is too long, has control characters, or names no country that is delivered to
     */
    Recipient with(Form form) {
        Country typedCountry = form.has("country") ? country(form.line("country", 2)) : country;
        String typedPostcode = line(form, "postcode", LONGEST_POSTCODE, postcode);
        String written = typedCountry.postcode(typedPostcode).orElse(typedPostcode);
        return new Recipient(
                line(form, "name", LONGEST_LINE, name),
                line(form, "line1", LONGEST_LINE, line1),
                line(form, "line2", LONGEST_LINE, line2),
                line(form, "city", LONGEST_LINE, city),
                line(form, "region", LONGEST_LINE, region),
                written,
                typedCountry == country && accepts(form, written),
                typedCountry);
    }

    /** The box says which postcode it is about: ticked for another one, it says nothing of this one. */
    private boolean accepts(Form form, String written) {
        return form.has("postcodeAsTyped")
                ? form.line("postcodeAsTyped", LONGEST_POSTCODE).equals(written)
                : postcodeAccepted && !form.has("postcode");
    }

    /** Whether the postcode has the form of the country's. */
    boolean postcodeFitsCountry() {
        return country.postcode(postcode).isPresent();
    }

    /** Whether the shopper is asked if the postcode is right, or has said so. */
    public boolean isPostcodeUnusual() {
        return !postcode.isEmpty() && !postcodeFitsCountry();
    }

    /** The address below the name, line by line, as its country writes it. */
    public List<String> address() {
        return Stream.of(List.of(line1, line2), country.place(postcode, city, region))
                .flatMap(List::stream)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Whom and where, line by line, without the country. */
    public List<String> lines() {
        return Stream.concat(Stream.of(name), address().stream())
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Whether anything is typed yet. */
    public boolean isBegun() {
        return !lines().isEmpty();
    }

    private static String line(Form form, String field, int longest, String before) {
        return form.has(field) ? form.line(field, longest) : before;
    }

    private static Country country(String code) {
        try {
            return Country.valueOf(code);
        } catch (IllegalArgumentException e) {
            throw new BadInput("The field country takes the code of a country that is delivered to, for example DE");
        }
    }
}
