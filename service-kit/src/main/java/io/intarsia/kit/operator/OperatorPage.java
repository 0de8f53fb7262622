package io.intarsia.kit.operator;

import io.intarsia.kit.correlation.CorrelationId;
import io.quarkus.qute.TemplateData;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The operator's widget as it is shown.
 *
 * @param id the one checkout that the page is about, or null for all
 * @param numbers how the queues stand; null on the page of one checkout
 * @param story what is known of one checkout; null on the page of all
 * @param history null where there is none to ask for
 * @param forget null where no checkout can be forgotten
 * @param said what has just been done; empty for nothing
 * @param stuckNow the fingerprint of what is stuck now
 * @param stuckShown the fingerprint of what is stuck on the operator's screen, which is left alone while it has a form
 */
@TemplateData
public record OperatorPage(
        String service,
        @Nullable CorrelationId id,
        @Nullable Numbers numbers,
        @Nullable Story story,
        Stuck inbox,
        Stuck outbox,
        @Nullable HistoryForm history,
        @Nullable ForgetForm forget,
        List<Deed> deeds,
        String said,
        String stuckNow,
        String stuckShown) {

    /** What all IDs of elements begin with: the widgets of many services stand on one page. */
    public String prefix() {
        return "operator-" + service;
    }

    /** The checkout, or empty for all. */
    public String checkout() {
        return id == null ? "" : id.toString();
    }

    /** The page that this widget stands on. */
    public String address() {
        return id == null ? "/event-log" : "/event-log/" + id;
    }

    /** Whether a form with something stuck is on the screen, where somebody may be typing. */
    public boolean hasForm() {
        return !stuckShown.isEmpty();
    }

    /** Whether that form shows what is not true any more. */
    public boolean isOutdated() {
        return hasForm() && !stuckShown.equals(stuckNow);
    }

    /** Whether it is said that this checkout cannot be forgotten now, which may change. */
    public boolean isForgettingRefused() {
        return forget != null && forget.objection() != null;
    }

    /** What is swapped by itself beside the numbers or the story: nothing in which somebody may be typing. */
    public String alsoSwapped() {
        List<String> parts = new ArrayList<>();
        if (!hasForm()) {
            parts.add("inbox");
            parts.add("outbox");
        }
        if (numbers != null) {
            parts.add("deeds");
        }
        if (isForgettingRefused()) {
            parts.add("forget");
        }
        return parts.stream().map(part -> "#" + prefix() + "-" + part).collect(Collectors.joining(","));
    }

    /** Changes with whatever is swapped by itself. */
    public String fingerprint() {
        String objection = forget == null ? null : forget.objection();
        return Integer.toHexString(
                (numbers + " " + story + " " + deeds + " " + stuckNow + " " + stuckShown + " " + objection).hashCode());
    }
}
