package io.intarsia.kit.widget;

import io.intarsia.kit.correlation.CorrelationId;
import org.jspecify.annotations.Nullable;

/** The checkout whose contents are carried over. Its own proof has been checked before a widget is asked ({@code Carried-From-Proof}). */
public final class CarriedFrom {
    private CarriedFrom() {}

    /**
     * Reads the header {@code Carried-From}.
     *
     * @throws BadInput if the header is missing
     */
    public static CorrelationId id(@Nullable String header) {
        if (header == null) {
            throw new BadInput("The header Carried-From names the checkout whose contents are to be carried over");
        }
        return CorrelationId.fromString(header);
    }
}
