package io.intarsia.provider;

import java.util.Map;

/**
 * What is answered, and how that goes wrong.
 *
 * @param transport whether the answer reaches the asker
 */
record Reply(int status, Map<String, ?> body, Transport transport) {
    enum Transport {
        AT_ONCE,
        LATE,
        BROKEN
    }

    static Reply ok(Map<String, ?> body) {
        return new Reply(200, body, Transport.AT_ONCE);
    }

    /** @param message what was expected; does not repeat what was sent */
    static Reply refused(int status, String code, String message) {
        return new Reply(status, Map.of("code", code, "message", message), Transport.AT_ONCE);
    }

    static Reply broken() {
        return new Reply(500, Map.of(), Transport.BROKEN);
    }

    Reply by(Transport other) {
        return new Reply(status, body, other);
    }
}
