package io.intarsia.eventlog;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A search as SQL, in the form that docs/performance.md has measured with ten million events: what is asked of types, services and problems is asked of the few dozen kinds of event first, and then the
 * newest of each kind are taken, so that nothing is guessed about how rare they are. The benchmark's class {@code Question} asks the same.
 */
class ListQuery {
    /** A page, and the type of each cause, which is looked for in the month of the event and the one before. */
    private static final String PAGE = """
            select e.id, e.type, e.source, e.correlation_id, e.causation_id, e.time, e.problem, (
                select cause.type from logged_event cause
                where cause.id = e.causation_id and cause.time <= e.time and cause.time > e.time - interval '31 days') as cause_type
            from (%s order by e.time desc, e.id desc limit %d) e
            order by e.time desc, e.id desc""";

    private static final String COUNT = "select count(*) from (%s limit %d) e";

    private static final String OF_ANY_KIND = "select e.* from logged_event e where %s";

    private static final String OF_SOME_KINDS = """
            select e.* from event_kind kind cross join lateral (
                select * from logged_event e where e.type = kind.type and e.source = kind.source and %s
                order by e.time desc, e.id desc limit %d) e
            where %s""";

    private final List<String> ofKind = new ArrayList<>();
    private final List<String> ofEvent = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();
    private final boolean ofOneCheckout;

    private ListQuery(boolean ofOneCheckout) {
        this.ofOneCheckout = ofOneCheckout;
    }

    static ListQuery of(Search search) {
        ListQuery query = new ListQuery(!search.number().isEmpty());
        if (query.ofOneCheckout) {
            query.and(query.ofEvent, "e.correlation_id between :first and :last", "first", search.firstFitting());
            query.parameters.put("last", search.lastFitting());
        }
        if (search.earliest() != null) {
            query.and(query.ofEvent, "e.time >= :earliest", "earliest", search.earliest());
        }
        if (search.end() != null) {
            query.and(query.ofEvent, "e.time < :end", "end", search.end());
        }
        if (!search.type().isEmpty()) {
            query.and(query.ofKind, "kind.type like :type", "type", search.type() + "%");
        }
        if (!search.service().isEmpty()) {
            query.and(query.ofKind, "kind.source = :service", "service", search.service());
        }
        if (search.problems()) {
            query.ofKind.add("kind.problem");
        }
        return query;
    }

    /** The first condition is for the planner: it tells which months need not be looked at. */
    ListQuery olderThan(LoggedEvent event) {
        return beside(event, "e.time <= :time and (e.time, e.id) < (:time, :id)");
    }

    ListQuery newerThan(LoggedEvent event) {
        return beside(event, "e.time >= :time and (e.time, e.id) > (:time, :id)");
    }

    @SuppressWarnings("unchecked")
    List<Line> lines(EntityManager entities, int most) {
        Query query = entities.createNativeQuery(PAGE.formatted(events(most), most));
        parameters.forEach(query::setParameter);
        List<Object[]> rows = query.getResultList();
        return rows.stream().map(Line::of).toList();
    }

    int count(EntityManager entities, int most) {
        Query query = entities.createNativeQuery(COUNT.formatted(events(most), most));
        parameters.forEach(query::setParameter);
        return ((Number) query.getSingleResult()).intValue();
    }

    private String events(int most) {
        // With a checkout named there is little to choose from.
        if (ofKind.isEmpty() || ofOneCheckout) {
            List<String> all = new ArrayList<>(ofEvent);
            ofKind.forEach(condition -> all.add(condition.replace("kind.", "e.")));
            return OF_ANY_KIND.formatted(joined(all));
        }
        return OF_SOME_KINDS.formatted(joined(ofEvent), most, joined(ofKind));
    }

    private ListQuery beside(LoggedEvent event, String condition) {
        and(ofEvent, condition, "time", event.time);
        parameters.put("id", event.id);
        return this;
    }

    private void and(List<String> conditions, String condition, String name, @Nullable Object value) {
        conditions.add(condition);
        parameters.put(name, value);
    }

    private static String joined(List<String> conditions) {
        return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
    }
}
