package io.intarsia.delivery;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.quote.QuoteSeal;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.CarriedFrom;
import io.intarsia.kit.widget.FieldErrors;
import io.intarsia.kit.widget.Form;
import io.intarsia.kit.widget.Language;
import io.intarsia.kit.widget.Version;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Where the shopper says to whom, where, how fast and when; and where the choice is sealed. */
@Path("checkouts/{correlationId}/widgets/delivery")
@Transactional
@Singleton
class DeliveryWidget implements Widget {
    private static final Logger LOG = Logger.getLogger(DeliveryWidget.class);
    private static final String BASE = "/delivery-service/checkouts/{correlationId}/widgets/delivery";

    private final Deliveries deliveries;
    private final Offers offers;
    private final Slots slots;
    private final QuoteSeal quotes;
    private final DeliverySettings settings;
    private final Writing writing;
    private final Messages messages;
    private final Clock clock;

    DeliveryWidget(
            Deliveries deliveries,
            Offers offers,
            Slots slots,
            QuoteSeal quotes,
            DeliverySettings settings,
            Writing writing,
            Language language,
            Clock clock) {
        this.deliveries = deliveries;
        this.offers = offers;
        this.slots = slots;
        this.quotes = quotes;
        this.settings = settings;
        this.writing = writing;
        this.messages = language.words(Messages.class);
        this.clock = clock;
    }

