package io.intarsia.eventlog;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Reaction;
import io.intarsia.kit.trace.Trace;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Whatever has happened is remembered. */
@Singleton
class OnAnyEvent implements Reaction {
    private final OwedHistory owed;
    private final Watch watch;
    private final Clock clock;

    OnAnyEvent(OwedHistory owed, Watch watch, Clock clock) {
        this.owed = owed;
        this.watch = watch;
        this.clock = clock;
    }

    @Override
    public String to() {
        return "#";
    }

    @Override
    public boolean sharesTransaction() {
        return true;
    }

    @Override
    public void on(Event event) {
        if (LoggedEvent.remember(event, clock.instant(), Trace.id())) {
            owed.noteLate(event);
            watch.lookAt(event);
        }
    }
}
