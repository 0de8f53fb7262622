package io.intarsia.eventlog;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.event.HistoryRequest;
import io.intarsia.kit.outbox.History;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Sends the history that is owed, oldest first, any number of replicas: each claims a request, sends a batch of it and waits for the confirms, and writes down how far it came in the same transaction. One that dies
 * leaves the batch to be sent again, and the inbox that gets it lets it take effect once.
 */
@Singleton
class HistorySender {
    private static final Logger LOG = Logger.getLogger(HistorySender.class);

    /** With pauses of at most 30 seconds, about eight minutes. A service whose queue comes back later asks again. */
    private static final int MOST_ATTEMPTS = 20;

    private final OwedHistory owed;
    private final History history;
    private final int batch;
    private boolean failing;

    HistorySender(
            OwedHistory owed,
            History history,
            @ConfigProperty(name = "event-log.history-batch", defaultValue = "200") int batch) {
        this.owed = owed;
        this.history = history;
        this.batch = batch;
    }

    @Scheduled(every = "${event-log.history-every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sendAll() {
        try {
            QuarkusTransaction.requiringNew().run(owed::begin);
            while (sendBatch()) {
                continue;
            }
            sendLate();
            failing = false;
        } catch (QuarkusTransactionException e) {
            if (!failing) {
                LOG.warnf("The history that is owed cannot be sent now; trying again every second: %s", e.getCause());
            }
            failing = true;
        }
    }

    /** Sends at most one batch, and returns whether there was anything to do. */
    boolean sendBatch() {
        return QuarkusTransaction.requiringNew().call(() -> {
            Optional<OwedHistory.Owed> claimed = owed.claim();
            if (claimed.isPresent()) {
                send(claimed.get());
            }
            return claimed.isPresent();
        });
    }

    private void send(OwedHistory.Owed claimed) throws IOException, TimeoutException, InterruptedException {
        HistoryRequest request = claimed.request();
        List<Event> events = owed.next(claimed, batch);
        if (!events.isEmpty() && !history.send(request.service(), events)) {
            notTaken(claimed);
            return;
        }
        if (!events.isEmpty()) {
            owed.sent(request, events.get(events.size() - 1));
        }
        if (events.size() < batch) {
            owed.end(request, null);
            LOG.infof("The history of %s was sent to %s", request.pattern(), request.service());
        }
    }

    private void notTaken(OwedHistory.Owed claimed) {
        HistoryRequest request = claimed.request();
        String problem = "the queue " + request.service() + " is not there, or not bound to its history";
        if (claimed.attempts() + 1 >= MOST_ATTEMPTS) {
            LOG.errorf(
                    "The history of %s is given up after %d attempts: %s; the service asks again when it declares its queue",
                    request.pattern(), MOST_ATTEMPTS, problem);
            owed.end(request, problem);
        } else {
            LOG.warnf("The history of %s waits: %s", request.pattern(), problem);
            owed.postpone(request, problem);
        }
    }

    private void sendLate() {
        List<String> services = QuarkusTransaction.requiringNew().call(owed::servicesWithLateEvents);
        for (String service : services) {
            while (QuarkusTransaction.requiringNew().call(() -> sendLate(service))) {
                continue;
            }
        }
    }

    private boolean sendLate(String service) throws IOException, TimeoutException, InterruptedException {
        List<Event> events = owed.claimLate(service, batch);
        if (events.isEmpty()) {
            return false;
        }
        if (history.send(service, events)) {
            owed.sentLate(service, events);
        } else {
            LOG.warnf(
                    "%d late events wait: the queue %s is not there, or not bound to its history",
                    events.size(), service);
            owed.postponeLate(service, events, MOST_ATTEMPTS);
        }
        return true;
    }
}
