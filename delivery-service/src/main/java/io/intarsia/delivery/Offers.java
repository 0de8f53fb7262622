package io.intarsia.delivery;

import io.intarsia.kit.quote.Money;
import io.intarsia.kit.widget.BadInput;
import io.intarsia.kit.widget.Form;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be chosen now, and what counts as chosen as long as nobody has chosen: the first option with its first free slot. */
@Singleton
class Offers {
    private static final int LONGEST_ID = 60;

    private final Slots slots;
    private final DeliverySettings settings;
    private final Writing writing;
    private final Clock clock;

    Offers(Slots slots, DeliverySettings settings, Writing writing, Clock clock) {
        this.slots = slots;
        this.settings = settings;
        this.writing = writing;
        this.clock = clock;
    }

    /** Refuses to start without a price for each option: a shopper must not be the first to find out. */
    void check(@Observes StartupEvent starting) {
        Arrays.stream(DeliveryOption.values()).forEach(this::price);
    }

    /** What is chosen in a delivery, or by default. */
    Choice choiceOf(@Nullable Delivery delivery) {
        DeliveryOption option = delivery == null || delivery.option == null ? DeliveryOption.DEFAULT : delivery.option;
        String slotId = delivery == null ? null : delivery.slotId;
        return slotId == null ? firstOf(option) : new Choice(option, slotId);
    }

    /**
     * What a form chooses; what it leaves out stays. A slot of another option gives way to the first free one.
     *
     * @throws BadInput if there is no such option or slot
     */
    Choice chosen(Form form, Choice before) {
        DeliveryOption option =
                form.has("option") ? DeliveryOption.written(form.line("option", LONGEST_ID)) : before.option();
        if (!form.has("slot")) {
            return option == before.option() ? before : firstOf(option);
        }
        Slot slot = slots.find(form.line("slot", LONGEST_ID))
                .orElseThrow(() -> new BadInput("The field slot takes one of the slots that are offered"));
        return slot.option == option ? new Choice(option, slot.id) : firstOf(option);
    }

    private Choice firstOf(DeliveryOption option) {
        return new Choice(option, slots.firstFree(option).map(slot -> slot.id).orElse(null));
    }

    Price price(DeliveryOption option) {
        return new Price(Money.of(terms(option).price(), settings.currency()), settings.taxRate());
    }

    private DeliverySettings.Terms terms(DeliveryOption option) {
        return Optional.ofNullable(settings.options().get(option))
                .orElseThrow(() -> new IllegalStateException("The option " + option.written()
                        + " has no terms; set delivery.options." + option.written() + ".price, .notice and .windows"));
    }

    /** What can be chosen, beside what is chosen. */
    Offer offerTo(@Nullable Delivery delivery) {
        Choice choice = choiceOf(delivery);
        boolean held = delivery != null && delivery.placeTaken;
        boolean lost = choice.slotId() != null && !held && !isFree(choice.slotId());
        Price sealedPrice = delivery == null ? null : delivery.sealedPrice(settings.taxRate());
        return new Offer(
                choice,
                lost,
                options(choice),
                offered(choice, held),
                sealedPrice == null ? price(choice.option()) : sealedPrice);
    }

    private boolean isFree(String slotId) {
        return slots.find(slotId).filter(slot -> slot.isFree(clock.instant())).isPresent();
    }

    private List<Offer.OfferedOption> options(Choice choice) {
        return Arrays.stream(DeliveryOption.values())
                .map(option -> new Offer.OfferedOption(
                        option,
                        price(option).amount(),
                        slots.firstFree(option).map(writing::day).orElse(null),
                        option == choice.option()))
                .toList();
    }

    /** The slot that this delivery holds a place of is offered to it, even if it is full or closed for others. */
    private List<Offer.OfferedSlot> offered(Choice choice, boolean held) {
        List<Slot> open = new ArrayList<>(slots.open(choice.option()));
        if (held && open.stream().noneMatch(slot -> slot.id.equals(choice.slotId()))) {
            slots.find(Objects.requireNonNull(choice.slotId())).ifPresent(own -> open.add(0, own));
        }
        return open.stream()
                .map(slot -> {
                    boolean chosen = slot.id.equals(choice.slotId());
                    boolean full = slot.isFull() && !(chosen && held);
                    return new Offer.OfferedSlot(
                            slot.id, writing.day(slot), writing.window(slot), full, chosen && !full);
                })
                .toList();
    }
}
