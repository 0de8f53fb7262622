package io.intarsia.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an operator asks of the list, and the SQL that the event log answers it with: this class is the one place for it here.
 *
 * @param name in the words of the table
 * @param ofKind conditions on type, service and problem: which kinds of event
 * @param ofEvent conditions on one event: checkout, time, place in the list
 */
record Question(String name, List<Condition> ofKind, List<Condition> ofEvent) {
    /** @param value SQL that makes the parameter's value of the number of a run, {@code :run} */
    record Condition(String sql, List<String> value) {}

    /** A page, and the type of each cause, which is looked for in the month of the event and the one before. */
    private static final String PAGE = """
            select e.id, e.type, e.source, e.correlation_id, e.causation_id, e.time, e.problem, (
                select cause.type from logged_event cause
                where cause.id = e.causation_id and cause.time <= e.time and cause.time > e.time - interval '31 days')
            from (%s order by e.time desc, e.id desc limit 201) e
            order by e.time desc, e.id desc""";

    private static final String OF_ANY_KIND = "select * from logged_event e where %s";

    /** The newest of each kind, and of these the newest: fast whatever the combination, since nothing is guessed. */
    private static final String OF_SOME_KINDS = """
            select e.* from event_kind kind cross join lateral (
                select * from logged_event e where e.type = kind.type and e.source = kind.source and %s
                order by e.time desc, e.id desc limit 201) e
            where %s""";

    static Question of(String name) {
        return new Question(name, List.of(), List.of());
    }

    Question checkout() {
        return withEvent("e.correlation_id = ?", "checkout_id((:run * 7907) % :checkouts)");
    }

    Question orderNumber() {
        String number = "left(cast(checkout_id((:run * 7919) % :checkouts) as text), 8)";
        return withEvent(
                "e.correlation_id between ? and ?",
                "cast(" + number + " || '-0000-0000-0000-000000000000' as uuid)",
                "cast(" + number + " || '-ffff-ffff-ffff-ffffffffffff' as uuid)");
    }

    Question type(String prefix) {
        return withKind("kind.type like ?", "cast('" + prefix + "%' as text)");
    }

    Question service(String name) {
        return withKind("kind.source = ?", "cast('" + name + "' as text)");
    }

    Question problems() {
        return withKind("kind.problem");
    }

    /** Days that begin at another time of the year in each run. */
    Question during(int days) {
        String from = "cast(:end as timestamptz) - interval '1 day' * (1 + (:run * 37) % 330 + " + days + ")";
        return withEvent("e.time >= ? and e.time < ?", from, from + " + interval '" + days + " days'");
    }

    /** A page that begins somewhere in the year. The first condition is for the planner: it tells which months need not be looked at. */
    Question olderThanAnEvent() {
        String time = "cast(:end as timestamptz) - interval '1 minute' * ((:run * 104729) % 500000)";
        return withEvent(
                "e.time <= ? and (e.time, e.id) < (?, ?)",
                time,
                time,
                "cast('80000000-0000-0000-0000-000000000000' as uuid)");
    }

    String sql() {
        // With a checkout named there is little to choose from.
        boolean oneCheckout =
                ofEvent.stream().anyMatch(condition -> condition.sql().contains("correlation_id"));
        if (ofKind.isEmpty() || oneCheckout) {
            List<Condition> all =
                    Stream.concat(ofEvent.stream(), ofKind.stream()).toList();
            return PAGE.formatted(OF_ANY_KIND.formatted(joined(all).replace("kind.", "e.")));
        }
        return PAGE.formatted(OF_SOME_KINDS.formatted(joined(ofEvent), joined(ofKind)));
    }

    /** In the order of the question marks in the SQL. */
    List<String> values() {
        return Stream.concat(ofEvent.stream(), ofKind.stream())
                .flatMap(condition -> condition.value().stream())
                .toList();
    }

    private static String joined(List<Condition> conditions) {
        return conditions.isEmpty()
                ? "true"
                : conditions.stream().map(Condition::sql).collect(Collectors.joining(" and "));
    }

    private Question withKind(String sql, String... value) {
        return new Question(name, and(ofKind, new Condition(sql, List.of(value))), ofEvent);
    }

    private Question withEvent(String sql, String... value) {
        return new Question(name, ofKind, and(ofEvent, new Condition(sql, List.of(value))));
    }

    private static List<Condition> and(List<Condition> conditions, Condition next) {
        List<Condition> all = new ArrayList<>(conditions);
        all.add(next);
        return List.copyOf(all);
    }
}
