package io.intarsia.kit.widget;

import jakarta.ws.rs.core.MultivaluedMap;
import java.text.Normalizer;
import java.util.List;
import java.util.function.IntPredicate;

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

    /** Whether a box was ticked: sent, and not empty. */
    public boolean ticked(String field) {
        return all(field).stream().anyMatch(value -> !value.isBlank());
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
        return text(field, longest, c -> false, "one line of text");
    }

    /**
     * Lines of text, separated by line feeds; empty if the field was not sent.
     *
     * @throws BadInput if it is longer than {@code longest} characters, has control characters but line feeds and tabs, or was sent twice
     */
    public String lines(String field, int longest) {
        return text(field, longest, c -> c == '\n' || c == '\t', "text");
    }

    /** The same with 0 to 9 for the digits of any script: a keyboard may write ٤٢ where a card or an address has 42. */
    public static String inLatinDigits(String typed) {
        return typed.codePoints()
                .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private String text(String field, int longest, IntPredicate allowed, String expected) {
        List<String> sent = all(field);
        if (sent.size() > 1) {
            throw new BadInput("The field " + field + " is to be sent once, but was sent " + sent.size() + " times");
        }
        // A browser sends a line's end as CR LF, and counts it as one character.
        String text = sent.isEmpty()
                ? ""
                : Normalizer.normalize(sent.get(0), Normalizer.Form.NFC)
                        .replace("\r\n", "\n")
                        .strip();
        if (text.length() > longest) {
            throw new BadInput(
                    "The field " + field + " takes at most " + longest + " characters, but has " + text.length());
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && !allowed.test(c)) || hasLoneSurrogate(text)) {
            throw new BadInput("The field " + field + " takes " + expected + " without control characters");
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
