package io.intarsia.checkout;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.widget.BadInput;
import org.jspecify.annotations.Nullable;

/** The checkout whose contents are carried over; the kit has checked that the shopper holds its key, too. */
final class CarriedFrom {
    private CarriedFrom() {}

    /** @throws BadInput if the header is missing */
    static CorrelationId id(@Nullable String header) {
        if (header == null) {
            throw new BadInput("The header Carried-From names the checkout whose contents are to be carried over");
        }
        return CorrelationId.fromString(header);
    }
}
