package io.intarsia.kit.quote;

import io.intarsia.kit.correlation.CorrelationId;
import java.time.Instant;

/**
 * What a service asks for its part of a checkout, as it sealed it.
 *
 * @param issuer the service that seals it and that is to be paid
 * @param correlationId the checkout, and no other
 * @param amount 0 or more
 * @param expiresAt after this it is no longer accepted
 */
public record Quote(String issuer, CorrelationId correlationId, Money amount, Instant expiresAt) {}
