package io.intarsia.verify;

/** The chapters of the contract that can be checked from outside, in its order. */
public enum Chapter {
    PROOF("The correlation ID and its proof"),
    MANIFEST("The manifest"),
    SKELETON("The skeleton: the same for everyone"),
    LANGUAGE("The language"),
    CONTENT("Own content"),
    STEPS("The steps of *Place order*"),
    QUOTE("The quote"),
    OPERATOR("An operator's widget"),
    DOM_EVENTS("Events between the page's parts"),
    ERRORS("Errors that are not a widget's"),
    EVENTS("Events between services");

    private final String heading;

    Chapter(String heading) {
        this.heading = heading;
    }

    /** As it stands in {@code docs/widget-contract.md}. */
    public String heading() {
        return heading;
    }
}
