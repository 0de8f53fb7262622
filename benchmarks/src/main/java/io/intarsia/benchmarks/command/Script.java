package io.intarsia.benchmarks.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A transaction for pgbench: the statements of a command, each run for another order. Values are parameters there as they are in the service. The first statement finds the
 * order by its number; from its answer pgbench has the ID for all others, as the service has it, and for the event's own ID, which must only be one that there was not.
 *
 * @param sql with pgbench's own variables
 * @param variables to be handed to pgbench, by name
 */
record Script(String sql, Map<String, String> variables) {
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

    /** The ID of the order that has this number, in SQL. */
    static final String ID_OF_NUMBER = "md5(%s)::uuid";

    /**
     * @param transaction from BEGIN to COMMIT; the first statement in it finds the order
     * @throws IllegalArgumentException if that one does not answer with the ID
     */
    static Script of(List<Statement> transaction, UUID order) {
        Map<String, String> variables = new LinkedHashMap<>();
        StringBuilder script = new StringBuilder("\\set mine :mine + 1\n\\set number :mine * :clients + :client_id\n");
        boolean isFound = false;
        for (Statement statement : transaction) {
            boolean finds = !isFound && statement.values().containsValue(order.toString());
            if (finds && !statement.sql().contains("correlation_id")) {
                throw new IllegalArgumentException("Expected the order's ID in the answer to " + statement.sql());
            }
            script.append(sqlOf(
                            statement, finds ? ID_OF_NUMBER.formatted(":number") : ":correlation_id", order, variables))
                    .append(finds ? " \\gset\n" : ";\n");
            isFound |= finds;
        }
        return new Script(script.toString(), variables);
    }

    private static String sqlOf(Statement statement, String id, UUID order, Map<String, String> variables) {
        Matcher parameter = PARAMETER.matcher(statement.sql());
        return parameter.replaceAll(found -> {
            String value = statement.values().get(Integer.parseInt(found.group(1)));
            return Matcher.quoteReplacement(value == null ? "null" : inScript(value, id, order, variables));
        });
    }

    private static String inScript(String value, String id, UUID order, Map<String, String> variables) {
        if (value.equals(order.toString())) {
            return id;
        }
        if (isUuid(value)) {
            return ":correlation_id";
        }
        if (value.isEmpty()) {
            // pgbench takes no empty variable.
            return "''";
        }
        String name = variables.entrySet().stream()
                .filter(variable -> variable.getValue().equals(value))
                .findFirst()
                .map(Map.Entry::getKey)
                .orElse("value" + variables.size());
        variables.put(name, value);
        return ":" + name;
    }

    private static boolean isUuid(String value) {
        return value.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }
}
