package io.intarsia.kit.event;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The broker as every service sees it: one exchange, and a queue of its own. */
@Singleton
public class Broker {
    /** The one durable topic exchange; the routing key is the event's type. */
    public static final String EXCHANGE = "events";

    /** Where a message goes that the broker has delivered too often. */
    public static final String DEAD_LETTERS = "events.dead";

    private static final Logger LOG = Logger.getLogger(Broker.class);
    private static final int DELIVERY_LIMIT = 20;

    private final ConnectionFactory factory = new ConnectionFactory();
    private final EventTypes types;
    private final String service;

    Broker(
            EventTypes types,
            @ConfigProperty(name = "quarkus.application.name") String service,
            @ConfigProperty(name = "rabbitmq-host", defaultValue = "localhost") String host,
            @ConfigProperty(name = "rabbitmq-port", defaultValue = "5672") int port,
            @ConfigProperty(name = "rabbitmq-username", defaultValue = "guest") String username,
            @ConfigProperty(name = "rabbitmq-password", defaultValue = "guest") String password) {
        this.types = types;
        this.service = service;
        factory.setHost(host);
        factory.setPort(port);
        factory.setUsername(username);
        factory.setPassword(password);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(3_000);
        factory.setHandshakeTimeout(5_000);
        factory.setRequestedHeartbeat(10);
    }

    /** A new connection, which does not recover by itself: the caller opens another. */
    public Connection connect(String purpose) throws IOException, TimeoutException {
        return factory.newConnection(service + " " + purpose);
    }

    /** Before anything is published or consumed; with the broker away the outbox's relay declares it as soon as it can. */
    void declareAtStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent starting) {
        try (Connection connection = connect("start");
                Channel channel = connection.createChannel()) {
            declareTopology(channel);
        } catch (IOException | TimeoutException e) {
            LOG.warnf("The broker cannot be reached now; the queue %s is declared later: %s", service, e);
        }
    }

    /**
     * Declares the exchanges, this service's queue, its bindings and its dead letters. Idempotent. The delivery limit is explicit and
     * positive: unset it is none on RabbitMQ 3, and -1 has meant both "none" and "one".
     *
     * @see <a href="https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling">RabbitMQ, poison messages</a>
     */
    public void declareTopology(Channel channel) throws IOException {
        channel.exchangeDeclare(EXCHANGE, BuiltinExchangeType.TOPIC, true);
        if (types.reactedTo().isEmpty()) {
            return;
        }
        channel.exchangeDeclare(DEAD_LETTERS, BuiltinExchangeType.TOPIC, true);
        channel.queueDeclare(service + ".dead", true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(service + ".dead", DEAD_LETTERS, service);
        channel.queueDeclare(
                service,
                true,
                false,
                false,
                Map.of(
                        "x-queue-type", "quorum",
                        "x-delivery-limit", DELIVERY_LIMIT,
                        "x-dead-letter-exchange", DEAD_LETTERS,
                        "x-dead-letter-routing-key", service));
        for (String pattern : types.reactedTo()) {
            channel.queueBind(service, EXCHANGE, pattern);
        }
    }
}
