package io.intarsia.eventlog;

import io.quarkus.qute.TemplateData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the list as it is shown.
 *
 * @param search what was asked for
 * @param lines newest first
 * @param older the event before which the next older page begins, or null if this is the last
 * @param isPaused whether it stands still until the operator wants to see what has come
 */
@TemplateData
public record EventPage(
        Search search, List<Line> lines, @Nullable String older, boolean isPaused) {

    EventPage paused(boolean paused) {
        return new EventPage(search, lines, older, paused);
    }

    public boolean isReadable() {
        return search.isReadable();
    }

    /** The newest page gains lines by itself, unless it is paused. */
    public boolean isLive() {
        return search.isNewest() && search.isReadable() && !isPaused;
    }

    /** The event that stands on top, or empty. */
    public String newest() {
        return lines.isEmpty() ? "" : lines.get(0).id();
    }

    /** Changes when the lines do, so that an unchanged list need not be sent again. */
    public String fingerprint() {
        return Integer.toHexString(
                lines.stream().map(line -> line.id() + line.cause()).toList().hashCode());
    }
}
