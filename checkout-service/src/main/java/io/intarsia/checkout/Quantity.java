package io.intarsia.checkout;

import io.intarsia.kit.widget.Form;

/** A quantity as it is typed: into a field that a browser lets one empty, or fill with anything. */
final class Quantity {
    static final int NONE_TYPED = -1;

    private Quantity() {}

    /**
     * The quantity in the field {@code quantity}, or {@link #NONE_TYPED} if that is no whole number from 0 to the most
     * of one product.
     */
    static int typed(Form form) {
        try {
            int quantity = Integer.parseInt(form.line("quantity", 20));
            return quantity >= 0 && quantity <= Order.MOST_OF_ONE ? quantity : NONE_TYPED;
        } catch (NumberFormatException e) {
            return NONE_TYPED;
        }
    }
}
