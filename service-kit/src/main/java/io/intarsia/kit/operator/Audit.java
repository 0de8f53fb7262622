package io.intarsia.kit.operator;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What operators have done here, and why. */
@Singleton
class Audit {
    private static final int SHOWN = 20;

    private static final String BEGIN = """
            insert into operator_action (id, operator, action, why) values (:id, :operator, :action, :why)
            on conflict (id) do nothing""";

    private static final String NEWEST = """
            select at, operator, action, why, cardinality(events),
                (select count(*) from inbox where event_id = any(events) and state = 'parked'),
                (select count(*) from inbox where event_id = any(events) and state in ('received', 'waiting')),
                (select count(*) from outbox where id = any(events))
            from operator_action order by at desc limit\s""" + SHOWN;

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
        return entities.createNativeQuery(BEGIN)
                        .setParameter("id", id)
                        .setParameter("operator", operator)
                        .setParameter("action", action)
                        .setParameter("why", why)
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
                        number(row[4]),
                        number(row[5]),
                        number(row[6]),
                        number(row[7]),
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
        entities.createNativeQuery("delete from operator_action where at < now() - interval '1 day' * :days")
                .setParameter("days", keepDays)
                .executeUpdate();
    }
}
