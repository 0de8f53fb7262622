package io.intarsia.payment;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.quote.ApprovedIssuers;
import io.intarsia.kit.quote.Money;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.FieldErrors;
import io.intarsia.kit.widget.Form;
import io.intarsia.kit.widget.Language;
import io.intarsia.kit.widget.Widget;
import io.intarsia.payment.Cashier.Paid;
import io.intarsia.payment.Payment.State;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What has become of the money, on the order's page; and, after a decline, the place for another card. */
@Path("checkouts/{correlationId}/widgets/receipt")
@Singleton
public class ReceiptWidget implements Widget {
    private static final Logger LOG = Logger.getLogger(ReceiptWidget.class);

    private final Cashier cashier;
    private final Payments payments;
    private final Attempts attempts;
    private final ApprovedIssuers issuers;
    private final Messages messages;
    private final Clock clock;

    ReceiptWidget(
            Cashier cashier,
            Payments payments,
            Attempts attempts,
            ApprovedIssuers issuers,
            Language language,
            Clock clock) {
        this.cashier = cashier;
        this.payments = payments;
        this.attempts = attempts;
        this.issuers = issuers;
        this.messages = language.words(Messages.class);
        this.clock = clock;
    }

    /**
     * What this service holds of a payment.
     *
     * @param version another one, too, once the bill has expired
     * @param bill what another card would pay, or null if it no longer can
     * @param billGoodUntil until when, or until when it could
     */
    private record Held(
            long version,
            State state,
            @Nullable Money total,
            @Nullable Attempt last,
            @Nullable Bill bill,
            @Nullable Instant billGoodUntil) {}

