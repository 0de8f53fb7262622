package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.event.HistoryRequest;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Who has asked for the history of what, and how far it has been sent. Nothing is missed: what was logged before the sending began is found by going through it in the order of time and ID,
 * which never changes for an event; and whoever logs an event after that sees the request, and puts down that this one is owed, too.
 */
@Singleton
class OwedHistory {
    private static final String NOTE = """
            insert into history_request (service, pattern, types, until) values (:service, :pattern, :types, :until)
            on conflict (service, pattern) do update set until = greatest(history_request.until, excluded.until),
                begun = false, sent_time = default, sent_id = default, attempts = 0, next_attempt_at = now(), ended_at = null, problem = null""";
    private static final String NOTE_LATE = """
            insert into late_event (service, event_id, time)
            select distinct service, cast(:id as uuid), cast(:time as timestamptz) from history_request where until >= :time and :type ~ types
            on conflict do nothing""";
    private static final String BEGIN = """
            update history_request set begun = true where (service, pattern) in (
                select service, pattern from history_request where not begun for update skip locked)""";
    private static final String CLAIM = """
            select service, pattern, types, until, sent_time, sent_id, attempts from history_request
            where begun and ended_at is null and next_attempt_at <= now()
            order by next_attempt_at limit 1 for update skip locked""";
    private static final String NEXT = """
            select id, type, source, correlation_id, causation_id, time from logged_event
            where (time, id) > (:time, :id) and time <= :until and type ~ :types
            order by time, id limit :most""";
    private static final String PROGRESS = """
            update history_request set sent_time = :time, sent_id = :id, attempts = 0, problem = null
            where service = :service and pattern = :pattern""";
    private static final String END = """
            update history_request set ended_at = now(), problem = :problem where service = :service and pattern = :pattern""";
    private static final String POSTPONE = """
            update history_request set attempts = attempts + 1, problem = :problem,
                next_attempt_at = now() + least(interval '1 second' * power(2, least(attempts, 10)), interval '30 seconds')
            where service = :service and pattern = :pattern""";
    private static final String CLAIM_LATE = """
            select e.id, e.type, e.source, e.correlation_id, e.causation_id, e.time
            from late_event l join logged_event e on e.id = l.event_id and e.time = l.time
            where l.service = :service and l.next_attempt_at <= now()
            order by e.time, e.id limit :most for update of l skip locked""";
    private static final String DELETE_LATE = "delete from late_event where service = :service and event_id in (:ids)";
    private static final String GIVE_UP_LATE = """
            delete from late_event where service = :service and event_id in (:ids) and attempts >= :most""";
    private static final String POSTPONE_LATE = """
            update late_event set attempts = attempts + 1, next_attempt_at = now() + interval '30 seconds'
            where service = :service and event_id in (:ids)""";

    private final EntityManager entities;
    private final Duration clocksDiffer;

    /** @param clocksDiffer what lies between two clocks is sent although it was not missed */
    OwedHistory(
            EntityManager entities,
            @ConfigProperty(name = "event-log.clocks-differ", defaultValue = "PT1M") Duration clocksDiffer) {
        this.entities = entities;
        this.clocksDiffer = clocksDiffer;
    }

    /**
     * A history that is owed.
     *
     * @param types the regular expression of the pattern
     * @param until events of a later time have not been missed
     * @param sentTime of the last event that was sent
     * @param sentId of the last event that was sent
     * @param attempts how often in a row the service's queue was not there
     */
    record Owed(HistoryRequest request, String types, Instant until, Instant sentTime, UUID sentId, int attempts) {}

    void note(HistoryRequest request, Instant time) {
        entities.createNativeQuery(NOTE)
                .setParameter("service", request.service())
                .setParameter("pattern", request.pattern())
                .setParameter("types", TopicPattern.regularExpression(request.pattern()))
                .setParameter("until", time.plus(clocksDiffer))
                .executeUpdate();
    }

    /** In the transaction that has just written the event: before it, one that takes up a request waits; after it, the request is seen here. */
    void noteLate(Event event) {
        entities.createNativeQuery(NOTE_LATE)
                .setParameter("id", event.id())
                .setParameter("time", event.time())
                .setParameter("type", event.type())
                .executeUpdate();
    }

    /** Waits until nobody is writing an event who may not have seen the new requests. */
    void begin() {
        boolean requested = !entities.createNativeQuery("select 1 from history_request where not begun limit 1")
                .getResultList()
                .isEmpty();
        if (requested) {
            entities.createNativeQuery("lock table only logged_event in share mode")
                    .executeUpdate();
            entities.createNativeQuery(BEGIN).executeUpdate();
        }
    }

    /** One that nobody else is sending; others leave it alone until this transaction ends. */
    @SuppressWarnings("unchecked")
    Optional<Owed> claim() {
        List<Object[]> found = entities.createNativeQuery(CLAIM).getResultList();
        return found.stream()
                .map(row -> new Owed(
                        new HistoryRequest((String) row[0], (String) row[1]),
                        (String) row[2],
                        (Instant) row[3],
                        (Instant) row[4],
                        (UUID) row[5],
                        (Integer) row[6]))
                .findFirst();
    }

    @SuppressWarnings("unchecked")
    List<Event> next(Owed owed, int most) {
        List<Object[]> found = entities.createNativeQuery(NEXT)
                .setParameter("time", owed.sentTime())
                .setParameter("id", owed.sentId())
                .setParameter("until", owed.until())
                .setParameter("types", owed.types())
                .setParameter("most", most)
                .getResultList();
        return found.stream().map(OwedHistory::event).toList();
    }

    void sent(HistoryRequest request, Event last) {
        of(PROGRESS, request)
                .setParameter("time", last.time())
                .setParameter("id", last.id())
                .executeUpdate();
    }

    void end(HistoryRequest request, @Nullable String problem) {
        of(END, request).setParameter("problem", problem).executeUpdate();
    }

    void postpone(HistoryRequest request, String problem) {
        of(POSTPONE, request).setParameter("problem", problem).executeUpdate();
    }

    @SuppressWarnings("unchecked")
    List<String> servicesWithLateEvents() {
        return entities.createNativeQuery("select distinct service from late_event where next_attempt_at <= now()")
                .getResultList();
    }

    @SuppressWarnings("unchecked")
    List<Event> claimLate(String service, int most) {
        List<Object[]> found = entities.createNativeQuery(CLAIM_LATE)
                .setParameter("service", service)
                .setParameter("most", most)
                .getResultList();
        return found.stream().map(OwedHistory::event).toList();
    }

    void sentLate(String service, List<Event> events) {
        ofLate(DELETE_LATE, service, events).executeUpdate();
    }

    void postponeLate(String service, List<Event> events, int mostAttempts) {
        ofLate(GIVE_UP_LATE, service, events).setParameter("most", mostAttempts).executeUpdate();
        ofLate(POSTPONE_LATE, service, events).executeUpdate();
    }

    private Query of(String statement, HistoryRequest request) {
        return entities.createNativeQuery(statement)
                .setParameter("service", request.service())
                .setParameter("pattern", request.pattern());
    }

    private Query ofLate(String statement, String service, List<Event> events) {
        return entities.createNativeQuery(statement)
                .setParameter("service", service)
                .setParameter("ids", events.stream().map(Event::id).toList());
    }

    private static Event event(Object[] row) {
        return new Event(
                (UUID) row[0],
                (String) row[1],
                (String) row[2],
                new CorrelationId((UUID) row[3]),
                (UUID) row[4],
                (Instant) row[5]);
    }
}
