package io.intarsia.faults;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What the client alone can do: messages as our events are, one connection, mandatory, persistent, 100 of them unconfirmed at most, to two quorum queues. */
final class RawPublisher {
    private static final int WINDOW = 100;
    private static final String EXCHANGE = "raw";
    private static final String EVENTS = "events";
    private static final String TYPE = "payment.declined";
    private static final List<String> QUEUES = List.of("raw-1", "raw-2");

    private RawPublisher() {}

    /** @return messages that were confirmed in a second */
    static double perSecond(Rabbit rabbit, int count) throws Exception {
        try (Connection connection = rabbit.connect()) {
            Channel channel = connection.createChannel();
            channel.exchangeDeclare(EXCHANGE, BuiltinExchangeType.TOPIC, true);
            for (String queue : QUEUES) {
                channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
                channel.queueBind(queue, EXCHANGE, "payment.#");
            }
            try {
                channel.confirmSelect();
                publish(channel, EXCHANGE, TYPE, count / 5);
                long began = System.nanoTime();
                publish(channel, EXCHANGE, TYPE, count);
                return count / ((System.nanoTime() - began) / 1e9);
            } finally {
                for (String queue : QUEUES) {
                    channel.queueDelete(queue);
                }
                channel.exchangeDelete(EXCHANGE);
            }
        }
    }

    /** Publishes events of that type, each of another checkout, as a service does, and returns when all are confirmed. */
    static void events(Rabbit rabbit, String type, int count) throws Exception {
        try (Connection connection = rabbit.connect()) {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            publish(channel, EVENTS, type, count);
        }
    }

    private static void publish(Channel channel, String exchange, String type, int count)
            throws IOException, InterruptedException {
        Semaphore room = new Semaphore(WINDOW);
        NavigableSet<Long> unconfirmed = new ConcurrentSkipListSet<>();
        channel.clearConfirmListeners();
        channel.addConfirmListener(
                (number, multiple) -> {
                    NavigableSet<Long> confirmed = multiple
                            ? unconfirmed.headSet(number, true)
                            : unconfirmed.subSet(number, true, number, true);
                    int found = confirmed.size();
                    confirmed.clear();
                    room.release(found);
                },
                (number, multiple) -> System.err.println("RabbitMQ has refused " + number));
        for (int i = 0; i < count; i++) {
            acquire(room, 1);
            unconfirmed.add(channel.getNextPublishSeqNo());
            channel.basicPublish(exchange, type, true, properties(type), new byte[0]);
        }
        acquire(room, WINDOW);
    }

    private static void acquire(Semaphore room, int permits) throws InterruptedException, IOException {
        if (!room.tryAcquire(permits, 30, TimeUnit.SECONDS)) {
            throw new IOException("RabbitMQ has confirmed nothing for 30 s");
        }
    }

    private static BasicProperties properties(String type) {
        UUID id = UUID.randomUUID();
        UUID subject = checkout();
        Date now = new Date();
        Map<String, Object> headers = new HashMap<>(Map.of(
                "ce-specversion",
                "1.0",
                "ce-id",
                id.toString(),
                "ce-type",
                type,
                "ce-source",
                "payment-service",
                "ce-subject",
                subject.toString(),
                "ce-time",
                now.toInstant().toString()));
        return new BasicProperties.Builder()
                .messageId(id.toString())
                .correlationId(subject.toString())
                .type(type)
                .timestamp(now)
                .deliveryMode(2)
                .headers(headers)
                .build();
    }

    /** Of the form that a browser makes of its key (RFC 9562, version 8). */
    private static UUID checkout() {
        UUID any = UUID.randomUUID();
        return new UUID(any.getMostSignificantBits() & ~0xF000L | 0x8000L, any.getLeastSignificantBits());
    }
}