    /**
     * @param held null for the skeleton
     * @param total with its currency, or null before there was one
     * @param payableUntil until when another card can pay, in seconds since 1970, or null if none can
     * @param card brand and last four digits, or null before there was one
     * @param badge the class of the state's badge
     */
    record View(
            boolean skeleton,
            long version,
            boolean isFinal,
            boolean declined,
            boolean retriable,
            @Nullable String state,
            @Nullable String badge,
            @Nullable String explanation,
            @Nullable Money total,
            @Nullable String card,
            @Nullable Long payableUntil,
            @Nullable String notice,
            FieldErrors errors) {}

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance receipt(View view);
    }

    @Override
    public Description description() {
        return Description.of("receipt", messages.receiptHeading(), "order", "main", 20, messages.receiptFallback())
                .with(Step.RENEW);
    }

    @Override
    public TemplateInstance skeleton() {
        return Templates.receipt(
                new View(true, 0, true, false, false, null, null, null, null, null, null, null, FieldErrors.none()));
    }

    /** @param after the version that is shown already */
    @GET
    public Response show(@PathParam("correlationId") CorrelationId id, @QueryParam("after") @Nullable Long after) {
        Held held = held(id);
        return after != null && after == held.version()
                ? Answers.done()
                : Answers.shown(view(held, null, FieldErrors.none()));
    }

    /** Pays the same bill with another card. */
    @POST
    @Path("retry")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response retry(@PathParam("correlationId") CorrelationId id, MultivaluedMap<String, String> values) {
        Held held = held(id);
        if (held.state() != State.DECLINED) {
            return Answers.shown(view(held, null, FieldErrors.none()));
        }
        if (held.bill() == null) {
            return Answers.conflict(view(held, null, FieldErrors.none()));
        }
        Card card = Card.typed(Form.of(values));
        FieldErrors errors = card.check(messages, YearMonth.now(clock.withZone(ZoneOffset.UTC)));
        return errors.isEmpty()
                ? answer(id, cashier.pay(id, held.bill(), card))
                : Answers.invalid(view(held, null, errors));
    }

    /** The same bill by newer quotes, so that another card can pay it for longer. */
    @POST
    @Path("renew")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response renew(@PathParam("correlationId") CorrelationId id, MultivaluedMap<String, String> values) {
        Held held = held(id);
        if (held.state() != State.DECLINED || held.total() == null) {
            return Answers.conflict(view(held, null, FieldErrors.none()));
        }
        try {
            Bill bill = Bill.of(Form.of(values).all("quote"), held.total(), id, issuers);
            boolean renewed = payments.changeAndTell(id, payment -> payment.renews(bill));
            return renewed ? Answers.done() : Answers.conflict(view(held(id), null, FieldErrors.none()));
        } catch (BillRefused refused) {
            LOG.warnf("Bill refused: %s", refused.getMessage());
            return Answers.conflict(view(held, null, FieldErrors.none()));
        }
    }

    private Response answer(CorrelationId id, Paid paid) {
        Held held = held(id);
        return switch (paid) {
            case ASKED -> Answers.shown(view(held, null, FieldErrors.none()));
            case OVER -> Answers.conflict(view(held, null, FieldErrors.none()));
            case NOT_REACHED -> Answers.invalid(view(held, messages.notReached(), FieldErrors.none()));
            case CARD_REFUSED ->
                Answers.invalid(view(held, null, FieldErrors.none().add("number", messages.cardRefused())));
        };
    }

    private Held held(CorrelationId id) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Payment payment = payments.find(id);
            if (payment == null) {
                State state = payments.isForgotten(id) ? State.FORGOTTEN : State.NOTHING_TRIED;
                return new Held(0, state, null, null, null, null);
            }
            Attempt last = attempts.last(id.value());
            Bill again = payment.billAgain(clock.instant());
            return new Held(
                    2 * payment.version + (again == null ? 1 : 0),
                    payment.state(last),
                    payment.total(),
                    last,
                    again,
                    payment.billGoodUntil());
        });
    }

    private TemplateInstance view(Held held, @Nullable String notice, FieldErrors errors) {
        boolean declined = held.state() == State.DECLINED;
        return Templates.receipt(new View(
                false,
                held.version(),
                held.state().isFinal(),
                declined,
                declined && held.bill() != null,
                name(held.state()),
                badge(held.state()),
                explanation(held),
                held.total(),
                card(held.last()),
                declined && held.bill() != null && held.billGoodUntil() != null
                        ? held.billGoodUntil().getEpochSecond()
                        : null,
                notice,
                errors));
    }

    private @Nullable String card(@Nullable Attempt last) {
        if (last == null) {
            return null;
        }
        Brand brand = Brand.named(last.brand);
        return brand == Brand.OTHER
                ? messages.cardOfNoBrandEnding(last.last4)
                : messages.cardEnding(brand.shown(), last.last4);
    }

    private String name(State state) {
        return switch (state) {
            case NOTHING_TRIED -> messages.stateNothingTried();
            case ASKING -> messages.stateAsking();
            case DECLINED -> messages.stateDeclined();
            case RESERVED -> messages.stateReserved();
            case CHARGED -> messages.stateCharged();
            case CHARGE_FAILED -> messages.stateChargeFailed();
            case RELEASING -> messages.stateReleasing();
            case RELEASED -> messages.stateReleased();
            case NOT_CHARGED -> messages.stateNotCharged();
            case FORGOTTEN -> messages.stateForgotten();
        };
    }

    private String explanation(Held held) {
        return switch (held.state()) {
            case NOTHING_TRIED -> messages.explainNothingTried();
            case ASKING -> messages.explainAsking();
            case DECLINED -> whyDeclined(held.last());
            case RESERVED -> messages.explainReserved();
            case CHARGED -> messages.explainCharged();
            case CHARGE_FAILED -> messages.explainChargeFailed();
            case RELEASING -> messages.explainReleasing();
            case RELEASED -> messages.explainReleased();
            case NOT_CHARGED -> messages.explainNotCharged();
            case FORGOTTEN -> messages.explainForgotten();
        };
    }

    private String whyDeclined(@Nullable Attempt last) {
        String code = last == null || last.declineCode == null ? "" : last.declineCode;
        return switch (code) {
            case "insufficient_funds" -> messages.explainInsufficientFunds();
            case "expired_card" -> messages.explainExpiredCard();
            default -> messages.explainDeclined();
        };
    }

    private static String badge(State state) {
        return switch (state) {
            case CHARGED -> "badge success";
            case DECLINED, CHARGE_FAILED -> "badge problem";
            default -> "badge";
        };
    }
}
