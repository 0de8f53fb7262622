package io.intarsia.kit.event;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The broker as every service sees it: an exchange for what happens, and one for what has happened. */
@Singleton
public class Broker {
    /** The one durable topic exchange; the routing key is the event's type. */
    public static final String EXCHANGE = "events";

    /** Where past events are sent again to the one service that asked; the routing key is that service's name. */
    public static final String HISTORY = "history";

    /** Where a message goes that the broker has delivered too often. */
    public static final String DEAD_LETTERS = "events.dead";

    private final ConnectionFactory factory = new WhatCanBeRead();
    private final String service;

    Broker(
            @ConfigProperty(name = "quarkus.application.name") String service,
            @ConfigProperty(name = "rabbitmq-host", defaultValue = "localhost") String host,
            @ConfigProperty(name = "rabbitmq-port", defaultValue = "5672") int port,
            @ConfigProperty(name = "rabbitmq-username", defaultValue = "guest") String username,
            @ConfigProperty(name = "rabbitmq-password", defaultValue = "guest") String password) {
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

    /**
     * Declares the exchanges that are not there, and no queue: whoever declares a queue that was lost has to ask for what was in it. Topic exchanges all, since RabbitMQ
     * limits a user's routing keys on these only. One that is there is not declared again, since that takes the right to configure it, which is the right to delete it.
     */
    public static void declareExchanges(Connection connection) throws IOException, TimeoutException {
        for (String exchange : List.of(EXCHANGE, HISTORY, DEAD_LETTERS)) {
            if (!exists(connection, channel -> channel.exchangeDeclarePassive(exchange))) {
                Channel channel = connection.createChannel();
                channel.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true);
                channel.close();
            }
        }
    }

    /** On a channel of its own, since asking for what is missing closes it. */
    public static boolean exists(Connection connection, Passively asking) throws IOException, TimeoutException {
        Channel channel = connection.createChannel();
        try {
            asking.ask(channel);
            channel.close();
            return true;
        } catch (IOException e) {
            if (e.getCause() instanceof ShutdownSignalException closed
                    && closed.getReason() instanceof AMQP.Channel.Close reason
                    && reason.getReplyCode() == AMQP.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** Asks whether something is there, by declaring it passively. */
    @FunctionalInterface
    public interface Passively {
        void ask(Channel channel) throws IOException;
    }
}
