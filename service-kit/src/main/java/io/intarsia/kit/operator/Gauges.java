package io.intarsia.kit.operator;

import io.intarsia.kit.operator.Numbers.Heap;
import io.intarsia.kit.operator.Standing.Backlog;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads how the outbox and the inbox stand. What is done is read by its end only, so the size of the inbox does not matter. */
@Singleton
class Gauges {
    private static final String UNSENT = """
            select count(*), cast(extract(epoch from now() - min(time)) as bigint), count(*) filter (where attempts > 0)
            from outbox""";

    private static final String NOT_DONE = """
            select state, count(*), cast(extract(epoch from now() - min(received_at)) as bigint)
            from inbox where state in ('received', 'waiting') group by state
            union all
            select state, count(*), cast(extract(epoch from now() - min(ended_at)) as bigint)
            from inbox where state = 'parked' group by state""";

    private static final String RATE = """
            select cast(extract(epoch from date_trunc('minute', now()) - date_trunc('minute', ended_at)) / 60 as integer), count(*)
            from inbox
            where state = 'done' and ended_at >= date_trunc('minute', now()) - interval '1 minute' * :minutes
            group by 1""";

    private static final String LATENCY = """
            select cast(percentile_cont(0.5) within group (order by took) as bigint),
                cast(percentile_cont(0.99) within group (order by took) as bigint)
            from (
                select extract(epoch from ended_at - time) * 1000 as took from inbox
                where state = 'done' and ended_at > now() - interval '1 hour'
                order by ended_at desc limit 10000) newest""";

    private final EntityManager entities;
    private final Messages messages;

    Gauges(EntityManager entities, Messages messages) {
        this.entities = entities;
        this.messages = messages;
    }

    Numbers read() {
        Standing now = standing();
        Object[] latency = row(LATENCY);
        return new Numbers(
                heap(now.unsent()),
                now.unroutable(),
                heap(now.inbox("received")),
                heap(now.inbox("waiting")),
                heap(now.inbox("parked")),
                rate(),
                (Long) latency[0],
                (Long) latency[1]);
    }

    Standing standing() {
        Object[] unsent = row(UNSENT);
        Map<String, Backlog> byState = new HashMap<>();
        for (Object[] row : rows(NOT_DONE)) {
            byState.put((String) row[0], backlog(row[1], row[2]));
        }
        return new Standing(backlog(unsent[0], unsent[1]), (Long) unsent[2], byState);
    }

    private static Backlog backlog(Object size, @Nullable Object age) {
        return new Backlog((Long) size, (Long) age);
    }

    private Heap heap(Backlog backlog) {
        return new Heap(backlog.size(), Times.age(backlog.oldestSeconds(), messages));
    }

    @SuppressWarnings("unchecked")
    private Bars rate() {
        Long[] perMinute = new Long[Bars.MINUTES];
        Arrays.fill(perMinute, 0L);
        List<Object[]> minutes = entities.createNativeQuery(RATE)
                .setParameter("minutes", Bars.MINUTES - 1)
                .getResultList();
        for (Object[] row : minutes) {
            int ago = Math.max(0, (Integer) row[0]);
            perMinute[Bars.MINUTES - 1 - ago] += (Long) row[1];
        }
        return new Bars(List.of(perMinute));
    }

    private Object[] row(String sql) {
        return rows(sql).get(0);
    }

    @SuppressWarnings("unchecked")
    private List<Object[]> rows(String sql) {
        return entities.createNativeQuery(sql).getResultList();
    }
}
