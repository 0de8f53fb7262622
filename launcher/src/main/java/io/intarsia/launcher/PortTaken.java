package io.intarsia.launcher;

/** A process does not start, because another program listens at its port. */
final class PortTaken extends CannotStart {
    private static final long serialVersionUID = 1L;

    PortTaken(String message) {
        super(message);
    }
}
