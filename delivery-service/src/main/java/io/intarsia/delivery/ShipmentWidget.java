package io.intarsia.delivery;

import io.intarsia.delivery.Delivery.State;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.Language;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the shopper sees what becomes of the delivery. */
@Path("checkouts/{correlationId}/widgets/shipment")
@Transactional
@Singleton
class ShipmentWidget implements Widget {
    private static final String BASE = "/delivery-service/checkouts/{correlationId}/widgets/shipment";

    private final Deliveries deliveries;
    private final Slots slots;
    private final Writing writing;
    private final DeliverySettings settings;
    private final Clock clock;
    private final Messages messages;

    ShipmentWidget(
            Deliveries deliveries,
            Slots slots,
            Writing writing,
            DeliverySettings settings,
            Clock clock,
            Language language) {
        this.deliveries = deliveries;
        this.slots = slots;
        this.writing = writing;
        this.settings = settings;
        this.clock = clock;
        this.messages = language.words(Messages.class);
    }

    /**
     * What the template shows.
     *
     * @param version which the order page has, and asks for what is newer
     * @param pollEvery how often the page asks, as htmx writes it; null when nothing more is to come
     * @param over whether the time of its slot has passed
     * @param shipment null as long as nothing was sealed
     */
    record View(
            String base,
            boolean skeleton,
            long version,
            State state,
            String explanation,
            @Nullable String pollEvery,
            boolean over,
            @Nullable Shipment shipment) {}

    /** A sealed delivery, as the shopper reads it. */
    record Shipment(
            Recipient recipient, String country, DeliveryOption option, String day, String window, Price price) {}

    @CheckedTemplate(basePath = "")
    static class Templates {
        static native TemplateInstance shipment(View view);
    }

    @Override
    public Description description() {
        return Description.of("shipment", messages.shipment(), "order", "main", 30, messages.shipmentFallback());
    }

    @Override
    public TemplateInstance skeleton() {
        return Templates.shipment(new View(BASE, true, 0, State.OPEN, "", null, false, null));
    }

    @GET
    public Response show(@PathParam("correlationId") CorrelationId id, @QueryParam("after") @Nullable Long after) {
        Optional<Delivery> delivery = deliveries.find(id);
        if (after != null && after == delivery.map(found -> found.revision).orElse(0L)) {
            return Answers.done();
        }
        return Answers.shown(delivery.map(this::content).orElseGet(() -> nothing(id)));
    }

    private TemplateInstance nothing(CorrelationId id) {
        State state = deliveries.isForgotten(id) ? State.FORGOTTEN : State.OPEN;
        String explanation = state == State.FORGOTTEN ? messages.forgotten() : messages.nothingChosen();
        return Templates.shipment(new View(BASE, false, 0, state, explanation, pollEvery(state), false, null));
    }

    private TemplateInstance content(Delivery delivery) {
        State state = delivery.state();
        Slot slot = delivery.isSealed()
                ? slots.find(Objects.requireNonNull(delivery.slotId)).orElseThrow()
                : null;
        return Templates.shipment(new View(
                BASE,
                false,
                delivery.revision,
                state,
                explanation(delivery, slot),
                pollEvery(state),
                slot != null && isOver(slot),
                slot == null ? null : shipment(delivery, slot)));
    }

    private Shipment shipment(Delivery delivery, Slot slot) {
        return new Shipment(
                delivery.recipient,
                writing.country(delivery.recipient.country()),
                slot.option,
                writing.day(slot),
                writing.window(slot),
                Objects.requireNonNull(delivery.sealedPrice(settings.taxRate())));
    }

    private String explanation(Delivery delivery, @Nullable Slot slot) {
        State state = delivery.state();
        if (state == State.CANCELLED) {
            return messages.cancelled();
        }
        if (state == State.REFUSED) {
            return messages.refused();
        }
        if (slot == null) {
            return messages.nothingChosen();
        }
        return switch (state) {
            case HELD -> messages.heldUntil(time(delivery.holdUntil));
            case LAPSED -> messages.lapsed(time(delivery.holdUntil));
            case SCHEDULED ->
                isOver(slot)
                        ? messages.notSent(writing.day(slot), writing.window(slot))
                        : messages.planned(writing.day(slot), writing.window(slot));
            case DISPATCHED ->
                isOver(slot)
                        ? messages.handedOver(writing.day(slot), writing.window(slot))
                        : messages.onItsWay(writing.day(slot), writing.window(slot));
            default -> messages.reserved();
        };
    }

    private boolean isOver(Slot slot) {
        return slot.isOver(clock.instant(), settings.zone());
    }

    private String time(@Nullable Instant instant) {
        return writing.time(Objects.requireNonNull(instant));
    }

    private static @Nullable String pollEvery(State state) {
        return switch (state) {
            case HELD, LAPSED, RESERVED, REFUSED -> "every 500ms";
            case OPEN, SCHEDULED -> "every 5s";
            case DISPATCHED, CANCELLED, FORGOTTEN -> null;
        };
    }
}
