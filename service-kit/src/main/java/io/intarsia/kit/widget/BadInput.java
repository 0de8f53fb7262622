package io.intarsia.kit.widget;

/** Input that no honest browser sends: answered with 400 and this message, and nothing is changed. */
public class BadInput extends RuntimeException {
    /** @param expected names the field and what was expected; does not repeat personal data */
    public BadInput(String expected) {
        super(expected);
    }
}
