package io.intarsia.delivery;

import io.intarsia.kit.widget.BadInput;
import java.util.Arrays;
import java.util.Locale;

/** How fast and when. Price, notice and time windows of each are configured, see {@link DeliverySettings#options()}. */
enum DeliveryOption {
    STANDARD,
    EXPRESS,
    EVENING;

    /** The option that is offered first. */
    static final DeliveryOption DEFAULT = STANDARD;

    /**
     * Reads an option as the form sends it.
     *
     * @throws BadInput if there is no such option
     */
    static DeliveryOption written(String written) {
        return Arrays.stream(values())
                .filter(option -> option.written().equals(written))
                .findFirst()
                .orElseThrow(() -> new BadInput("The field option takes one of standard, express, evening"));
    }

    /** As it is written in forms and in slot IDs. */
    public String written() {
        return name().toLowerCase(Locale.ROOT);
    }
}
