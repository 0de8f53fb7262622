package io.intarsia.provider;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Flat JSON objects of strings and whole numbers: all that this API and its ledger need, so that no library is. */
final class Json {
    private static final String STRING = "\"((?:[^\"\\\\]|\\\\u[0-9a-f]{4})*)\"";
    private static final Pattern OBJECT = Pattern.compile("\\{.*}");
    private static final Pattern MEMBER = Pattern.compile(STRING + ":(?:" + STRING + "|(-?\\d{1,18}))(?:,|}$)");
    private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9a-f]{4})");

    private Json() {}

    static String write(Map<String, ?> object) {
        return object.entrySet().stream()
                .map(member -> quoted(member.getKey()) + ":" + value(member.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it is anything else
     */
    static Map<String, String> read(String written) {
        if (!OBJECT.matcher(written).matches()) {
            throw new IllegalArgumentException("no JSON object");
        }
        Map<String, String> object = new LinkedHashMap<>();
        Matcher member = MEMBER.matcher(written).region(1, written.length());
        int end = 1;
        while (member.lookingAt()) {
            object.put(
                    unescaped(member.group(1)), member.group(3) != null ? member.group(3) : unescaped(member.group(2)));
            end = member.end();
            member.region(end, written.length());
        }
        if (end != written.length()) {
            throw new IllegalArgumentException("no flat JSON object, at character " + end);
        }
        return object;
    }

    private static String value(Object value) {
        return value instanceof Number ? value.toString() : quoted(value.toString());
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c < ' ' || c == '"' || c == '\\') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static String unescaped(String text) {
        return ESCAPED.matcher(text)
                .replaceAll(e -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(e.group(1), 16))));
    }
}
