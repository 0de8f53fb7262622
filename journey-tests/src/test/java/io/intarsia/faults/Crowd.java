package io.intarsia.faults;

import java.util.Map;

/** The tests' shoppers are many and all come from this machine, which the limits by client take for one. */
public final class Crowd {
    public static final Map<String, String> FROM_ONE_ADDRESS = Map.of(
            "INTARSIA_LIMITS_PAY_BY_CLIENT", "0",
            "INTARSIA_LIMITS_SEAL_BY_CLIENT", "0",
            "INTARSIA_LIMITS_NEW_CHECKOUTS_BY_CLIENT", "0");

    private Crowd() {}
}
