package io.intarsia.kit.inbox;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.erasure.IsForgotten;
import io.intarsia.kit.event.Cause;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.event.EventTypes;
import io.intarsia.kit.trace.Traces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Makes each event take effect once: that it came, the reaction and the mark that it is done are one transaction. Where that fails, the attempt is counted in a transaction of
 * its own, or the count would roll back with it; from then on, and where the broker says that it has delivered before, counting comes first. What fails is tried again from here,
 * later and later, and parked after the last attempt: nothing blocks the events behind it.
 */
@Singleton
public class Inbox {
    private static final Logger LOG = Logger.getLogger(Inbox.class);
    private static final int LONGEST_PROBLEM = 500;
    private static final int DEEPEST_CAUSE = 20;

    private static final List<String> OUTCOMES = List.of("done", "waiting", "failed", "parked");

    private static final Duration[] LATENCIES = IntStream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 30_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    /** So few that they are tried within their lease. */
    private static final int AT_ONCE = 100;

    /** A replica that counted an attempt and died is believed dead after this; then another tries. */
    private static final String LEASE = "interval '30 seconds'";

    /** Counts an attempt or, if nothing is to be tried now, a repetition. */
    private static final String COUNT = """
            insert into inbox (event_id, type, source, correlation_id, causation_id, time, state, next_attempt_at, traceparent)
            values (:id, :type, :source, :correlationId, :causationId, :time, 'received', now() + %1$s, cast(:traceparent as text))
            on conflict (event_id) do update set
                attempts = inbox.attempts + case inbox.state when 'received' then 1 else 0 end,
                repeats = inbox.repeats + case inbox.state when 'received' then 0 else 1 end,
                next_attempt_at = case inbox.state when 'received' then now() + %1$s else inbox.next_attempt_at end
            returning case state when 'received' then attempts else 0 end""".formatted(LEASE);

    private static final String CLAIM_DUE = """
            update inbox set attempts = attempts + 1, next_attempt_at = now() + %s
            where event_id in (
                select event_id from inbox
                where state in ('received', 'waiting') and next_attempt_at <= now()
                order by next_attempt_at limit %d for update skip locked)
            returning event_id, type, source, correlation_id, causation_id, time, attempts, traceparent""".formatted(LEASE, AT_ONCE);

    private static final String RETRY_LATER = """
            update inbox set state = :state, problem = :problem,
                next_attempt_at = now() + least(interval '1 second' * power(2, least(attempts - 1, 10)), interval '60 seconds')
            where event_id = :id and state in ('received', 'waiting')""";

    private final EntityManager entities;
    private final List<Reaction> reactions;
    private final Clock clock;
    private final Traces traces;
    private final MeterRegistry meters;
    private final Timer commitToReaction;
    private final Counter repeats;
    private final int attemptsBeforeParking;
    private final long waitForDataSeconds;
    private final long keepDoneDays;

    Inbox(
            EntityManager entities,
            @All List<Reaction> reactions,
            Clock clock,
            Traces traces,
            MeterRegistry meters,
            @ConfigProperty(name = "intarsia.inbox.attempts", defaultValue = "10") int attemptsBeforeParking,
            @ConfigProperty(name = "intarsia.inbox.wait-for-data-seconds", defaultValue = "3600")
                    long waitForDataSeconds,
            @ConfigProperty(name = "intarsia.inbox.keep-done-days", defaultValue = "14") long keepDoneDays) {
        this.entities = entities;
        this.reactions = reactions;
        this.clock = clock;
        this.traces = traces;
        this.meters = meters;
        this.commitToReaction = Timer.builder("intarsia.inbox.commit.to.reaction")
                .description("from when an event was published to the end of the reaction here")
                .serviceLevelObjectives(LATENCIES)
                .register(meters);
        OUTCOMES.forEach(this::attempts);
        this.repeats = Counter.builder("intarsia.inbox.repeats")
                .description("events that came again and changed nothing")
                .register(meters);
        this.attemptsBeforeParking = attemptsBeforeParking;
        this.waitForDataSeconds = waitForDataSeconds;
        this.keepDoneDays = keepDoneDays;
    }

    /** Refuses to start when what is declared and what is coded differ: the queue would be bound to the wrong types. */
    void check(@Observes StartupEvent starting, EventTypes declared) {
        Set<String> coded = reactions.stream().map(Reaction::to).collect(Collectors.toCollection(TreeSet::new));
        if (!coded.equals(new TreeSet<>(declared.reactedTo()))) {
            throw new IllegalStateException("intarsia.reacts-to declares " + new TreeSet<>(declared.reactedTo())
                    + ", but this service has reactions to " + coded + "; make the property say what the classes do");
        }
    }

