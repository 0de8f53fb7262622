package io.intarsia.delivery;

import io.intarsia.kit.widget.BadInput;
import io.intarsia.kit.widget.Form;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;

/** Who is delivered to and where, as far as the shopper has typed it: what is still missing is empty. */
@Embeddable
record Recipient(
        String name,
        String line1,
        String line2,
        String city,
        String postcode,
        @Enumerated(EnumType.STRING) Country country) {

    static final int LONGEST_LINE = 100;
    static final int LONGEST_POSTCODE = 12;

    /** Nothing is typed yet. */
    static Recipient empty(Country country) {
        return new Recipient("", "", "", "", "", country);
    }

    /**
     * This recipient with the fields that a form has; the others stay.
     *
     * @throws BadInput if a field is too long, has control characters, or names no country that is delivered to
     */
    Recipient with(Form form) {
        Country typedCountry = form.has("country") ? country(form.line("country", 2)) : country;
        String typedPostcode = line(form, "postcode", LONGEST_POSTCODE, postcode);
        return new Recipient(
                line(form, "name", LONGEST_LINE, name),
                line(form, "line1", LONGEST_LINE, line1),
                line(form, "line2", LONGEST_LINE, line2),
                line(form, "city", LONGEST_LINE, city),
                typedCountry.postcode(typedPostcode).orElse(typedPostcode),
                typedCountry);
    }

    /** Whether the postcode has the form of the country's. */
    boolean postcodeFitsCountry() {
        return country.postcode(postcode).isPresent();
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
