package io.intarsia.kit.operator;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.widget.FieldErrors;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The stuck events of a queue, a page at a time, with the form that sends them again.
 *
 * @param queue {@code inbox} or {@code outbox}
 * @param page counted from 1
 * @param total how many are stuck on all pages
 */
@TemplateData
public record Stuck(
        String queue,
        List<Event> events,
        int page,
        long total,
        SendAgain wanted,
        FieldErrors errors,
        @Nullable Preview preview) {

    /** An event that is stuck. */
    @TemplateData
    public record Event(
            UUID id,
            String type,
            CorrelationId checkout,
            Instant since,
            int attempts,
            @Nullable String problem) {

        public String time() {
            return Times.toTheSecond(since);
        }

        public String orderNumber() {
            return checkout.shortForm();
        }

        /** Whether it belongs to a checkout, so that there is a page about it. */
        public boolean isOfACheckout() {
            return !checkout.equals(CorrelationId.NOBODYS);
        }
    }

    public boolean isEmpty() {
        return events.isEmpty();
    }

    public boolean isInbox() {
        return queue.equals("inbox");
    }

    public boolean hasNext() {
        return (long) page * StuckEvents.OF_A_PAGE < total;
    }

    public int previous() {
        return page - 1;
    }

    public int next() {
        return page + 1;
    }

    /** The place of the page's first event among all, counted from 1. */
    public int first() {
        return previous() * StuckEvents.OF_A_PAGE + 1;
    }

    /** The place of the page's last event among all. */
    public int last() {
        return previous() * StuckEvents.OF_A_PAGE + events.size();
    }

    public boolean all() {
        return wanted.all();
    }

    public boolean isTicked(UUID event) {
        return wanted.ticked().contains(event);
    }

    public String rate() {
        return wanted.rate();
    }

    public String reason() {
        return wanted.reason();
    }

    /** What is wrong with a field, or null. */
    public @Nullable String error(String field) {
        return errors.of(field);
    }
}
