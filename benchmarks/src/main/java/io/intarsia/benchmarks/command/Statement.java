package io.intarsia.benchmarks.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement as PostgreSQL has run it, and written into its log.
 *
 * @param values of {@code $1}, {@code $2} and so on, by number; without those that were NULL
 */
record Statement(String sql, Map<Integer, String> values) {
    private static final Pattern ENTRY =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d [\\d:.]+ \\w+ \\[(\\d+)\\] (\\w+):  (.*)");
    private static final Pattern EXECUTED = Pattern.compile("(?s)(?:execute [^:]+|statement): (.*)");
    private static final Pattern VALUE = Pattern.compile("\\$(\\d+) = (?:NULL|'((?:[^']|'')*)')");

    /**
     * The last transaction with a statement that has these words in it, from BEGIN to COMMIT.
     *
     * @param log lines as PostgreSQL writes them with {@code log_statement = 'all'}
     * @throws IllegalStateException if there is none
     */
    static List<Statement> lastTransactionWith(String words, List<String> log) {
        Map<String, List<Statement>> open = new TreeMap<>();
        List<Statement> last = List.of();
        for (Entry entry : entries(log)) {
            List<Statement> ofSession = open.computeIfAbsent(entry.process(), process -> new ArrayList<>());
            Matcher executed = EXECUTED.matcher(entry.text());
            if (entry.kind().equals("DETAIL") && !ofSession.isEmpty()) {
                int newest = ofSession.size() - 1;
                ofSession.set(newest, new Statement(ofSession.get(newest).sql(), valuesIn(entry.text())));
            } else if (entry.kind().equals("LOG") && executed.matches()) {
                Statement statement = new Statement(executed.group(1).strip(), Map.of());
                if (statement.is("BEGIN")) {
                    ofSession.clear();
                }
                ofSession.add(statement);
                if (statement.is("COMMIT")
                        && ofSession.stream().anyMatch(one -> one.sql().contains(words))) {
                    last = List.copyOf(ofSession);
                }
            }
        }
        if (last.isEmpty()) {
            throw new IllegalStateException("Expected a transaction with \"" + words + "\" in the log of PostgreSQL");
        }
        return last;
    }

    boolean is(String command) {
        return sql.equalsIgnoreCase(command);
    }

    /** A process of PostgreSQL writes its entries one after the other; lines that go on with one begin with a tab. */
    private record Entry(String process, String kind, String text) {}

    private static List<Entry> entries(List<String> log) {
        List<Entry> entries = new ArrayList<>();
        for (String line : log) {
            Matcher entry = ENTRY.matcher(line);
            if (entry.matches()) {
                entries.add(new Entry(entry.group(1), entry.group(2), entry.group(3)));
            } else if (line.startsWith("\t") && !entries.isEmpty()) {
                Entry before = entries.remove(entries.size() - 1);
                entries.add(new Entry(before.process(), before.kind(), before.text() + "\n" + line.substring(1)));
            }
        }
        return entries;
    }

    private static Map<Integer, String> valuesIn(String detail) {
        Map<Integer, String> values = new LinkedHashMap<>();
        Matcher value = VALUE.matcher(detail);
        while (value.find()) {
            if (value.group(2) != null) {
                values.put(Integer.parseInt(value.group(1)), value.group(2).replace("''", "'"));
            }
        }
        return values;
    }
}
