package io.intarsia.eventlog;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.SuccessfulExecution;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log in a year long ago, so that its months are nobody else's. */
@QuarkusTest
@WithTestResource(Infrastructure.class)
class LogMonthsTest {
    /** The service looks at its months when it starts, and then not for an hour: a look at the true time would drop the years of this test. */
    @Singleton
    static class FirstLook {
        final CountDownLatch over = new CountDownLatch(1);

        void looked(@Observes SuccessfulExecution done) {
            if (done.getExecution().getTrigger().getMethodDescription().contains("LogMonths")) {
                over.countDown();
            }
        }
    }

    /** On two cores the common pool has one thread from JDK 25 on, and what waits in it keeps others waiting. */
    private static final Executor A_THREAD_EACH = task -> new Thread(task).start();

    private static final Instant MAY_2021 = Instant.parse("2021-05-15T12:00:00Z");
    private static final int FOR_EVER = 0;
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Inject
    EntityManager entities;

    @Inject
    FirstLook firstLook;

    @BeforeEach
    void the_service_has_looked_at_its_months() throws InterruptedException {
        assertThat(firstLook.over.await(20, SECONDS)).isTrue();
        nothing_is_logged_and_that_year_has_no_months();
    }

    @AfterEach
    void nothing_is_logged_and_that_year_has_no_months() {
        QuarkusTransaction.requiringNew().run(() -> {
            LoggedEvent.deleteAll();
            entities.createNativeQuery("delete from late_event").executeUpdate();
            partitions("logged_event_20(19|20|21)%")
                    .forEach(month ->
                            entities.createNativeQuery("drop table " + month).executeUpdate());
        });
    }

    @Test
    void this_month_and_the_two_that_come_are_there_from_the_start() {
        YearMonth now = YearMonth.now(ZoneOffset.UTC);

        assertThat(partitions("logged_event_%")).contains(name(now), name(now.plusMonths(1)), name(now.plusMonths(2)));
    }

    @Test
    void months_are_made_before_they_are_needed() {
        months(MAY_2021, FOR_EVER).keepUp();

        assertThat(partitions("logged_event_2021%"))
                .containsExactly("logged_event_2021_05", "logged_event_2021_06", "logged_event_2021_07");
    }

    @Test
    void an_event_is_in_the_month_in_which_it_happened() {
        months(MAY_2021, FOR_EVER).keepUp();

        UUID last = remember("2021-05-31T23:59:59.999999Z");
        UUID first = remember("2021-06-01T00:00:00Z");

        assertThat(in("logged_event_2021_05")).containsExactly(last);
        assertThat(in("logged_event_2021_06")).containsExactly(first);
    }

    @Test
    void an_event_of_a_clock_that_was_wrong_is_not_lost() {
        UUID long_ago = remember("1970-01-01T00:00:01Z");
        UUID far_away = remember("2999-01-01T00:00:00Z");

        months(MAY_2021, FOR_EVER).keepUp();

        assertThat(in("logged_event_odd")).containsExactlyInAnyOrder(long_ago, far_away);
        assertThat(in("logged_event")).containsExactlyInAnyOrder(long_ago, far_away);
    }

    @Test
    void an_event_that_came_before_its_month_was_made_is_moved_there() {
        UUID ahead = remember("2021-07-01T00:00:00Z");
        UUID before = remember("2019-05-20T00:00:00Z");

        months(MAY_2021, FOR_EVER).keepUp();

        assertThat(in("logged_event_odd")).isEmpty();
        assertThat(in("logged_event_2021_07")).containsExactly(ahead);
        assertThat(in("logged_event_2019_05")).containsExactly(before);
        assertThat(in("logged_event")).containsExactlyInAnyOrder(ahead, before);
        assertThat(in("logged_event where trace_id = '" + TRACE + "'")).containsExactlyInAnyOrder(ahead, before);
    }

    @Test
    void a_month_is_dropped_when_all_of_it_is_old_enough() {
        months(Instant.parse("2020-03-15T12:00:00Z"), FOR_EVER).keepUp();
        remember("2020-03-31T23:00:00Z");
        UUID kept = remember("2020-04-01T00:00:00Z");

        months(MAY_2021, 400).keepUp();

        assertThat(partitions("logged_event_2020%")).containsExactly("logged_event_2020_04", "logged_event_2020_05");
        assertThat(in("logged_event")).containsExactly(kept);
    }

    @Test
    void with_no_days_to_keep_nothing_is_ever_dropped() {
        months(Instant.parse("2020-03-15T12:00:00Z"), FOR_EVER).keepUp();

        months(MAY_2021, FOR_EVER).keepUp();

        assertThat(partitions("logged_event_2020%"))
                .containsExactly("logged_event_2020_03", "logged_event_2020_04", "logged_event_2020_05");
    }

