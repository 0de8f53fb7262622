package io.intarsia.kit.operator;

import io.intarsia.kit.correlation.CorrelationId;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells what this service knows of one checkout. */
@Singleton
class Stories {
    private static final String CAME = """
            select event_id, type, source, received_at, state, attempts, repeats, problem,
                case state when 'done' then cast(extract(epoch from ended_at - time) * 1000 as bigint) end
            from inbox where correlation_id = :checkout order by received_at, event_id limit 200""";

    private static final String UNSENT = """
            select type, time, attempts, problem
            from outbox where correlation_id = :checkout order by position limit 200""";

    private static final String FORGOTTEN = """
            select forgotten.at, operator, why
            from forgotten left join operator_action on checkout = correlation_id and action = 'forget'
            where correlation_id = :checkout order by operator_action.at limit 1""";

    private final EntityManager entities;
    private final List<Knowledge> knowledge;

    Stories(EntityManager entities, @All List<Knowledge> knowledge) {
        this.entities = entities;
        this.knowledge = knowledge;
    }

    Story of(CorrelationId checkout) {
        return new Story(
                rows(FORGOTTEN, checkout).stream()
                        .map(row -> new Story.Gone((Instant) row[0], (String) row[1], (String) row[2]))
                        .findFirst()
                        .orElse(null),
                knowledge.stream()
                        .flatMap(part -> part.about(checkout).stream())
                        .toList(),
                rows(CAME, checkout).stream().map(Stories::came).toList(),
                rows(UNSENT, checkout).stream().map(Stories::unsent).toList());
    }

    private static Story.Came came(Object[] row) {
        return new Story.Came(
                (UUID) row[0],
                (String) row[1],
                (String) row[2],
                (Instant) row[3],
                (String) row[4],
                number(row[5]),
                number(row[6]),
                (Long) row[8],
                (String) row[7]);
    }

    private static Story.Unsent unsent(Object[] row) {
        return new Story.Unsent((String) row[0], (Instant) row[1], number(row[2]), (String) row[3]);
    }

    private static int number(@Nullable Object value) {
        return value == null ? 0 : ((Number) value).intValue();
    }

    @SuppressWarnings("unchecked")
    private List<Object[]> rows(String sql, CorrelationId checkout) {
        return entities.createNativeQuery(sql)
                .setParameter("checkout", checkout.value())
                .getResultList();
    }
}
