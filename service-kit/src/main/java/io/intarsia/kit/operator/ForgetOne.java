package io.intarsia.kit.operator;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.widget.BadInput;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Has one checkout forgotten because an operator wants it, and writes down who and why. */
@Singleton
class ForgetOne {
    static final String ACTION = "forget";

    private final List<Forgetting> doors;
    private final Audit audit;

    ForgetOne(@All List<Forgetting> doors, Audit audit) {
        this.doors = doors;
        this.audit = audit;
    }

    /** Whether it is this service that ends checkouts. */
    boolean isHere() {
        return !doors.isEmpty();
    }

    /** @throws BadInput if it is not this service that does so */
    @Nullable
    String objection(CorrelationId checkout) {
        return door().objection(checkout);
    }

    /** Does it, unless something stands against it; again under the same action's ID it does nothing. */
    @Nullable
    String forget(CorrelationId checkout, String operator, String why, UUID action) {
        MDC.put("correlationId", checkout.toString());
        try {
            QuarkusTransaction.requiringNew().run(() -> {
                if (audit.begin(action, operator, ACTION, why, checkout)) {
                    forget(checkout);
                }
            });
            return null;
        } catch (Objected e) {
            return e.objection;
        } finally {
            MDC.remove("correlationId");
        }
    }

    private void forget(CorrelationId checkout) {
        String objection = door().forget(checkout);
        if (objection != null) {
            throw new Objected(objection);
        }
    }

    /** Rolls back what was begun. */
    private static class Objected extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final String objection;

        Objected(String objection) {
            this.objection = objection;
        }
    }

    private Forgetting door() {
        if (doors.isEmpty()) {
            throw new BadInput("This service ends no checkouts; ask the one that does");
        }
        return doors.get(0);
    }
}
