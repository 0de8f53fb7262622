package io.intarsia.kit.operator;

import io.intarsia.kit.correlation.CorrelationId;
import org.jspecify.annotations.Nullable;

/**
 * A door for the one service that ends checkouts: with a CDI bean of this kind, an operator can have one forgotten, in this service's widget on its page. Who did, when and why is
 * written down by the kit.
 */
public interface Forgetting {
    /** What stands against it now, in words for the operator; null if nothing does. */
    @Nullable
    String objection(CorrelationId checkout);

    /**
     * Has it forgotten everywhere, in the current transaction, unless something stands against it.
     *
     * @return what stands against it, in words for the operator; null if it is done
     */
    @Nullable
    String forget(CorrelationId checkout);
}
