package io.intarsia.delivery;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.atomic.AtomicInteger;

/** Slots of a test's own, far in the future, so that tests do not take each other's places. */
@Singleton
class SlotsForTests {
    private final AtomicInteger made = new AtomicInteger();
    private final EntityManager entities;
    private final Clock clock;

    SlotsForTests(EntityManager entities, Clock clock) {
        this.entities = entities;
        this.clock = clock;
    }

    /** A slot of the option standard that takes so many deliveries. */
    String make(int capacity) {
        return make(capacity, clock.instant().plus(Duration.ofDays(300)));
    }

    String make(int capacity, Instant closesAt) {
        LocalDate day = LocalDate.of(2040, 1, 1).plusDays(made.incrementAndGet());
        String id = "standard-" + day + "-0800";
        run(
                "insert into slot (id, option, day, starts, ends, closes_at, capacity) values (:id, 'STANDARD', :day, '08:00', '12:00', :closesAt, :capacity)",
                id,
                day,
                closesAt,
                capacity);
        return id;
    }

    private void run(String sql, String id, LocalDate day, Instant closesAt, int capacity) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(sql)
                        .setParameter("id", id)
                        .setParameter("day", day)
                        .setParameter("closesAt", closesAt)
                        .setParameter("capacity", capacity)
                        .executeUpdate());
    }

    int taken(String id) {
        return QuarkusTransaction.requiringNew()
                .call(() -> (Integer) entities.createNativeQuery("select taken from slot where id = :id")
                        .setParameter("id", id)
                        .getSingleResult());
    }

    /** Lets others take all that is left. */
    void fill(String id) {
        execute("update slot set taken = capacity where id = :id", id);
    }

    /** Lets one of the others give its place back. */
    void freeOne(String id) {
        execute("update slot set taken = taken - 1 where id = :id", id);
    }

    void close(String id) {
        execute("update slot set closes_at = now() - interval '1 minute' where id = :id", id);
    }

    private void execute(String sql, String id) {
        QuarkusTransaction.requiringNew()
                .run(() ->
                        entities.createNativeQuery(sql).setParameter("id", id).executeUpdate());
    }
}