    /**
     * What the template shows; without an offer it is the skeleton.
     *
     * @param heldMinutes for how long a slot is held once the order is placed
     */
    record View(
            String base,
            long version,
            Recipient recipient,
            List<OfferedCountry> countries,
            @Nullable Offer offer,
            int heldMinutes,
            FieldErrors errors,
            @Nullable String notice) {
        public String countryName() {
            return countries.stream()
                    .filter(offered -> offered.country() == recipient.country())
                    .map(OfferedCountry::name)
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** @param name as the one who asks calls it */
    record OfferedCountry(Country country, String name) {}

    @CheckedTemplate(basePath = "")
    static class Templates {
        static native TemplateInstance delivery(View view);
    }

    @Override
    public Description description() {
        return Description.of("delivery", messages.delivery(), "checkout", "main", 20, messages.deliveryFallback())
                .asEssential()
                .with(Step.CHECK, Step.SEAL, Step.RELEASE, Step.CARRY_OVER);
    }

    @Override
    public TemplateInstance skeleton() {
        Recipient nobody = Recipient.empty(settings.country());
        return Templates.delivery(new View(BASE, 0, nobody, countries(), null, 0, FieldErrors.none(), null));
    }

    @GET
    public Response show(@PathParam("correlationId") CorrelationId id, @QueryParam("after") @Nullable Long after) {
        Optional<Delivery> delivery = deliveries.find(id);
        if (after != null && after == delivery.map(found -> found.choiceVersion).orElse(0L)) {
            return Answers.done();
        }
        FieldErrors errors = delivery.filter(found -> !found.isOver())
                .map(found -> errorsOf(found, false))
                .orElse(FieldErrors.none());
        return Answers.shown(content(delivery.orElse(null), errors, null));
    }

    @POST
    public Response save(@PathParam("correlationId") CorrelationId id, MultivaluedMap<String, String> body) {
        Delivery delivery = deliveries.locked(id);
        Choice shown = offers.choiceOf(delivery);
        Form form = Form.of(body);
        return keep(delivery, form, shown).orElseGet(() -> {
            FieldErrors errors = errorsOf(delivery, false);
            TemplateInstance widget = content(delivery, errors, null);
            return errors.isEmpty() ? Answers.shown(widget) : Answers.invalid(widget);
        });
    }

    @POST
    @Path("check")
    public Response check(@PathParam("correlationId") CorrelationId id, MultivaluedMap<String, String> body) {
        Delivery delivery = deliveries.locked(id);
        Form form = Form.of(body);
        boolean firstChoice = delivery.option == null;
        Choice stored = offers.choiceOf(delivery);
        // What is stored now for the first time is what the shopper was shown: not another version.
        return keep(delivery, form, firstChoice ? offers.chosen(form, stored) : stored)
                .orElseGet(() -> {
                    FieldErrors errors = errorsOf(delivery, true);
                    return errors.isEmpty() ? Answers.done() : Answers.invalid(content(delivery, errors, null));
                });
    }

    /** Keeps what was typed, or answers why that cannot be. */
    private Optional<Response> keep(Delivery delivery, Form form, Choice shown) {
        Recipient typed = delivery.recipient.with(form);
        Choice chosen = offers.chosen(form, offers.choiceOf(delivery));
        boolean changed = !typed.equals(delivery.recipient) || !chosen.equals(offers.choiceOf(delivery));
        if (delivery.isOver()) {
            return Optional.of(Answers.over(content(delivery, FieldErrors.none(), null)));
        }
        if (delivery.isSealed() && changed) {
            return Optional.of(Answers.sealed(content(delivery, FieldErrors.none(), null)));
        }
        if (!delivery.isSealed()) {
            delivery.keep(typed, chosen, !chosen.equals(shown));
        }
        return Optional.empty();
    }

    @POST
    @Path("seal")
    public Response seal(
            @PathParam("correlationId") CorrelationId id, @HeaderParam("If-Match") @Nullable String ifMatch) {
        long seen = Version.seen(ifMatch);
        Delivery delivery = deliveries.locked(id);
        if (delivery.isOver()) {
            return Answers.over(content(delivery, FieldErrors.none(), null));
        }
        if (seen != delivery.choiceVersion) {
            return Answers.outdated(content(delivery, errorsOf(delivery, false), messages.changedElsewhere()));
        }
        FieldErrors errors = errorsOf(delivery, true);
        if (!errors.isEmpty() || !takesPlace(delivery)) {
            return Answers.invalid(content(delivery, errorsOf(delivery, true), null));
        }
        return sealed(delivery);
    }

    private boolean takesPlace(Delivery delivery) {
        return delivery.placeTaken || (delivery.slotId != null && slots.take(delivery.slotId));
    }

    private Response sealed(Delivery delivery) {
        Instant now = clock.instant();
        delivery.seal(offers.price(Objects.requireNonNull(delivery.option)), now, settings.holdFor());
        LOG.info("Delivery sealed");
        Price price = Objects.requireNonNull(delivery.sealedPrice(settings.taxRate()));
        return Answers.quote(quotes.seal(delivery.id(), price.amount(), now.plus(settings.quoteFor())));
    }

    @DELETE
    @Path("seal")
    public Response release(@PathParam("correlationId") CorrelationId id) {
        Delivery delivery = deliveries.locked(id);
        if (!delivery.canBeGivenUp()) {
            return Answers.over(content(delivery, FieldErrors.none(), null));
        }
        delivery.cancelled(clock.instant());
        deliveries.follow(delivery);
        return Answers.done();
    }

    @POST
    @Path("carry-over")
    public Response carryOver(
            @PathParam("correlationId") CorrelationId id, @HeaderParam("Carried-From") @Nullable String from) {
        Optional<Delivery> old = deliveries.find(CarriedFrom.id(from));
        Delivery delivery = deliveries.locked(id);
        boolean untouched = delivery.option == null && !delivery.isSealed() && !delivery.isOver();
        if (untouched && old.isPresent() && old.get().option != null) {
            delivery.keep(old.get().recipient, offers.choiceOf(old.get()), false);
        }
        return Answers.done();
    }

    private FieldErrors errorsOf(Delivery delivery, boolean emptyOnesToo) {
        FieldErrors errors = FieldErrors.none();
        Recipient recipient = delivery.recipient;
        if (emptyOnesToo) {
            addIfEmpty(errors, "name", recipient.name(), messages.nameMissing());
            addIfEmpty(errors, "line1", recipient.line1(), messages.line1Missing());
            addIfEmpty(errors, "city", recipient.city(), messages.cityMissing());
            addIfEmpty(errors, "postcode", recipient.postcode(), messages.postcodeMissing(recipient.country()));
            if (recipient.country().region().isNeeded()) {
                addIfEmpty(errors, "region", recipient.region(), messages.regionMissing());
            }
        }
        if (recipient.isPostcodeUnusual() && !recipient.postcodeAccepted()) {
            Country country = recipient.country();
            errors.add("postcode", messages.postcodeWrong(country, writing.country(country), country.example()));
        }
        Offer offer = offers.offerTo(delivery);
        if (offer.lost()) {
            errors.add("slot", isClosed(offer.choice().slotId()) ? messages.slotClosed() : messages.slotTaken());
        } else if (emptyOnesToo && delivery.slotId == null) {
            errors.add("slot", messages.slotMissing());
        }
        return errors;
    }

    private boolean isClosed(@Nullable String slotId) {
        return slotId != null
                && slots.find(slotId)
                        .filter(slot -> slot.isClosed(clock.instant()))
                        .isPresent();
    }

    private static void addIfEmpty(FieldErrors errors, String field, String typed, String message) {
        if (typed.isEmpty()) {
            errors.add(field, message);
        }
    }

    private List<OfferedCountry> countries() {
        return writing.countries().stream()
                .map(country -> new OfferedCountry(country, writing.country(country)))
                .toList();
    }

    private TemplateInstance content(@Nullable Delivery delivery, FieldErrors errors, @Nullable String notice) {
        return Templates.delivery(new View(
                BASE,
                delivery == null ? 0 : delivery.choiceVersion,
                delivery == null ? Recipient.empty(settings.country()) : delivery.recipient,
                countries(),
                offers.offerTo(delivery),
                settings.heldMinutes(),
                errors,
                notice));
    }
}
