package io.intarsia.choreography;

import java.time.Instant;

/** A quote, as the shopper's page carries it from its issuer to the payment. */
public record Sealed(String issuer, long amount, Instant goodUntil) {}
