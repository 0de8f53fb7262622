package io.intarsia.eventlog;

/** Topic patterns of the broker. */
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

    /** Whether there is a type that both patterns match. */
    static boolean meet(String one, String other) {
        return meet(one.split("\\."), 0, other.split("\\."), 0);
    }

    private static boolean meet(String[] one, int i, String[] other, int j) {
        boolean oneEnds = i == one.length;
        boolean otherEnds = j == other.length;
        if (oneEnds && otherEnds) {
            return true;
        }
        if (!oneEnds && one[i].equals("#")) {
            return meet(one, i + 1, other, j) || (!otherEnds && meet(one, i, other, j + 1));
        }
        if (!otherEnds && other[j].equals("#")) {
            return meet(one, i, other, j + 1) || (!oneEnds && meet(one, i + 1, other, j));
        }
        return !oneEnds
                && !otherEnds
                && (one[i].equals("*") || other[j].equals("*") || one[i].equals(other[j]))
                && meet(one, i + 1, other, j + 1);
    }
}
