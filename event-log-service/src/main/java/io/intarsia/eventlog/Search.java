package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.widget.BadInput;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which events the operator asks for.
 *
 * @param checkout the one checkout that the page is about, or null for all
 * @param type how the event's type begins, as it was typed; empty for any
 * @param number an order number (the first eight digits of a correlation ID) or a whole correlation ID, as it was
 *     typed; empty for any
 * @param before the event that ended the newer page, or null for the newest page
 */
record Search(
        @Nullable CorrelationId checkout,
        String type,
        String number,
        @Nullable UUID before) {
    private static final Pattern TYPE = Pattern.compile("[a-z0-9.-]{0,100}");
    private static final Pattern SHORT_FORM = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern WHOLE =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /**
     * Reads what the page sends. The page of all events has no correlation ID to put in the place of its placeholder,
     * so an ID that is empty or still a placeholder means all.
     *
     * @throws BadInput if {@code checkout} or {@code before} is something else: people do not type them
     */
    static Search of(
            @Nullable String checkout, @Nullable String type, @Nullable String number, @Nullable String before) {
        return new Search(
                checkoutOf(text(checkout)), text(type).toLowerCase(Locale.ROOT), text(number), eventOf(text(before)));
    }

    boolean typeIsReadable() {
        return TYPE.matcher(type).matches();
    }

    boolean numberIsReadable() {
        return number.isEmpty()
                || SHORT_FORM.matcher(lowerCase(number)).matches()
                || WHOLE.matcher(lowerCase(number)).matches();
    }

    boolean isReadable() {
        return typeIsReadable() && numberIsReadable();
    }

    /** The smallest correlation ID that fits the number. */
    UUID firstFitting() {
        return fitting("0000-0000-0000-000000000000");
    }

    /** The largest correlation ID that fits the number. */
    UUID lastFitting() {
        return fitting("ffff-ffff-ffff-ffffffffffff");
    }

    private UUID fitting(String rest) {
        String digits = lowerCase(number);
        return UUID.fromString(WHOLE.matcher(digits).matches() ? digits : digits + "-" + rest);
    }

    private static @Nullable CorrelationId checkoutOf(String written) {
        if (written.isEmpty() || written.equals("{correlationId}")) {
            return null;
        }
        try {
            return CorrelationId.fromString(written);
        } catch (IllegalArgumentException e) {
            throw new BadInput("The parameter checkout takes a correlation ID, or nothing for all checkouts");
        }
    }

    private static @Nullable UUID eventOf(String written) {
        if (written.isEmpty()) {
            return null;
        }
        if (!WHOLE.matcher(written).matches()) {
            throw new BadInput("The parameter before takes the ID of an event, or nothing for the newest page");
        }
        return UUID.fromString(written);
    }

    private static String text(@Nullable String sent) {
        return sent == null ? "" : sent.strip();
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
