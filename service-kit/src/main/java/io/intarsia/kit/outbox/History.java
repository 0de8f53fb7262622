package io.intarsia.kit.outbox;

import io.intarsia.kit.event.Broker;
import io.intarsia.kit.event.Event;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Sends past events again, as they were, to the queue of the one service that has asked for them. It is for the service that remembers them
 * ({@code intarsia.keeps-history}); at a broker with a user for each service no other may.
 */
@Singleton
public class History {
    private final EventPublisher publisher;

    History(EventPublisher publisher) {
        this.publisher = publisher;
    }

    /**
     * Sends, and waits for the broker's confirms.
     *
     * @return whether the queue of that service has taken all of them; if not, it is not there, and nothing may be taken for sent
     * @throws IOException if the broker is away or has not confirmed all of them: they may have arrived
     */
    public synchronized boolean send(String service, List<Event> events)
            throws IOException, TimeoutException, InterruptedException {
        EventPublisher.Outcome outcome = publisher.publish(Broker.HISTORY, event -> service, events, Map.of());
        if (!outcome.unroutable().isEmpty()) {
            return false;
        }
        if (!outcome.unconfirmed().isEmpty()) {
            throw new IOException("The broker has not confirmed "
                    + outcome.unconfirmed().size() + " of " + events.size() + " past events for " + service);
        }
        return true;
    }

    @PreDestroy
    synchronized void close() {
        publisher.close();
    }
}
