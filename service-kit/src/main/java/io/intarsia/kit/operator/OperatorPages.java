package io.intarsia.kit.operator;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.widget.FieldErrors;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Puts the operator's widget together. */
@Singleton
class OperatorPages {
    private final Gauges gauges;
    private final Stories stories;
    private final StuckEvents stuck;
    private final PastEvents past;
    private final ForgetOne forgetting;
    private final Audit audit;
    private final Supplier<UUID> ids;
    private final String service;

    OperatorPages(
            Gauges gauges,
            Stories stories,
            StuckEvents stuck,
            PastEvents past,
            ForgetOne forgetting,
            Audit audit,
            Supplier<UUID> ids,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.gauges = gauges;
        this.stories = stories;
        this.stuck = stuck;
        this.past = past;
        this.forgetting = forgetting;
        this.audit = audit;
        this.ids = ids;
        this.service = service;
    }

    /**
     * The widget as nobody has typed into it.
     *
     * @param stuckShown the fingerprint of what is stuck on the operator's screen; null if this answer replaces it
     */
    @Transactional
    OperatorPage shown(@Nullable CorrelationId checkout, int inbox, int outbox, @Nullable String stuckShown) {
        return page(
                checkout,
                stuck.page(Queue.INBOX, checkout, inbox),
                stuck.page(Queue.OUTBOX, checkout, outbox),
                "",
                null,
                forgetting(checkout, "", null, false),
                "",
                stuckShown);
    }

    /** The widget after something was done. */
    @Transactional
    OperatorPage said(@Nullable CorrelationId checkout, String said) {
        return page(
                checkout,
                stuck.page(Queue.INBOX, checkout, 1),
                stuck.page(Queue.OUTBOX, checkout, 1),
                "",
                null,
                forgetting(checkout, "", null, false),
                said,
                null);
    }

    /** The widget with what was typed to send something again. */
    @Transactional
    OperatorPage typed(Queue queue, @Nullable CorrelationId checkout, int page, SendAgain wanted, FieldErrors errors) {
        return with(queue, checkout, stuck.page(queue, checkout, page, wanted, errors, null));
    }

    /** The widget saying what would be sent again. */
    @Transactional
    OperatorPage previewed(Queue queue, @Nullable CorrelationId checkout, int page, SendAgain wanted) {
        Preview preview = stuck.preview(queue, checkout, wanted);
        return with(queue, checkout, stuck.page(queue, checkout, page, wanted, FieldErrors.none(), preview));
    }

    /** The widget with what was typed to have the history asked for. */
    @Transactional
    OperatorPage historyRefused(String reason, String error) {
        return page(
                null,
                stuck.page(Queue.INBOX, null, 1),
                stuck.page(Queue.OUTBOX, null, 1),
                reason,
                error,
                null,
                "",
                null);
    }

    /** The widget with what was typed to have this checkout forgotten: with what is wrong with it, or to be confirmed. */
    @Transactional
    OperatorPage forgettingWanted(CorrelationId checkout, String reason, @Nullable String error, boolean toConfirm) {
        return page(
                checkout,
                stuck.page(Queue.INBOX, checkout, 1),
                stuck.page(Queue.OUTBOX, checkout, 1),
                "",
                null,
                forgetting(checkout, reason, error, toConfirm),
                "",
                null);
    }

    private @Nullable ForgetForm forgetting(
            @Nullable CorrelationId checkout, String reason, @Nullable String error, boolean toConfirm) {
        if (checkout == null || !forgetting.isHere()) {
            return null;
        }
        String objection = forgetting.objection(checkout);
        return new ForgetForm(objection, reason, error, toConfirm && objection == null, ids.get());
    }

    private OperatorPage with(Queue queue, @Nullable CorrelationId checkout, Stuck typed) {
        return page(
                checkout,
                queue == Queue.INBOX ? typed : stuck.page(Queue.INBOX, checkout, 1),
                queue == Queue.OUTBOX ? typed : stuck.page(Queue.OUTBOX, checkout, 1),
                "",
                null,
                forgetting(checkout, "", null, false),
                "",
                null);
    }

    private OperatorPage page(
            @Nullable CorrelationId checkout,
            Stuck inbox,
            Stuck outbox,
            String historyReason,
            @Nullable String historyError,
            @Nullable ForgetForm forget,
            String said,
            @Nullable String stuckShown) {
        String stuckNow = stuck.fingerprint(checkout);
        boolean offersHistory = checkout == null && past.canBeAskedFor();
        return new OperatorPage(
                service,
                checkout,
                checkout == null ? gauges.read() : null,
                checkout == null ? null : stories.of(checkout),
                inbox,
                outbox,
                offersHistory ? new HistoryForm(historyReason, historyError, ids.get()) : null,
                forget,
                checkout == null ? audit.newest(past.haveBeenAskedFor()) : List.of(),
                said,
                stuckNow,
                stuckShown == null || stuckShown.isEmpty() ? stuckNow : stuckShown);
    }
}