    /**
     * Takes an event in. When this returns, the event is kept here (done, waiting, to be tried again or parked) and the broker may forget it.
     *
     * @throws RuntimeException if the database is away: nothing is kept, the broker must keep it
     */
    public void receive(Event event) {
        receive(event, null, false);
    }

    /** @param again the broker has delivered it before, and perhaps the process that got it has died of it */
    void receive(Event event, @Nullable String traceParent, boolean again) {
        if (reactionsTo(event).isEmpty()) {
            LOG.debugf("Nothing here reacts to %s", event.type());
        } else if (again) {
            ifCounted(event, traceParent, attempt -> attempt(event, attempt, traceParent));
        } else {
            firstAttempt(event, traceParent);
        }
    }

    private void firstAttempt(Event event, @Nullable String traceParent) {
        attempt(
                event,
                1,
                traceParent,
                () -> count(event, traceParent) > 0 && takeEffect(event),
                problem -> ifCounted(event, traceParent, attempt -> noEffect(event, attempt, problem)));
    }

    private void ifCounted(Event event, @Nullable String traceParent, IntConsumer next) {
        int attempt = QuarkusTransaction.requiringNew().call(() -> count(event, traceParent));
        if (attempt > 0) {
            next.accept(attempt);
        }
    }

    /** The number of the attempt that comes now; 0 if the event has come again and changes nothing. */
    private int count(Event event, @Nullable String traceParent) {
        int attempt = (Integer) entities.createNativeQuery(COUNT)
                .setParameter("id", event.id())
                .setParameter("type", event.type())
                .setParameter("source", event.source())
                .setParameter("correlationId", event.correlationId().value())
                .setParameter("causationId", event.causationId())
                .setParameter("time", event.time())
                .setParameter("traceparent", traceParent)
                .getSingleResult();
        if (attempt == 0) {
            LOG.debugf("%s has come again and changes nothing", event.type());
            repeats.increment();
        }
        return attempt;
    }

    /**
     * Takes in an event of the past, which was sent because this service asked for it. What may have taken effect so long ago that this is forgotten is passed over:
     * what was missed in that time is beyond every deadline, and what has taken effect must not do so twice.
     *
     * @throws RuntimeException if the database is away: nothing is kept, the broker must keep it
     */
    void receivePast(Event event, boolean again) {
        if (event.time().isBefore(clock.instant().minus(keepDoneDays, ChronoUnit.DAYS)) && wasListeningAt(event)) {
            LOG.debugf("%s is older than the inbox remembers", event.type());
            return;
        }
        receive(event, null, again);
    }

