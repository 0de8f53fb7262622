package io.intarsia.kit.operator;

import io.intarsia.kit.widget.BadInput;
import io.intarsia.kit.widget.FieldErrors;
import io.intarsia.kit.widget.Form;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the operator wants to be sent again.
 *
 * @param all whether all that is stuck is meant, or only what is ticked
 * @param ticked the IDs of events
 * @param rate at most so many a second, as it was typed
 * @param reason why, as it was typed
 * @param until with {@code all}, those that are stuck since then at the latest; null before the preview
 */
record SendAgain(
        boolean all,
        List<UUID> ticked,
        String rate,
        String reason,
        @Nullable Instant until) {
    static final int MOST_A_SECOND = 1000;
    static final int LONGEST_REASON = 200;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern RATE = Pattern.compile("[0-9]{1,4}");

    /** As the form is before anybody has typed. */
    static SendAgain untouched() {
        return new SendAgain(false, List.of(), "10", "", null);
    }

    /**
     * Reads the form.
     *
     * @throws BadInput for what people do not type: IDs, times, choices
     */
    static SendAgain of(Form form) {
        return new SendAgain(
                all(form.line("which", 10)),
                ticked(form.all("event")),
                form.line("rate", 10),
                form.line("reason", LONGEST_REASON),
                until(form.line("until", 40)));
    }

    /** Reads the ID of an event or an action. */
    static UUID id(String field, String written) {
        if (!ID.matcher(written).matches()) {
            throw new BadInput("The field " + field + " takes a UUID in lower case");
        }
        return UUID.fromString(written);
    }

    FieldErrors errors(Messages messages) {
        FieldErrors errors = FieldErrors.none();
        if (!all && ticked.isEmpty()) {
            errors.add("which", messages.tickSome());
        }
        if (!RATE.matcher(rate).matches() || perSecond() < 1 || perSecond() > MOST_A_SECOND) {
            errors.add("rate", messages.rateExpected(MOST_A_SECOND));
        }
        if (reason.isEmpty()) {
            errors.add("reason", messages.reasonMissing());
        }
        return errors;
    }

    int perSecond() {
        return Integer.parseInt(rate);
    }

    private static boolean all(String which) {
        if (!which.equals("all") && !which.equals("ticked")) {
            throw new BadInput("The field which takes all or ticked");
        }
        return which.equals("all");
    }

    private static List<UUID> ticked(List<String> events) {
        if (events.size() > StuckEvents.OF_A_PAGE) {
            throw new BadInput("The field event is sent at most " + StuckEvents.OF_A_PAGE + " times, but was sent "
                    + events.size() + " times");
        }
        return events.stream().map(event -> id("event", event)).distinct().toList();
    }

    private static @Nullable Instant until(String written) {
        try {
            return written.isEmpty() ? null : Instant.parse(written);
        } catch (DateTimeParseException e) {
            throw new BadInput("The field until takes a time, for example 2026-11-24T12:00:00Z");
        }
    }
}
