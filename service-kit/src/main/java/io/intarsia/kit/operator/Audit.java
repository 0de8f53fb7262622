package io.intarsia.kit.operator;

import io.intarsia.kit.correlation.CorrelationId;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** What operators have done here, and why. */
@Singleton
class Audit {
    private static final int SHOWN = 20;

    private static final String BEGIN = """
            insert into operator_action (id, operator, action, why, checkout)
            values (:id, :operator, :action, :why, cast(:checkout as uuid)) on conflict (id) do nothing""";

    private static final String NEWEST = """
            select at, operator, action, why, checkout, cardinality(events),
                (select count(*) from inbox where event_id = any(events) and state = 'parked'),
                (select count(*) from inbox where event_id = any(events) and state in ('received', 'waiting')),
                (select count(*) from outbox where id = any(events))
            from operator_action order by at desc limit\s""" + SHOWN;

    /** What was done to a forgotten checkout is remembered as long as that it was forgotten. */
    private static final String FORGET_OLD = """
            delete from operator_action where at < now() - interval '1 day' * :days
            and not exists (select 1 from forgotten where correlation_id = checkout)""";

    private final EntityManager entities;
    private final long keepDays;

    Audit(
            EntityManager entities,
            @ConfigProperty(name = "intarsia.inbox.keep-done-days", defaultValue = "14") long keepDoneDays) {
        this.entities = entities;
        this.keepDays = 2 * keepDoneDays;
    }

    /** Writes it down, in the transaction in which it is done; false if it was done before. */
    boolean begin(UUID id, String operator, String action, String why) {
        return begin(id, operator, action, why, null);
    }

    /** The same, done to one checkout. */
    boolean begin(UUID id, String operator, String action, String why, @Nullable CorrelationId checkout) {
        return entities.createNativeQuery(BEGIN)
                        .setParameter("id", id)
                        .setParameter("operator", operator)
                        .setParameter("action", action)
                        .setParameter("why", why)
                        .setParameter("checkout", checkout == null ? null : checkout.toString())
                        .executeUpdate()
                > 0;
    }

    /** How many events an action has sent again. */
    long events(UUID id) {
        return ((Number) entities.createNativeQuery("select cardinality(events) from operator_action where id = :id")
                        .setParameter("id", id)
                        .getSingleResult())
                .longValue();
    }

    /**
     * The newest, each with its outcome until now.
     *
     * @param asked whether the history has been asked for
     */
    @SuppressWarnings("unchecked")
    List<Deed> newest(boolean asked) {
        List<Object[]> rows = entities.createNativeQuery(NEWEST).getResultList();
        return rows.stream()
                .map(row -> new Deed(
                        (Instant) row[0],
                        (String) row[1],
                        (String) row[2],
                        (String) row[3],
                        row[4] == null ? null : new CorrelationId((UUID) row[4]),
                        number(row[5]),
                        number(row[6]),
                        number(row[7]),
                        number(row[8]),
                        asked))
                .toList();
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    /** Later than the inbox forgets, so that an outcome can be told as long as the action is. */
    @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @Transactional
    void forgetOld() {
        entities.createNativeQuery(FORGET_OLD).setParameter("days", keepDays).executeUpdate();
    }
}
