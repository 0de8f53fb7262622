package io.intarsia.eventlog;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.event.HistoryRequest;
import io.intarsia.kit.inbox.Reaction;
import jakarta.inject.Singleton;

/** A service has missed events: what is remembered of them will be sent to it. */
@Singleton
class OnHistoryRequested implements Reaction {
    private final OwedHistory owed;

    OnHistoryRequested(OwedHistory owed) {
        this.owed = owed;
    }

    @Override
    public String to() {
        return "history.requested.#";
    }

    @Override
    public void on(Event event) {
        owed.note(HistoryRequest.read(event.type()), event.time());
    }
}
