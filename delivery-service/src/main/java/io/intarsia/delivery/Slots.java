package io.intarsia.delivery;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.hibernate.StatelessSession;

/**
 * The slots of the next days and their places. Read without a cache, since others take places at the same time; taken and given back by one conditional update, so
 * that a place is never sold twice.
 */
@Singleton
class Slots {
    private final StatelessSession database;
    private final DeliverySettings settings;
    private final Clock clock;

    Slots(StatelessSession database, DeliverySettings settings, Clock clock) {
        this.database = database;
        this.settings = settings;
        this.clock = clock;
    }

    void planAtStart(@Observes StartupEvent started) {
        planNextDays();
    }

    /** Adds the slots that are still missing for the next days; any number of replicas may do so at once. */
    @Scheduled(every = "10m", delayed = "10m")
    @Transactional
    void planNextDays() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), settings.zone());
        today.datesUntil(today.plusDays(settings.daysAhead() + 1L))
                .filter(day -> !settings.closedOn().contains(day.getDayOfWeek()))
                .forEach(this::plan);
    }

    private void plan(LocalDate day) {
        settings.options()
                .forEach((option, terms) -> terms.windows().stream()
                        .map(window -> new Slot(option, day, window, terms, settings.zone(), settings.capacity()))
                        .filter(slot -> slot.isFree(clock.instant()))
                        .forEach(this::addUnlessThere));
    }

    private void addUnlessThere(Slot slot) {
        database.createNativeQuery("""
                        insert into slot (id, option, day, starts, ends, closes_at, capacity)
                        values (:id, :option, :day, :starts, :ends, :closesAt, :capacity) on conflict do nothing""")
                .setParameter("id", slot.id)
                .setParameter("option", slot.option.name())
                .setParameter("day", slot.day)
                .setParameter("starts", slot.starts)
                .setParameter("ends", slot.ends)
                .setParameter("closesAt", slot.closesAt)
                .setParameter("capacity", slot.capacity)
                .executeUpdate();
    }

    Optional<Slot> find(String id) {
        return Optional.ofNullable(database.get(Slot.class, id));
    }

    /** The slots of an option that can still be chosen, and those that are full, earliest first. */
    List<Slot> open(DeliveryOption option) {
        return database.createSelectionQuery(
                        "from Slot where option = :option and closesAt > :now order by day, starts", Slot.class)
                .setParameter("option", option)
                .setParameter("now", clock.instant())
                .getResultList();
    }

    /** The earliest slot of an option that has a place. */
    Optional<Slot> firstFree(DeliveryOption option) {
        return open(option).stream().filter(slot -> !slot.isFull()).findFirst();
    }

    /** Takes a place, and says whether there was one. */
    boolean take(String id) {
        return database.createMutationQuery(
                                "update Slot set taken = taken + 1 where id = :id and taken < capacity and closesAt > :now")
                        .setParameter("id", id)
                        .setParameter("now", clock.instant())
                        .executeUpdate()
                == 1;
    }

    void giveBack(String id) {
        database.createMutationQuery("update Slot set taken = taken - 1 where id = :id")
                .setParameter("id", id)
                .executeUpdate();
    }
}
