package io.intarsia.kit.inbox;

/** An event has come before the service's own data: it is kept as waiting and tried again until a deadline. */
public class DataNotHereYet extends RuntimeException {
    /** @param missing what is not here yet, without personal data */
    public DataNotHereYet(String missing) {
        super(missing);
    }
}
