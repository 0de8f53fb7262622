package io.intarsia.kit.operator;

import io.intarsia.kit.event.EventTypes;
import io.intarsia.kit.widget.BadInput;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/** The history that this service may have missed: forgetting that it was asked for has it asked for again. */
@Singleton
class PastEvents {
    private final EntityManager entities;
    private final EventTypes types;
    private final Audit audit;

    PastEvents(EntityManager entities, EventTypes types, Audit audit) {
        this.entities = entities;
        this.types = types;
        this.audit = audit;
    }

    /** Whether there is anything to ask for: not at the service that remembers it all, nor at one that reacts to nothing. */
    boolean canBeAskedFor() {
        return !types.historyRequests().isEmpty();
    }

    /** Whether all of it has been asked for. */
    boolean haveBeenAskedFor() {
        List<?> asked = entities.createNativeQuery("select pattern from listening where asked_at is not null")
                .getResultList();
        return types.historyRequests().stream().allMatch(request -> asked.contains(request.pattern()));
    }

    /** Has it asked for at the next look for the queue. Asked again under the same action's ID it does nothing. */
    @Transactional
    void ask(String operator, String why, UUID action) {
        if (!canBeAskedFor()) {
            throw new BadInput("This service asks for no history: it reacts to nothing, or remembers all by itself");
        }
        if (audit.begin(action, operator, "history", why)) {
            entities.createNativeQuery("update listening set asked_at = null").executeUpdate();
        }
    }
}
