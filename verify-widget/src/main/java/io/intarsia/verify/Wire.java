package io.intarsia.verify;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What goes over the broker while a service is being checked. */
final class Wire implements AutoCloseable {
    private static final String EXCHANGE = "events";
    private static final long CONFIRM_MILLIS = 5_000;
    private static final long QUIET_MILLIS = 1_500;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final @Nullable Connection connection;
    private final BlockingQueue<Message> heard = new LinkedBlockingQueue<>();

    private Wire(@Nullable Connection connection) {
        this.connection = connection;
    }

    /** A message as it was received. */
    record Message(
            String routingKey,
            @Nullable String messageId,
            @Nullable String correlationId,
            @Nullable String type,
            Map<String, String> headers,
            int bodyLength) {

        static Message of(String routingKey, BasicProperties properties, byte[] body) {
            Map<String, String> headers = new HashMap<>();
            if (properties.getHeaders() != null) {
                properties.getHeaders().forEach((name, value) -> headers.put(name, String.valueOf(value)));
            }
            return new Message(
                    routingKey,
                    properties.getMessageId(),
                    properties.getCorrelationId(),
                    properties.getType(),
                    headers,
                    body.length);
        }
    }

    /** @param broker nothing is heard without one */
    static Wire to(@Nullable URI broker) {
        if (broker == null) {
            return new Wire(null);
        }
        try {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(broker);
            Connection connection = factory.newConnection("verify-widget");
            Wire wire = new Wire(connection);
            wire.listen(connection.createChannel());
            return wire;
        } catch (IOException | TimeoutException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "Expected a broker with the topic exchange events at " + broker.getHost() + ":" + broker.getPort(),
                    e);
        }
    }

    private void listen(Channel channel) throws IOException {
        channel.exchangeDeclare(EXCHANGE, "topic", true);
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, EXCHANGE, "#");
        channel.basicConsume(
                queue,
                true,
                (tag, message) -> heard.add(
                        Message.of(message.getEnvelope().getRoutingKey(), message.getProperties(), message.getBody())),
                tag -> {});
    }

    /** Tells an event of a checkout as its publisher does, and says whether the broker has taken it. */
    boolean tells(String type, String checkout) {
        String event = UUID.randomUUID().toString();
        Map<String, Object> headers = Map.of(
                "ce-specversion",
                "1.0",
                "ce-id",
                event,
                "ce-type",
                type,
                "ce-source",
                "verify-widget",
                "ce-subject",
                checkout,
                "ce-time",
                Instant.now().toString());
        BasicProperties properties = new BasicProperties.Builder()
                .messageId(event)
                .correlationId(checkout)
                .type(type)
                .deliveryMode(2)
                .headers(headers)
                .build();
        try {
            Channel channel = Objects.requireNonNull(connection).createChannel();
            channel.confirmSelect();
            channel.basicPublish(EXCHANGE, type, properties, new byte[0]);
            return channel.waitForConfirms(CONFIRM_MILLIS);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isOpen() {
        return connection != null;
    }

    /** All that was heard, once it has gone quiet, or after a while in a shop that never does. */
    List<Message> heard() {
        List<Message> all = new ArrayList<>();
        long until = System.nanoTime() + LONGEST_NANOS;
        try {
            Message next = heard.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
            while (next != null && System.nanoTime() < until) {
                all.add(next);
                next = heard.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return all;
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.abort(1_000);
        }
    }
}
