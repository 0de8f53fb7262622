package io.intarsia.eventlog;

import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that was remembered, a page at a time. */
@Singleton
class EventLog {
    static final int LINES_OF_A_PAGE = 200;

    private final EntityManager entities;

    EventLog(EntityManager entities) {
        this.entities = entities;
    }

    /** The page that was asked for; without a line if nobody could tell what was asked for. */
    @Transactional
    EventPage page(Search search) {
        if (!search.isReadable()) {
            return new EventPage(search, List.of(), null);
        }
        List<Line> found = new ArrayList<>(newestFirst(search));
        String older = null;
        if (found.size() > LINES_OF_A_PAGE) {
            found.remove(LINES_OF_A_PAGE);
            older = found.get(LINES_OF_A_PAGE - 1).id();
        }
        if (search.checkout() != null) {
            Collections.reverse(found);
        }
        return new EventPage(search, List.copyOf(found), older);
    }

    private List<Line> newestFirst(Search search) {
        Map<String, Object> parameters = new HashMap<>();
        List<String> conditions = new ArrayList<>();
        if (search.checkout() != null) {
            conditions.add("e.correlationId = :checkout");
            parameters.put("checkout", search.checkout().value());
        }
        if (!search.number().isEmpty()) {
            conditions.add("e.correlationId between :first and :last");
            parameters.put("first", search.firstFitting());
            parameters.put("last", search.lastFitting());
        }
        if (!search.type().isEmpty()) {
            conditions.add("e.type like :type");
            parameters.put("type", search.type() + "%");
        }
        @Nullable
        LoggedEvent before = search.before() == null ? null : entities.find(LoggedEvent.class, search.before());
        if (before != null) {
            conditions.add("(e.time < :time or e.time = :time and e.id < :id)");
            parameters.put("time", before.time);
            parameters.put("id", before.id);
        }
        return ask(conditions, parameters);
    }

    private List<Line> ask(List<String> conditions, Map<String, Object> parameters) {
        String where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
        var query = entities.createQuery("""
                select new io.intarsia.eventlog.Line(e, cause.type)
                from LoggedEvent e left join LoggedEvent cause on cause.id = e.causationId
                %s order by e.time desc, e.id desc""".formatted(where), Line.class);
        parameters.forEach(query::setParameter);
        return query.setMaxResults(LINES_OF_A_PAGE + 1).getResultList();
    }
}