    private boolean wasListeningAt(Event event) {
        List<?> patterns = QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery("select pattern from listening where since <= :time")
                        .setParameter("time", event.time())
                        .getResultList());
        return patterns.stream().anyMatch(pattern -> EventTypes.matches((String) pattern, event.type()));
    }

    private List<Reaction> reactionsTo(Event event) {
        return reactions.stream()
                .filter(reaction -> EventTypes.matches(reaction.to(), event.type()))
                .toList();
    }

    /** Tries again what failed or waits, oldest first. */
    @Scheduled(every = "${intarsia.inbox.retry-every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void retryDue() {
        List<Object[]> due;
        do {
            due = QuarkusTransaction.requiringNew().call(this::claimDue);
            due.forEach(row -> attempt(eventOf(row), (Integer) row[6], (String) row[7]));
        } while (due.size() == AT_ONCE);
    }

    /** Forgets what was done long ago; a repetition so late would take effect again, so the time is far beyond any broker's. */
    @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forgetOld() {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(
                                "delete from inbox where state = 'done' and ended_at < now() - interval '1 day' * :days")
                        .setParameter("days", keepDoneDays)
                        .executeUpdate());
    }

    @SuppressWarnings("unchecked")
    private List<Object[]> claimDue() {
        return entities.createNativeQuery(CLAIM_DUE).getResultList();
    }

    private void attempt(Event event, int attempt, @Nullable String traceParent) {
        attempt(event, attempt, traceParent, () -> react(event), problem -> noEffect(event, attempt, problem));
    }

    /** @param reacting in one transaction; answers whether the event has taken effect */
    private void attempt(
            Event event,
            int attempt,
            @Nullable String traceParent,
            Callable<Boolean> reacting,
            Consumer<Exception> failing) {
        MDC.put("correlationId", event.correlationId().toString());
        try {
            if (traces.reacting(event, traceParent, attempt)
                    .call(() -> QuarkusTransaction.requiringNew().call(reacting))) {
                hasTakenEffect(event);
            }
        } catch (Exception e) {
            failing.accept(e);
        } finally {
            MDC.remove("correlationId");
        }
    }

    /** Counts what was committed. */
    void hasTakenEffect(Event event) {
        LOG.debugf("%s has taken effect", event.type());
        attempts("done").increment();
        commitToReaction.record(Duration.between(event.time(), clock.instant()));
    }

    /** Whether all that reacts to it here, and something does, can share a transaction. */
    boolean mayShareTransaction(Event event) {
        List<Reaction> all = reactionsTo(event);
        return !all.isEmpty() && all.stream().allMatch(Reaction::sharesTransaction);
    }

    /** The reactions to an event that is new here, in the current transaction; what they throw rolls that back. */
    void react(Event event, @Nullable String traceParent) {
        MDC.put("correlationId", event.correlationId().toString());
        try {
            traces.reacting(event, traceParent, 1).call(() -> {
                runReactions(event);
                return null;
            });
        } finally {
            MDC.remove("correlationId");
        }
    }

    private void runReactions(Event event) {
        Cause.runUnder(event.id(), () -> reactionsTo(event).forEach(reaction -> reaction.on(event)));
    }

    private boolean react(Event event) {
        Object state = entities.createNativeQuery("select state from inbox where event_id = :id for update")
                .setParameter("id", event.id())
                .getSingleResult();
        return !state.equals("done") && !state.equals("parked") && takeEffect(event);
    }

    private boolean takeEffect(Event event) {
        runReactions(event);
        end(event, "done", null);
        return true;
    }

    private void noEffect(Event event, int attempt, Exception problem) {
        if (problem instanceof DataNotHereYet missing) {
            waitForData(event, missing);
        } else if (problem instanceof IsForgotten) {
            changesNothing(event);
        } else {
            failed(event, attempt, problem);
        }
    }

    private void waitForData(Event event, DataNotHereYet missing) {
        if (event.time().plusSeconds(waitForDataSeconds).isBefore(clock.instant())) {
            park(event, "waited in vain for own data: " + missing.getMessage());
        } else {
            attempts("waiting").increment();
            retryLater(event, "waiting", String.valueOf(missing.getMessage()));
        }
    }

    /** It was told late, or again, of a checkout that is forgotten here: so it is done, without effect. */
    private void changesNothing(Event event) {
        LOG.debugf("%s is of a checkout that is forgotten, and changes nothing", event.type());
        attempts("done").increment();
        QuarkusTransaction.requiringNew().run(() -> end(event, "done", "came after the checkout was forgotten"));
    }

    private void failed(Event event, int attempt, Exception e) {
        String problem = shortened(rootOf(e).toString());
        if (attempt >= attemptsBeforeParking) {
            park(event, problem);
        } else {
            LOG.warnf(
                    "Reaction to %s failed, attempt %d of %d: %s",
                    event.type(), attempt, attemptsBeforeParking, problem);
            attempts("failed").increment();
            retryLater(event, "received", problem);
        }
    }

    private void park(Event event, String problem) {
        LOG.errorf("Parked %s (%s) after its last attempt: %s", event.type(), event.id(), problem);
        attempts("parked").increment();
        QuarkusTransaction.requiringNew().run(() -> end(event, "parked", problem));
    }

    private void retryLater(Event event, String state, String problem) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(RETRY_LATER)
                        .setParameter("state", state)
                        .setParameter("problem", shortened(problem))
                        .setParameter("id", event.id())
                        .executeUpdate());
    }

    private void end(Event event, String state, @Nullable String problem) {
        entities.createNativeQuery(
                        "update inbox set state = :state, problem = :problem, ended_at = clock_timestamp() where event_id = :id")
                .setParameter("state", state)
                .setParameter("problem", problem)
                .setParameter("id", event.id())
                .executeUpdate();
    }

    /** What went wrong first, and not what has become of it on the way: an operator reads it. */
    private static Throwable rootOf(Throwable problem) {
        Throwable root = problem;
        for (int depth = 0; root.getCause() != null && depth < DEEPEST_CAUSE; depth++) {
            root = root.getCause();
        }
        return root;
    }

    private Counter attempts(String outcome) {
        return Counter.builder("intarsia.inbox.attempts")
                .description("attempts at reactions, by what came of them")
                .tag("outcome", outcome)
                .register(meters);
    }

    private static String shortened(String problem) {
        return problem.length() <= LONGEST_PROBLEM ? problem : problem.substring(0, LONGEST_PROBLEM);
    }

    private static Event eventOf(Object[] row) {
        return new Event(
                (UUID) row[0],
                (String) row[1],
                (String) row[2],
                new CorrelationId((UUID) row[3]),
                (UUID) row[4],
                ((Instant) row[5]).truncatedTo(ChronoUnit.MICROS));
    }
}
