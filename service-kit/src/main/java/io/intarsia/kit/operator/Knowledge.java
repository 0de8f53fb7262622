package io.intarsia.kit.operator;

import io.intarsia.kit.correlation.CorrelationId;
import java.util.List;

/**
 * What a service knows of one checkout, for the operator. A CDI bean; a service may have none. No personal data: the names and values are on the operator's screen and
 * in screenshots, so what a shopper typed or chose is left out, and what is shown are the facts that the service decides from.
 */
public interface Knowledge {
    /** The facts in the order in which one would tell them; empty if the service has never heard of the checkout. */
    List<Fact> about(CorrelationId checkout);
}
