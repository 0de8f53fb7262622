package io.intarsia.kit.erasure;

import io.intarsia.kit.correlation.CorrelationId;

/** Something was to begin under an ID of which all was deleted. An event then changes nothing; a shopper is told that the checkout is over. */
public class IsForgotten extends RuntimeException {
    IsForgotten(CorrelationId id) {
        super("All under " + id + " was deleted, and nothing begins under it again");
    }
}
