package io.intarsia.delivery;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/** A day and a time window of one option, and how many deliveries it takes. */
@Entity
class Slot {
    @Id
    String id;

    @Enumerated(EnumType.STRING)
    DeliveryOption option;

    LocalDate day;
    LocalTime starts;
    LocalTime ends;

    /** From then on it can no longer be chosen. */
    Instant closesAt;

    int capacity;
    int taken;

    @SuppressWarnings("NullAway.Init")
    protected Slot() {}

    /** A slot of which nothing is taken. Its ID follows from option, day and start, so that planning it twice makes one. */
    Slot(DeliveryOption option, LocalDate day, Window window, DeliverySettings.Terms terms, ZoneId zone, int capacity) {
        this.id = "%s-%s-%s"
                .formatted(option.written(), day, window.starts().toString().replace(":", ""));
        this.option = option;
        this.day = day;
        this.starts = window.starts();
        this.ends = window.ends();
        this.closesAt = day.atTime(starts).atZone(zone).toInstant().minus(terms.notice());
        this.capacity = capacity;
    }

    boolean isFull() {
        return taken >= capacity;
    }

    /** Whether it is too late to choose it. */
    boolean isClosed(Instant now) {
        return !now.isBefore(closesAt);
    }

    /** Whether a place in it can be taken. */
    boolean isFree(Instant now) {
        return !isFull() && !isClosed(now);
    }

    /** Whether its time has passed, and with it whatever was planned for it. */
    boolean isOver(Instant now, ZoneId zone) {
        return !now.isBefore(day.atTime(ends).atZone(zone).toInstant());
    }
}
