package io.intarsia.kit.erasure;

import io.intarsia.kit.correlation.CorrelationId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The checkouts of which this service has deleted all that it kept: IDs, and nothing else. They are remembered for as long as somebody could tell or ask something under
 * them again, so that it begins nothing anew.
 *
 * <p>Three things make a service forget, whatever happens at the same time. A row that was not there before is made and then {@link #refuse refused}; what is to be deleted is
 * locked as any change locks it, made if it is not there; and it is {@link #remember remembered} in the transaction that deletes it.
 */
@Singleton
public class Forgotten {
    private static final String SINCE = "select at from forgotten where correlation_id = :id";

    private static final String REMEMBER =
            "insert into forgotten (correlation_id, at) values (:id, :now) on conflict do nothing";

    /** Nobody is to look after what can change nothing any more. */
    private static final String LEAVE_PARKED = """
            update inbox set state = 'done', problem = :problem, ended_at = clock_timestamp()
            where correlation_id = :id and state = 'parked'""";

    private final EntityManager entities;
    private final Clock clock;
    private final long keepDays;

    /** @param keepDays 0 is for ever */
    public Forgotten(
            EntityManager entities,
            Clock clock,
            @ConfigProperty(name = "intarsia.forgotten.keep-days", defaultValue = "450") long keepDays) {
        this.entities = entities;
        this.clock = clock;
        this.keepDays = keepDays;
    }

    /** When all of it was deleted here, if it was. */
    public Optional<Instant> since(CorrelationId id) {
        List<?> found =
                entities.createNativeQuery(SINCE).setParameter("id", id.value()).getResultList();
        return found.stream().map(Instant.class::cast).findFirst();
    }

    /** Whether all of it was deleted here. */
    public boolean has(CorrelationId id) {
        return since(id).isPresent();
    }

    /**
     * Refuses to begin under this ID, if all under it was deleted. To be asked after the new row was written, in the same transaction: then one who is deleting at this
     * moment has either finished, and is seen here, or waits for that row and deletes it.
     *
     * @throws IsForgotten rolls the new row back
     */
    public void refuse(CorrelationId id) {
        if (has(id)) {
            throw new IsForgotten(id);
        }
    }

    /** Remembers that all under this ID was deleted, in the transaction that does it. What is parked under it is done. */
    public void remember(CorrelationId id) {
        entities.createNativeQuery(REMEMBER)
                .setParameter("id", id.value())
                .setParameter("now", clock.instant())
                .executeUpdate();
        entities.createNativeQuery(LEAVE_PARKED)
                .setParameter("id", id.value())
                .setParameter("problem", "forgotten before it could take effect")
                .executeUpdate();
    }

    @Scheduled(every = "1h", delayed = "5m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void forgetOld() {
        if (keepDays > 0) {
            QuarkusTransaction.requiringNew()
                    .run(() -> entities.createNativeQuery("delete from forgotten where at < :before")
                            .setParameter("before", clock.instant().minus(keepDays, ChronoUnit.DAYS))
                            .executeUpdate());
        }
    }
}
