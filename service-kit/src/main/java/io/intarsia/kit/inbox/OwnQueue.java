package io.intarsia.kit.inbox;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Broker;
import io.intarsia.kit.event.EventTypes;
import io.intarsia.kit.event.HistoryRequest;
import io.intarsia.kit.outbox.Outbox;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This service's own queue: declared before anything is consumed, and looked for as long as the service runs. Where it is missing, events may have been lost with it; and a
 * reaction that is new has never heard the events of its type. Then their history is asked for, by events like any other.
 */
@Singleton
class OwnQueue {
    private static final Logger LOG = Logger.getLogger(OwnQueue.class);
    private static final int DELIVERY_LIMIT = 20;

    private final Broker broker;
    private final EventTypes types;
    private final EventConsumer consumer;
    private final Outbox outbox;
    private final EntityManager entities;
    private final String name;

    /** Nothing but this class declares it, so while it is there, so is what was declared with it; the queue itself may have been put back empty by an operator's script. */
    private final String mark;

    private @Nullable Connection connection;
    private boolean declared;
    private boolean failing;

    OwnQueue(
            Broker broker,
            EventTypes types,
            EventConsumer consumer,
            Outbox outbox,
            EntityManager entities,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        this.broker = broker;
        this.types = types;
        this.consumer = consumer;
        this.outbox = outbox;
        this.entities = entities;
        this.name = service;
        this.mark = service + ".declared";
    }

    /** Before anything is published or consumed; with the broker away it is declared as soon as that can be reached. */
    void declareAtStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent starting) {
        look();
    }

    @Scheduled(every = "${intarsia.queue.look-every:5s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    synchronized void look() {
        if (types.reactedTo().isEmpty()) {
            return;
        }
        try {
            secure();
            failing = false;
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            if (!failing) {
                LOG.warnf("The queue %s cannot be looked for now; it is declared when the broker is back: %s", name, e);
            }
            failing = true;
            disconnect();
        }
    }

    synchronized void stop(@Observes ShutdownEvent stopping) {
        disconnect();
    }

    /**
     * Forgetting comes first, then declaring, then asking. So a crash in between leaves something unasked, which the next look finds; and what is asked for includes all
     * that happened until the queue was bound.
     */
    private void secure() throws IOException, TimeoutException {
        boolean missing = !exists(mark) || !exists(name);
        if (missing) {
            if (forgetWhatWasAsked() > 0) {
                LOG.warnf("The queue %s is missing; it is declared, and the history that it missed is asked for", name);
            } else {
                LOG.infof("The queue %s is not there and is declared", name);
            }
        }
        if (missing || !declared || !unasked().isEmpty()) {
            declare();
            declared = true;
            ask();
        }
        if (missing) {
            // Qpid does not tell a consumer that its queue was deleted.
            consumer.consumeAgain();
        }
    }

    private boolean exists(String queue) throws IOException, TimeoutException {
        return Broker.exists(connection(), channel -> channel.queueDeclarePassive(queue));
    }

    /** Idempotent. */
    private void declare() throws IOException, TimeoutException {
        Broker.declareExchanges(connection());
        Channel channel = connection().createChannel();
        channel.queueDeclare(name + ".dead", true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(name + ".dead", Broker.DEAD_LETTERS, name);
        channel.queueDeclare(name, true, false, false, argumentsFor(name));
        channel.queueBind(name, Broker.HISTORY, name);
        for (String pattern : types.reactedTo()) {
            channel.queueBind(name, Broker.EXCHANGE, pattern);
        }
        channel.queueDeclare(mark, true, false, false, Map.of("x-queue-type", "quorum"));
        channel.close();
    }

    /**
     * The delivery limit is explicit and positive: unset it is none on RabbitMQ 3, and -1 has meant both "none" and "one".
     *
     * @see <a href="https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling">RabbitMQ, poison messages</a>
     */
    static Map<String, Object> argumentsFor(String name) {
        return Map.of(
                "x-queue-type",
                "quorum",
                "x-delivery-limit",
                DELIVERY_LIMIT,
                "x-dead-letter-exchange",
                Broker.DEAD_LETTERS,
                "x-dead-letter-routing-key",
                name);
    }

    private int forgetWhatWasAsked() {
        return QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery("update listening set asked_at = null")
                        .executeUpdate());
    }

    private List<HistoryRequest> unasked() {
        List<?> asked = QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery("select pattern from listening where asked_at is not null")
                        .getResultList());
        return types.historyRequests().stream()
                .filter(request -> !asked.contains(request.pattern()))
                .toList();
    }

    private void ask() {
        for (HistoryRequest request : unasked()) {
            QuarkusTransaction.requiringNew().run(() -> {
                outbox.publish(request.type(), CorrelationId.NOBODYS);
                entities.createNativeQuery("""
                                insert into listening (pattern, since, asked_at) values (:pattern, now(), now())
                                on conflict (pattern) do update set asked_at = now()""")
                        .setParameter("pattern", request.pattern())
                        .executeUpdate();
            });
        }
    }

    private Connection connection() throws IOException, TimeoutException {
        Connection open = connection;
        if (open == null || !open.isOpen()) {
            disconnect();
            open = broker.connect("queue");
            connection = open;
        }
        return open;
    }

    private void disconnect() {
        Connection old = connection;
        connection = null;
        if (old != null) {
            old.abort(1_000);
        }
    }
}
