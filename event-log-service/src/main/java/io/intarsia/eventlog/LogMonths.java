package io.intarsia.eventlog;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The log has a partition for each month. They are made before they are needed, and dropped as a whole when all that is in them is old enough. What happened in no such month, since a clock was wrong or nobody
 * was here to make one, is in the default partition: it is moved when its month is made, and else forgotten one by one.
 */
@Singleton
class LogMonths {
    private static final Logger LOG = Logger.getLogger(LogMonths.class);
    private static final int AHEAD = 2;

    /** An event of a time before this is of a clock that was wrong; it gets no month of its own, or a thousand such events would be a thousand tables. */
    private static final int MONTHS_BACK = 24;

    private static final String ODD_MONTHS = """
            select distinct to_char(time at time zone 'UTC', 'YYYY-MM') from logged_event_odd
            where time >= :from and time < :to""";
    private static final String MONTHS_BEFORE = """
            select relname from pg_inherits join pg_class on oid = inhrelid
            where inhparent = cast('logged_event' as regclass) and relname < :firstKept and relname ~ '[0-9]$'""";
    private static final String FORGET_OWED = "delete from late_event where time < :firstKept";
    private static final String FORGET_REFUSED = "delete from refused_event where received_at < :until";

    /** By when they came: their own time is what is wrong with them. */
    private static final String FORGET_ODD = """
            with forgotten as (delete from logged_event_odd where received_at < :until returning id, time)
            delete from late_event l using forgotten f where l.event_id = f.id and l.time = f.time""";

    private final EntityManager entities;
    private final Clock clock;
    private final int keepDays;

    LogMonths(
            EntityManager entities,
            Clock clock,
            @ConfigProperty(name = "event-log.keep-days", defaultValue = "400") int keepDays) {
        this.entities = entities;
        this.clock = clock;
        this.keepDays = keepDays;
    }

    /** The first time is at the start. */
    @Scheduled(every = "${event-log.months-every:1h}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void keepUp() {
        try {
            needed().forEach(month -> alone(() -> make(month)));
            if (keepDays > 0) {
                monthsBefore(firstKept()).forEach(month -> alone(() -> drop(month)));
                alone(this::forgetOneByOne);
            }
        } catch (PersistenceException | QuarkusTransactionException e) {
            LOG.warnf("The months of the log could not be made or dropped now; they are next time: %s", e.getMessage());
        }
    }

    private SortedSet<YearMonth> needed() {
        YearMonth now = monthOf(clock.instant());
        SortedSet<YearMonth> months = new TreeSet<>();
        for (int ahead = 0; ahead <= AHEAD; ahead++) {
            months.add(now.plusMonths(ahead));
        }
        YearMonth oldest = now.minusMonths(MONTHS_BACK);
        if (keepDays > 0 && oldest.isBefore(firstKept())) {
            oldest = firstKept();
        }
        months.addAll(oddMonths(oldest, now.plusMonths(AHEAD)));
        return months;
    }

    @SuppressWarnings("unchecked")
    private List<YearMonth> oddMonths(YearMonth oldest, YearMonth newest) {
        List<String> found = QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery(ODD_MONTHS)
                        .setParameter("from", begin(oldest))
                        .setParameter("to", begin(newest.plusMonths(1)))
                        .getResultList());
        return found.stream().map(YearMonth::parse).toList();
    }

    @SuppressWarnings("unchecked")
    private List<String> monthsBefore(YearMonth firstKept) {
        return QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery(MONTHS_BEFORE)
                        .setParameter(
                                "firstKept",
                                "logged_event_" + firstKept.toString().replace('-', '_'))
                        .getResultList());
    }

    private void make(YearMonth month) {
        boolean made = (Boolean) entities.createNativeQuery("select make_month(:month)")
                .setParameter("month", month.atDay(1))
                .getSingleResult();
        if (made) {
            LOG.infof("The log has a partition for %s", month);
        }
    }

    /**
     * Locks the whole log, readers too, for the moment that it takes to forget the files. (`detach … concurrently` would not, but is not for a table with a default
     * partition.)
     */
    private void drop(String partition) {
        entities.createNativeQuery(FORGET_OWED)
                .setParameter("firstKept", begin(firstKept()))
                .executeUpdate();
        entities.createNativeQuery("drop table if exists " + partition).executeUpdate();
        LOG.infof("The log has forgotten %s: it keeps %d days", partition, keepDays);
    }

    private void forgetOneByOne() {
        for (String statement : List.of(FORGET_REFUSED, FORGET_ODD)) {
            entities.createNativeQuery(statement)
                    .setParameter("until", keptSince())
                    .executeUpdate();
        }
    }

    /**
     * Of several replicas one does it, and the others need not. Who waits for a lock makes everyone wait who comes after, so nobody waits for long here: next time is soon
     * enough.
     */
    private void alone(Runnable change) {
        QuarkusTransaction.requiringNew().run(() -> {
            entities.createNativeQuery("set local lock_timeout = '1s'").executeUpdate();
            boolean alone = (Boolean)
                    entities.createNativeQuery("select pg_try_advisory_xact_lock(hashtext('months of the event log'))")
                            .getSingleResult();
            if (alone) {
                change.run();
            }
        });
    }

    private Instant keptSince() {
        return clock.instant().minus(keepDays, ChronoUnit.DAYS);
    }

    private YearMonth firstKept() {
        return monthOf(keptSince());
    }

    private static YearMonth monthOf(Instant time) {
        return YearMonth.from(time.atOffset(ZoneOffset.UTC));
    }

    private static Instant begin(YearMonth month) {
        return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