    @Test
    void an_event_of_an_odd_time_is_forgotten_by_when_it_came() {
        UUID recent = remember("1970-01-01T00:00:01Z", "2021-05-01T00:00:00Z");
        remember("2999-01-01T00:00:00Z", "2020-04-01T00:00:00Z");

        months(MAY_2021, 400).keepUp();

        assertThat(in("logged_event")).containsExactly(recent);
    }

    @Test
    void what_is_still_owed_of_a_month_is_forgotten_with_it() {
        months(Instant.parse("2020-03-15T12:00:00Z"), FOR_EVER).keepUp();
        UUID old = remember("2020-03-31T23:00:00Z");
        UUID kept = remember("2020-04-01T00:00:00Z");
        owe(old, "2020-03-31T23:00:00Z");
        owe(kept, "2020-04-01T00:00:00Z");

        months(MAY_2021, 400).keepUp();

        assertThat(ids("select event_id from late_event")).containsExactly(kept);
    }

    @Test
    void several_replicas_at_once_make_and_drop_each_month_once() {
        months(Instant.parse("2020-03-15T12:00:00Z"), FOR_EVER).keepUp();

        List.of(1, 2, 3, 4, 5, 6).parallelStream()
                .forEach(replica -> months(MAY_2021, 400).keepUp());

        months(MAY_2021, 400).keepUp();
        assertThat(partitions("logged_event_202[01]%"))
                .containsExactly(
                        "logged_event_2020_04",
                        "logged_event_2020_05",
                        "logged_event_2021_05",
                        "logged_event_2021_06",
                        "logged_event_2021_07");
    }

    @Test
    void who_reads_for_long_is_not_waited_for_and_the_months_are_made_the_next_time() {
        QuarkusTransaction.requiringNew().run(() -> {
            in("logged_event_odd");
            inAnotherThread(() -> months(MAY_2021, FOR_EVER).keepUp());
        });
        assertThat(partitions("logged_event_2021%")).isEmpty();

        months(MAY_2021, FOR_EVER).keepUp();
        assertThat(partitions("logged_event_2021%")).hasSize(3);
    }

    @Test
    void who_writes_in_another_month_goes_on_while_one_is_made() {
        QuarkusTransaction.requiringNew().run(() -> {
            entities.createNativeQuery("select make_month('2021-05-01')").getSingleResult();
            inAnotherThread(() -> remember(Instant.now().toString()));
        });

        assertThat(in("logged_event")).hasSize(1);
    }

    /** PostgreSQL looks which partitions there are, then waits for the locks on them, and does not look again. */
    @Test
    void who_reads_while_events_are_moved_to_their_month_misses_none() {
        UUID ahead = remember("2021-07-01T00:00:00Z");
        CompletableFuture<List<UUID>> read = new CompletableFuture<>();

        QuarkusTransaction.requiringNew().run(() -> {
            entities.createNativeQuery("select make_month('2021-07-01')").getSingleResult();
            read.completeAsync(() -> in("logged_event"), A_THREAD_EACH);
            await().until(() ->
                    number("select count(*) from pg_locks where not granted and mode = 'AccessShareLock'") > 0);
        });

        assertThat(read.join()).containsExactly(ahead);
    }

    private LogMonths months(Instant now, int keepDays) {
        return new LogMonths(entities, Clock.fixed(now, ZoneOffset.UTC), keepDays);
    }

    private UUID remember(String time) {
        return remember(time, "2021-05-15T12:00:00Z");
    }

    private UUID remember(String time, String receivedAt) {
        Event event = event(time);
        QuarkusTransaction.requiringNew().run(() -> LoggedEvent.remember(event, Instant.parse(receivedAt), TRACE));
        return event.id();
    }

    private static Event event(String time) {
        return new Event(
                UUID.randomUUID(),
                "order.placed",
                "checkout-service",
                TestShopper.fresh().id(),
                null,
                Instant.parse(time));
    }

    private void owe(UUID event, String time) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(
                                "insert into late_event (service, event_id, time) values ('gift-service', :id, :time)")
                        .setParameter("id", event)
                        .setParameter("time", Instant.parse(time))
                        .executeUpdate());
    }

    private long number(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(query).getSingleResult()).longValue());
    }

    private List<UUID> in(String table) {
        return ids("select id from " + table);
    }

    @SuppressWarnings("unchecked")
    private List<UUID> ids(String query) {
        return QuarkusTransaction.joiningExisting()
                .call(() -> entities.createNativeQuery(query, UUID.class).getResultList());
    }

    @SuppressWarnings("unchecked")
    private List<String> partitions(String like) {
        return QuarkusTransaction.joiningExisting()
                .call(() -> entities.createNativeQuery(
                                "select relname from pg_class where relispartition and relkind = 'r' and relname similar to :like order by 1",
                                String.class)
                        .setParameter("like", like)
                        .getResultList());
    }

    private static String name(YearMonth month) {
        return "logged_event_" + month.toString().replace('-', '_');
    }

    private static void inAnotherThread(Runnable work) {
        CompletableFuture.runAsync(work, A_THREAD_EACH).join();
    }
}
