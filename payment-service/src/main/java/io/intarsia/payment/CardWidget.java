package io.intarsia.payment;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.quote.ApprovedIssuers;
import io.intarsia.kit.quote.Money;
import io.intarsia.kit.widget.Answers;
import io.intarsia.kit.widget.BadInput;
import io.intarsia.kit.widget.FieldErrors;
import io.intarsia.kit.widget.Form;
import io.intarsia.kit.widget.Language;
import io.intarsia.kit.widget.Widget;
import io.intarsia.payment.Cashier.Paid;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Currency;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The card, on the checkout page. What is typed here is checked and handed to the provider, and nowhere kept. */
@Path("checkouts/{correlationId}/widgets/card")
@Singleton
public class CardWidget implements Widget {
    private static final Logger LOG = Logger.getLogger(CardWidget.class);
    private static final int LONGEST_TOTAL = 15;

    private final Cashier cashier;
    private final Payments payments;
    private final ApprovedIssuers issuers;
    private final Messages messages;
    private final Clock clock;

    CardWidget(Cashier cashier, Payments payments, ApprovedIssuers issuers, Language language, Clock clock) {
        this.cashier = cashier;
        this.payments = payments;
        this.issuers = issuers;
        this.messages = language.words(Messages.class);
        this.clock = clock;
    }

    /**
     * @param skeleton whether it waits for its owner
     * @param underWay whether a card was asked already, so that none is wanted
     * @param notice what went wrong with the whole, or null
     */
    record View(
            boolean skeleton, boolean underWay, @Nullable String notice, FieldErrors errors) {
        /** Nothing typed here is kept, so all that can change is whether a card is still wanted. */
        public long version() {
            return underWay ? 1 : 0;
        }
    }

    @CheckedTemplate
    static class Templates {
        static native TemplateInstance card(View view);
    }

    @Override
    public Description description() {
        return Description.of("card", messages.cardHeading(), "checkout", "main", 30, messages.cardFallback())
                .asEssential()
                .with(Step.CHECK, Step.PAY, Step.RELEASE);
    }

    @Override
    public TemplateInstance skeleton() {
        return Templates.card(new View(true, false, null, FieldErrors.none()));
    }

    /** @param after the version that is shown already */
    @GET
    public Response show(@PathParam("correlationId") CorrelationId id, @QueryParam("after") @Nullable Long after) {
        View view = new View(false, cashier.already(id) == Paid.ASKED, null, FieldErrors.none());
        return after != null && after == view.version() ? Answers.done() : Answers.shown(Templates.card(view));
    }

    @POST
    @Path("check")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response check(@PathParam("correlationId") CorrelationId id, MultivaluedMap<String, String> values) {
        Paid already = cashier.already(id);
        if (already != null) {
            return answer(already);
        }
        FieldErrors errors = check(Card.typed(Form.of(values)));
        return errors.isEmpty() ? Answers.done() : Answers.invalid(with(errors));
    }

    @POST
    @Path("pay")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response pay(@PathParam("correlationId") CorrelationId id, MultivaluedMap<String, String> values) {
        Paid already = cashier.already(id);
        if (already != null) {
            return answer(already);
        }
        Form form = Form.of(values);
        try {
            Bill bill = Bill.of(form.all("quote"), shown(form), id, issuers);
            Card card = Card.typed(form);
            FieldErrors errors = check(card);
            return errors.isEmpty() ? answer(cashier.pay(id, bill, card)) : Answers.invalid(with(errors));
        } catch (BillRefused refused) {
            LOG.warnf("Bill refused: %s", refused.getMessage());
            return Answers.conflict(with(words(refused)));
        }
    }

    @DELETE
    @Path("seal")
    public Response release(@PathParam("correlationId") CorrelationId id) {
        boolean released = payments.changeAndTell(id, payment -> {
            if (!payment.canBeGivenUp()) {
                return false;
            }
            payment.cancelled(clock.instant());
            return true;
        });
        return released ? Answers.done() : answer(Paid.OVER);
    }

    private Response answer(Paid paid) {
        return switch (paid) {
            case ASKED -> Answers.done();
            case OVER -> Answers.over(with(messages.over()));
            case NOT_REACHED -> Answers.invalid(with(messages.notReached()));
            case CARD_REFUSED -> Answers.invalid(with(FieldErrors.none().add("number", messages.cardRefused())));
        };
    }

    private FieldErrors check(Card card) {
        return card.check(messages, YearMonth.now(clock.withZone(ZoneOffset.UTC)));
    }

    private static Money shown(Form form) {
        String total = form.line("total", LONGEST_TOTAL);
        if (!total.matches("\\d{1,15}")) {
            throw new BadInput("The field total is the sum shown, in minor units, digits only");
        }
        try {
            return new Money(Long.parseLong(total), Currency.getInstance(form.line("currency", 3)));
        } catch (IllegalArgumentException e) {
            throw new BadInput("The field currency is an ISO 4217 code, for example EUR");
        }
    }

    private String words(BillRefused refused) {
        return switch (refused.reason()) {
            case OTHER_SUM -> messages.otherSum();
            case EXPIRED -> messages.quotesExpired();
            case NOT_ACCEPTED -> messages.quotesNotAccepted();
        };
    }

    private static TemplateInstance with(FieldErrors errors) {
        return Templates.card(new View(false, false, null, errors));
    }

    private static TemplateInstance with(String notice) {
        return Templates.card(new View(false, false, notice, FieldErrors.none()));
    }
}
