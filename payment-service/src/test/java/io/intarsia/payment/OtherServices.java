package io.intarsia.payment;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DeliverCallback;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Broker;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the other services do on the broker: they publish their events, and hear those of payment. */
@Singleton
class OtherServices {
    private final Connection connection;
    private final Channel channel;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();

    private record Heard(String type, String subject, int bytes) {}

    OtherServices(Broker broker) throws Exception {
        connection = broker.connect("other services");
        channel = connection.createChannel();
        Broker.declareExchanges(connection);
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, Broker.EXCHANGE, "payment.#");
        DeliverCallback keep = (tag, message) -> heard.add(new Heard(
                message.getEnvelope().getRoutingKey(),
                String.valueOf(message.getProperties().getHeaders().get("ce-subject")),
                message.getBody().length));
        channel.basicConsume(queue, true, keep, tag -> {});
    }

    synchronized void publish(String type, CorrelationId id) {
        publish(type, id, UUID.randomUUID());
    }

    synchronized void publish(String type, CorrelationId id, UUID eventId) {
        Map<String, Object> headers = Map.of(
                "ce-specversion",
                "1.0",
                "ce-id",
                eventId.toString(),
                "ce-type",
                type,
                "ce-source",
                "test",
                "ce-subject",
                id.toString(),
                "ce-time",
                Instant.now().toString());
        BasicProperties properties = new BasicProperties.Builder()
                .headers(headers)
                .messageId(eventId.toString())
                .correlationId(id.toString())
                .type(type)
                .deliveryMode(2)
                .build();
        try {
            channel.basicPublish(Broker.EXCHANGE, type, properties, new byte[0]);
        } catch (IOException e) {
            throw new IllegalStateException("The test's event could not be published", e);
        }
    }

    /** The events heard of a checkout, oldest first. */
    List<String> heardOf(CorrelationId id) {
        return heard.stream()
                .filter(event -> event.subject().equals(id.toString()))
                .map(Heard::type)
                .toList();
    }

    /** Whether no event carried anything. */
    boolean allWereEmpty() {
        return heard.stream().allMatch(event -> event.bytes() == 0);
    }

    void stop(@Observes ShutdownEvent stopping) throws IOException {
        connection.close();
    }
}
