package io.intarsia.journeys;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks for a marker in a text, also where it is encoded as a form or a URL is, in base64 or in a JWS, however often wrapped. */
final class LeakSearch {
    private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9_+/-]{8,}={0,2}");
    private static final Pattern PERCENT = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");
    private static final int DEEPEST = 4;

    private LeakSearch() {}

    /** Whether the marker is in the text, whatever the case, with spaces between its characters or without. */
    static boolean finds(String marker, String text) {
        return finds(normalised(marker), text, 0);
    }

    private static boolean finds(String marker, String text, int depth) {
        if (normalised(text).contains(marker)
                || normalised(text.replace('+', ' ')).contains(marker)) {
            return true;
        }
        if (depth == DEEPEST) {
            return false;
        }
        Matcher percent = PERCENT.matcher(text);
        if (percent.find()) {
            String decoded = percent.replaceAll(match ->
                    Matcher.quoteReplacement(java.net.URLDecoder.decode(match.group(), StandardCharsets.UTF_8)));
            if (finds(marker, decoded, depth + 1)) {
                return true;
            }
        }
        Matcher encoded = ENCODED.matcher(text);
        while (encoded.find()) {
            if (findsDecoded(marker, encoded.group(), depth)) {
                return true;
            }
        }
        return false;
    }

    /** A base64 text may begin anywhere in what looks like one, so each of the four offsets is tried. */
    private static boolean findsDecoded(String marker, String encoded, int depth) {
        String url = encoded.replace('+', '-').replace('/', '_').replace("=", "");
        for (int offset = 0; offset < 4 && offset + 4 <= url.length(); offset++) {
            String part = url.substring(offset);
            part = part.length() % 4 == 1 ? part.substring(0, part.length() - 1) : part;
            String decoded = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
            long printable =
                    decoded.chars().filter(c -> c >= ' ' && c != 0xFFFD).count();
            boolean looksLikeText = printable * 10 >= decoded.length() * 9L;
            if (looksLikeText && finds(marker, decoded, depth + 1)
                    || normalised(decoded).contains(marker)) {
                return true;
            }
        }
        return false;
    }

    private static String normalised(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[\\s\\u00a0]+", "");
    }
}
