package io.intarsia.provider;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The provider's decision on one request.
 *
 * @param id of the authorisation; declined ones have one too
 * @param code why it was declined; empty if it was not
 */
record Authorisation(String id, Request request, Status status, String code) {
    /**
     * What was asked: the same idempotency key with anything else in here is a mistake of the asker's.
     *
     * @param amount in minor units
     * @param reference the asker's own name for it
     */
    record Request(String token, long amount, String currency, String reference) {}

    enum Status {
        AUTHORISED,
        DECLINED,
        CAPTURED,
        CAPTURE_FAILED,
        VOIDED;

        String written() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    Authorisation with(Status next, String nextCode) {
        return new Authorisation(id, request, next, nextCode);
    }

    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("status", status.written());
        body.put("code", code);
        body.put("amount", request.amount());
        body.put("currency", request.currency());
        body.put("reference", request.reference());
        return body;
    }
}
