package io.intarsia.kit.widget;

import jakarta.ws.rs.core.MultivaluedMap;
import java.text.Normalizer;
import java.util.List;

/**
 * What a shopper typed, made safe to keep: trimmed, normalised (NFC), without control characters, not longer than the field. Honest browsers keep to the fields'
 * {@code maxlength}, so what does not is a 400.
 */
public final class Form {
    private final MultivaluedMap<String, String> values;

    private Form(MultivaluedMap<String, String> values) {
        this.values = values;
    }

    /** @param values the decoded body of {@code application/x-www-form-urlencoded} */
    public static Form of(MultivaluedMap<String, String> values) {
        return new Form(values);
    }

    /** Whether the field was sent at all. */
    public boolean has(String field) {
        return values.containsKey(field);
    }

    /** All values of a field that may be repeated, as they were sent. */
    public List<String> all(String field) {
        return values.getOrDefault(field, List.of());
    }

    /**
     * One line of text; empty if the field was not sent.
     *
     * @throws BadInput if it is longer than {@code longest} characters, has control characters or was sent twice
     */
    public String line(String field, int longest) {
        List<String> sent = all(field);
        if (sent.size() > 1) {
            throw new BadInput("The field " + field + " is to be sent once, but was sent " + sent.size() + " times");
        }
        String text = sent.isEmpty()
                ? ""
                : Normalizer.normalize(sent.get(0), Normalizer.Form.NFC).strip();
        if (text.length() > longest) {
            throw new BadInput(
                    "The field " + field + " takes at most " + longest + " characters, but has " + text.length());
        }
        if (text.chars().anyMatch(Character::isISOControl) || hasLoneSurrogate(text)) {
            throw new BadInput("The field " + field + " takes one line of text without control characters");
        }
        return text;
    }

    /**
     * A whole number.
     *
     * @throws BadInput if it is missing, no whole number, or outside of {@code smallest} to {@code largest}
     */
    public int number(String field, int smallest, int largest) {
        String text = line(field, 11);
        try {
            int number = Integer.parseInt(text);
            if (number >= smallest && number <= largest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, as for a number out of range
        }
        throw new BadInput("The field " + field + " takes a whole number from " + smallest + " to " + largest);
    }

    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
