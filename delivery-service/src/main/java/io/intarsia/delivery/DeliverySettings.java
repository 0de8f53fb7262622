package io.intarsia.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an operator may set. Public, since its constraints are checked from outside of the package. */
@ConfigMapping(prefix = "delivery")
public interface DeliverySettings {
    /** The time zone of the slots and of the times that a shopper reads. */
    @WithDefault("Europe/Berlin")
    ZoneId zone();

    /** The currency of all prices, ISO 4217. */
    @WithDefault("EUR")
    String currency();

    /** The tax that all prices include, in percent. */
    @WithDefault("19")
    @DecimalMin("0")
    @DecimalMax("100")
    BigDecimal taxRate();

    /** The country that is selected at first, ISO 3166. */
    @WithDefault("DE")
    Country country();

    /** For how long a sealed price may be paid. */
    @WithDefault("PT15M")
    Duration quoteFor();

    /** For how long a place is on hold after the last seal, unless it is paid; later than any deadline of the order. */
    @WithDefault("PT60M")
    Duration holdFor();

    /** How long after the payment was captured a delivery is handed over to the carrier. */
    @WithDefault("PT1H")
    Duration dispatchAfter();

    /** How many days from today have slots. */
    @WithDefault("8")
    @Min(1)
    int daysAhead();

    /** The days of the week on which nothing is delivered. */
    @WithDefault("SUNDAY")
    Set<DayOfWeek> closedOn();

    /** How many deliveries a new slot takes; slots that exist keep theirs. */
    @WithDefault("20")
    @Min(0)
    int capacity();

    /** For how many minutes at least a delivery that is sealed can be paid and has its place: rounded down, so that it is never too much. */
    default int heldMinutes() {
        return (int) (quoteFor().compareTo(holdFor()) < 0 ? quoteFor() : holdFor()).toMinutes();
    }

    /** How often ended holds and due deliveries are looked for. */
    @WithDefault("2s")
    String lookEvery();

    /** How long what was typed and chosen is kept after its last day, if no delivery has become of it. */
    @WithDefault("P30D")
    Duration keepAbandoned();

    /** Terms of each option: {@code standard}, {@code express} and {@code evening}. */
    Map<DeliveryOption, Terms> options();

    /** The terms of one option. */
    interface Terms {
        /** The price in minor units, tax included. */
        @Min(0)
        long price();

        /** How long before its beginning a slot is closed. */
        Duration notice();

        /** The times of the day, for example {@code 08:00-12:00,12:00-16:00}. */
        List<Window> windows();
    }
}
