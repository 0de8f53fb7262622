package io.intarsia.checkout;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Broker;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The other services, as this one meets them: on the broker. It sends their events and hears all that are sent. */
@Singleton
class Wire {
    private final Broker broker;
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private Connection connection;
    private Channel channel;

    Wire(Broker broker) {
        this.broker = broker;
    }

    record Heard(String type, String id, int bodyLength) {}

    @PostConstruct
    void open() throws Exception {
        connection = broker.connect("test");
        channel = connection.createChannel();
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, Broker.EXCHANGE, "#");
        channel.basicConsume(
                queue,
                true,
                (tag, message) -> heard.add(new Heard(
                        message.getEnvelope().getRoutingKey(),
                        message.getProperties().getCorrelationId(),
                        message.getBody().length)),
                tag -> {});
    }

    @PreDestroy
    void close() throws IOException {
        connection.close();
    }

    /** What this service, and nobody else, has said about a checkout. */
    List<String> published(CorrelationId id) {
        return heard.stream()
                .filter(event -> event.id().equals(id.toString()))
                .map(Heard::type)
                .filter(type -> type.startsWith("order.")
                        || type.endsWith(".checkout-service") && type.startsWith("reservation."))
                .toList();
    }

    void send(String type, CorrelationId id) {
        send(type, id, Instant.now());
    }

    synchronized void send(String type, CorrelationId id, Instant time) {
        String event = UUID.randomUUID().toString();
        BasicProperties properties = new BasicProperties.Builder()
                .messageId(event)
                .correlationId(id.toString())
                .type(type)
                .deliveryMode(2)
                .headers(Map.of(
                        "ce-specversion",
                        "1.0",
                        "ce-id",
                        event,
                        "ce-type",
                        type,
                        "ce-source",
                        "somebody",
                        "ce-subject",
                        id.toString(),
                        "ce-time",
                        time.toString()))
                .build();
        try {
            channel.basicPublish(Broker.EXCHANGE, type, properties, new byte[0]);
        } catch (IOException e) {
            throw new IllegalStateException("The test's event could not be sent", e);
        }
    }
}
