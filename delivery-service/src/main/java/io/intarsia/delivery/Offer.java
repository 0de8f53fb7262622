package io.intarsia.delivery;

import io.intarsia.kit.quote.Money;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The options, the slots of the chosen one, and what it costs.
 *
 * @param lost whether the chosen slot can no longer be had
 */
record Offer(Choice choice, boolean lost, List<OfferedOption> options, List<OfferedSlot> slots, Price price) {

    /** The slots of one day. */
    record Day(String name, List<OfferedSlot> slots) {}

    /** The slots by their days. */
    public List<Day> days() {
        return slots.stream()
                .collect(Collectors.groupingBy(OfferedSlot::day, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(day -> new Day(day.getKey(), day.getValue()))
                .toList();
    }

    /** The one that is chosen, or null if none can be had. */
    public @Nullable OfferedSlot chosenSlot() {
        return slots.stream().filter(OfferedSlot::chosen).findFirst().orElse(null);
    }

    /** @param earliest the day of its first free slot, or null if there is none */
    record OfferedOption(
            DeliveryOption option, Money price, @Nullable String earliest, boolean chosen) {}

    record OfferedSlot(String id, String day, String window, boolean full, boolean chosen) {}
}
