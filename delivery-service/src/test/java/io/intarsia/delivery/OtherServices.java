package io.intarsia.delivery;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DeliverCallback;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Broker;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The rest of the shop, as far as it can be seen on the broker: tells what happened there, and hears what happens here. */
@Singleton
class OtherServices {
    private static final String QUEUE = "the-rest-of-the-shop";

    private final Broker broker;
    private final Clock clock;
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private Connection connection;
    private Channel channel;

    record Heard(String type, String correlationId) {}

    OtherServices(Broker broker, Clock clock) {
        this.broker = broker;
        this.clock = clock;
    }

    @PostConstruct
    void listen() throws Exception {
        connection = broker.connect("test");
        channel = connection.createChannel();
        Broker.declareExchanges(connection);
        channel.queueDeclare(QUEUE, true, false, false, null);
        channel.queueBind(QUEUE, Broker.EXCHANGE, "reservation.#");
        channel.queueBind(QUEUE, Broker.EXCHANGE, "delivery.#");
        DeliverCallback hear = (tag, message) -> heard.add(new Heard(
                message.getEnvelope().getRoutingKey(), message.getProperties().getCorrelationId()));
        channel.basicConsume(QUEUE, true, hear, tag -> {});
    }

    @PreDestroy
    synchronized void leave() throws Exception {
        channel.queueDelete(QUEUE);
        connection.close();
    }

    /** Says that something happened, once for every type named. */
    synchronized void tell(CorrelationId id, String... types) {
        for (String type : types) {
            publish(id, type, UUID.randomUUID());
        }
    }

    /** Says the same event again and again, as a broker may. */
    synchronized void tellRepeatedly(CorrelationId id, String type, int times) {
        UUID event = UUID.randomUUID();
        for (int time = 0; time < times; time++) {
            publish(id, type, event);
        }
    }

    private void publish(CorrelationId id, String type, UUID event) {
        Map<String, Object> headers = Map.of(
                "ce-specversion",
                "1.0",
                "ce-id",
                event.toString(),
                "ce-type",
                type,
                "ce-source",
                "the-rest-of-the-shop",
                "ce-subject",
                id.toString(),
                "ce-time",
                clock.instant().toString());
        BasicProperties properties = new BasicProperties.Builder()
                .messageId(event.toString())
                .correlationId(id.toString())
                .type(type)
                .deliveryMode(2)
                .headers(headers)
                .build();
        try {
            channel.basicPublish(Broker.EXCHANGE, type, properties, new byte[0]);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What was heard from here about a checkout, in the order in which it came. */
    List<String> heardOf(CorrelationId id) {
        return heard.stream()
                .filter(event -> event.correlationId().equals(id.toString()))
                .map(Heard::type)
                .toList();
    }
}
