package io.intarsia.kit.operator;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.outbox.Outbox;
import io.intarsia.kit.widget.BadInput;
import io.intarsia.kit.widget.FieldErrors;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is stuck in the outbox and the inbox, and how it is freed: it is due again, one after the other, and the relay and the inbox find it as they find everything. So what
 * was freed survives a crash, and any process may take it up.
 */
@Singleton
class StuckEvents {
    static final int OF_A_PAGE = 50;
    static final int AT_ONCE = 5000;

    /** A column of the rows that are meant, which are the oldest ones that are stuck. */
    private static final String MEANT = "select %s from %s where %s order by %s limit " + AT_ONCE;

    private static final String FREE = """
            with meant as (%s for update),
                spaced as (select id, row_number() over (order by since, id) - 1 as place from meant),
                freed as (
                    update %s set %s, attempts = 0,
                        next_attempt_at = now() + interval '1 second' * (place / cast(:rate as double precision))
                    from spaced where %2$s.%4$s = spaced.id returning spaced.id)
            update operator_action set events = coalesce((select array_agg(id) from freed), events)
            where id = :action""";

    private final EntityManager entities;
    private final Audit audit;
    private final Outbox outbox;
    private final Supplier<UUID> ids;

    StuckEvents(EntityManager entities, Audit audit, Outbox outbox, Supplier<UUID> ids) {
        this.entities = entities;
        this.audit = audit;
        this.outbox = outbox;
        this.ids = ids;
    }

    /** Changes when something gets stuck or free; empty if nothing is stuck. */
    String fingerprint(@Nullable CorrelationId checkout) {
        StringBuilder all = new StringBuilder();
        for (Queue queue : Queue.values()) {
            Query query = entities.createNativeQuery("select count(*), max(" + queue.since + ") from " + queue.table()
                    + " where " + queue.stuck + of(checkout));
            Object[] found = (Object[]) with(checkout, query).getSingleResult();
            all.append((Long) found[0] == 0 ? "" : queue.table() + found[0] + found[1]);
        }
        return all.isEmpty() ? "" : Integer.toHexString(all.toString().hashCode());
    }

    /** A page of them, the oldest first, with the form as it is before anybody has typed. */
    Stuck page(Queue queue, @Nullable CorrelationId checkout, int page) {
        return page(queue, checkout, page, SendAgain.untouched(), FieldErrors.none(), null);
    }

    /** A page of them, with the form as it was typed. */
    @SuppressWarnings("unchecked")
    Stuck page(
            Queue queue,
            @Nullable CorrelationId checkout,
            int page,
            SendAgain wanted,
            FieldErrors errors,
            @Nullable Preview preview) {
        String where = queue.stuck + of(checkout);
        Query count = entities.createNativeQuery("select count(*) from " + queue.table() + " where " + where);
        Query rows = entities.createNativeQuery(
                        "select " + queue.id + ", type, correlation_id, " + queue.since + ", attempts, problem from "
                                + queue.table() + " where " + where + " order by " + queue.since + ", " + queue.id)
                .setFirstResult((page - 1) * OF_A_PAGE)
                .setMaxResults(OF_A_PAGE);
        List<Object[]> found = with(checkout, rows).getResultList();
        return new Stuck(
                queue.table(),
                found.stream().map(StuckEvents::event).toList(),
                page,
                ((Number) with(checkout, count).getSingleResult()).longValue(),
                wanted,
                errors,
                preview);
    }

    private static Stuck.Event event(Object[] row) {
        return new Stuck.Event(
                (UUID) row[0],
                (String) row[1],
                new CorrelationId((UUID) row[2]),
                (Instant) row[3],
                ((Number) row[4]).intValue(),
                (String) row[5]);
    }

    /** What would be sent again if the operator went on now. */
    @SuppressWarnings("unchecked")
    Preview preview(Queue queue, @Nullable CorrelationId checkout, SendAgain wanted) {
        SendAgain now = wanted.all() ? withUntil(queue, checkout, wanted) : wanted;
        List<Object[]> types = bound(
                        checkout,
                        now,
                        "select type, count(*) from (" + meant(queue, checkout, now, "type")
                                + ") meant group by type order by count(*) desc, type")
                .getResultList();
        long count = types.stream().mapToLong(row -> (Long) row[1]).sum();
        long stuck = (Long)
                bound(checkout, now, "select count(*) from " + queue.table() + " where " + where(queue, checkout, now))
                        .getSingleResult();
        return new Preview(
                count,
                stuck - count,
                (count + wanted.perSecond() - 1) / wanted.perSecond(),
                types.stream().map(row -> row[1] + " " + row[0]).collect(Collectors.joining(", ")),
                now.until() == null ? "" : now.until().toString(),
                now.ticked(),
                ids.get());
    }

    /** The newest that is stuck, by the database's own clocks: what gets stuck after this is not meant. */
    private SendAgain withUntil(Queue queue, @Nullable CorrelationId checkout, SendAgain wanted) {
        Query newest = entities.createNativeQuery("select coalesce(max(" + queue.since + "), now()) from "
                + queue.table() + " where " + queue.stuck + of(checkout));
        return new SendAgain(true, List.of(), wanted.rate(), wanted.reason(), (Instant)
                with(checkout, newest).getSingleResult());
    }

    /**
     * Lets them be sent again, and writes down who did that and why. Asked again under the same action's ID it does nothing.
     *
     * @return how many, now or when it was done
     */
    @Transactional
    long free(Queue queue, @Nullable CorrelationId checkout, SendAgain wanted, String operator, UUID action) {
        if (wanted.all() && wanted.until() == null) {
            throw new BadInput("The field until says which of all that is stuck are meant");
        }
        if (audit.begin(action, operator, queue.table(), wanted.reason())) {
            String meant = meant(queue, checkout, wanted, queue.id + " as id, " + queue.since + " as since");
            bound(checkout, wanted, FREE.formatted(meant, queue.table(), queue.freed, queue.id))
                    .setParameter("rate", wanted.perSecond())
                    .setParameter("action", action)
                    .executeUpdate();
            if (queue == Queue.OUTBOX) {
                outbox.sendAfterCommit();
            }
        }
        return audit.events(action);
    }

    private static String meant(Queue queue, @Nullable CorrelationId checkout, SendAgain wanted, String columns) {
        return MEANT.formatted(columns, queue.table(), where(queue, checkout, wanted), queue.since + ", " + queue.id);
    }

    private static String where(Queue queue, @Nullable CorrelationId checkout, SendAgain wanted) {
        return queue.stuck
                + (wanted.all() ? " and " + queue.since + " <= :until" : " and " + queue.id + " in (:ticked)")
                + of(checkout);
    }

    private Query bound(@Nullable CorrelationId checkout, SendAgain wanted, String sql) {
        Query query = entities.createNativeQuery(sql);
        if (wanted.all()) {
            query.setParameter("until", wanted.until());
        } else {
            query.setParameter("ticked", wanted.ticked());
        }
        return with(checkout, query);
    }

    private static String of(@Nullable CorrelationId checkout) {
        return checkout == null ? "" : " and correlation_id = :checkout";
    }

    private static Query with(@Nullable CorrelationId checkout, Query query) {
        return checkout == null ? query : query.setParameter("checkout", checkout.value());
    }
}
