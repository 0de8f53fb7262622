package io.intarsia.verify;

/**
 * Where a service does not keep the contract.
 *
 * @param chapter says what was to be expected
 * @param sentence what, where, what was found, what was expected
 */
public record Fault(Chapter chapter, String sentence) {
    @Override
    public String toString() {
        return sentence + " (widget-contract.md, \"" + chapter.heading() + "\")";
    }
}
