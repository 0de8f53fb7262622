package io.intarsia.eventlog;

import io.intarsia.kit.correlation.CorrelationId;
import io.quarkus.qute.TemplateData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the list as it is shown.
 *
 * @param search what was asked for
 * @param lines all events newest first; those of one checkout in the order of time
 * @param older the event before which the next older page begins, or null if this is the last
 */
@TemplateData
public record EventPage(
        Search search, List<Line> lines, @Nullable String older) {

    /** The checkout that the page is about, or empty for all. */
    public String checkout() {
        CorrelationId checkout = search.checkout();
        return checkout == null ? "" : checkout.toString();
    }

    public String orderNumber() {
        CorrelationId checkout = search.checkout();
        return checkout == null ? "" : checkout.shortForm();
    }

    public String type() {
        return search.type();
    }

    public String number() {
        return search.number();
    }

    public boolean typeIsReadable() {
        return search.typeIsReadable();
    }

    public boolean numberIsReadable() {
        return search.numberIsReadable();
    }

    public boolean isReadable() {
        return search.isReadable();
    }

    /** Whether other events than those shown may be there. */
    public boolean isNarrowed() {
        return !type().isEmpty() || !number().isEmpty() || search.before() != null;
    }

    /** Only the newest page gains lines, so only that one is asked for again and again. */
    public boolean isNewest() {
        return search.before() == null;
    }

    /** Changes when the lines do, so that an unchanged list need not be sent again. */
    public String fingerprint() {
        return Integer.toHexString(
                lines.stream().map(line -> line.id() + line.cause()).toList().hashCode());
    }
}
