package io.intarsia.eventlog;

/** A topic pattern of the broker, as the database understands it. */
final class TopicPattern {
    private static final String WORD = "[^.]+";

    private TopicPattern() {}

    /**
     * The regular expression of PostgreSQL that matches the same types: {@code *} is exactly one word, {@code #} any number.
     *
     * @param pattern for example {@code reservation.made.*}
     */
    static String regularExpression(String pattern) {
        if (pattern.equals("#")) {
            return "^.*$";
        }
        StringBuilder expression = new StringBuilder("^");
        String separator = "";
        for (String word : pattern.split("\\.")) {
            if (word.equals("#") && separator.isEmpty()) {
                expression.append("(").append(WORD).append("[.])*");
            } else if (word.equals("#")) {
                expression.append("([.]").append(WORD).append(")*");
            } else {
                expression.append(separator).append(word.equals("*") ? WORD : word);
                separator = "[.]";
            }
        }
        return expression.append("$").toString();
    }
}
