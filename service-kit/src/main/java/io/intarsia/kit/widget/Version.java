package io.intarsia.kit.widget;

import org.jspecify.annotations.Nullable;

/** The version of a widget's content that a shopper saw, as {@code If-Match} names it (RFC 9110). */
public final class Version {
    private Version() {}

    /**
     * Reads {@code If-Match: "7"}.
     *
     * @throws BadInput if the header is missing or not one whole number in quotes
     */
    public static long seen(@Nullable String ifMatch) {
        if (ifMatch == null || !ifMatch.matches("\"\\d{1,18}\"")) {
            throw new BadInput(
                    "The header If-Match names the version that the shopper saw, for example \"7\" with its quotes");
        }
        return Long.parseLong(ifMatch.substring(1, ifMatch.length() - 1));
    }
}
