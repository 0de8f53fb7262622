package io.intarsia.payment;

import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All cards tried. The table allows one unresolved or successful attempt for each checkout, whatever the code does. */
@Singleton
class Attempts {
    private static final String CLAIM_UNRESOLVED = """
            update attempt set next_ask_at = :lease, asked = asked + 1
            where id = (
                select id from attempt
                where state in ('STARTED', 'UNKNOWN') and next_ask_at <= :now
                order by next_ask_at limit 1 for update skip locked)
            returning id""";

    private final EntityManager entities;

    Attempts(EntityManager entities) {
        this.entities = entities;
    }

    void add(Attempt attempt) {
        entities.persist(attempt);
    }

    Attempt get(UUID id) {
        return entities.find(Attempt.class, id);
    }

    /** The newest attempt of a checkout, or null. */
    @Nullable
    Attempt last(UUID correlationId) {
        return entities.createQuery(
                        "from Attempt where correlationId = :id order by startedAt desc, id desc", Attempt.class)
                .setParameter("id", correlationId)
                .setMaxResults(1)
                .getResultStream()
                .findFirst()
                .orElse(null);
    }

    /**
     * Finds an attempt whose outcome nobody knows and that nobody asks about.
     *
     * @param lease until when nobody else finds it
     * @return null if there is none
     */
    @Transactional
    public @Nullable Attempt claimUnresolved(Instant now, Instant lease) {
        List<?> claimed = entities.createNativeQuery(CLAIM_UNRESOLVED)
                .setParameter("lease", lease)
                .setParameter("now", now)
                .getResultList();
        return claimed.isEmpty() ? null : get((UUID) claimed.get(0));
    }
}
