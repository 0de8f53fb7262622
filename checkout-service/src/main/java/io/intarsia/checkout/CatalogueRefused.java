package io.intarsia.checkout;

import java.util.regex.Pattern;

/**
 * A catalogue that the shop must not open with. The message is one line: file, line, what was found, what was expected.
 */
class CatalogueRefused extends Exception {
    private static final Pattern CONTROL_CHARACTERS = Pattern.compile("\\p{Cntrl}");
    private static final int LONGEST_FOUND = 60;

    CatalogueRefused(String file, String reason) {
        super(file + ": " + reason);
    }

    CatalogueRefused(String file, long line, String reason) {
        super(file + ", line " + line + ": " + reason);
    }

    /** What was found, in quotes, fit to stand in one line of a log. */
    static String quoted(String found) {
        String shown = CONTROL_CHARACTERS.matcher(found).replaceAll("?");
        return "\"" + (shown.length() <= LONGEST_FOUND ? shown : shown.substring(0, LONGEST_FOUND) + "…") + "\"";
    }
}
