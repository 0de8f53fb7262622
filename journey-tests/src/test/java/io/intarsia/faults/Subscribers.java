package io.intarsia.faults;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DeliverCallback;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** More services that react to every event, as far as the broker is concerned: a durable quorum queue each, and a consumer that does nothing but acknowledge. */
final class Subscribers implements AutoCloseable {
    private static final int PREFETCH = 64;

    private final Connection connection;
    private final int count;
    private final AtomicLong received = new AtomicLong();

    Subscribers(Rabbit rabbit, int count) throws IOException, TimeoutException {
        this.connection = rabbit.connect();
        this.count = count;
        for (int number = 0; number < count; number++) {
            Channel channel = connection.createChannel();
            channel.queueDeclare(queue(number), true, false, false, Map.of("x-queue-type", "quorum"));
            channel.queueBind(queue(number), "events", "#");
            channel.basicQos(PREFETCH);
            DeliverCallback acknowledge = (tag, message) -> {
                channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
                received.incrementAndGet();
            };
            channel.basicConsume(queue(number), acknowledge, tag -> {});
        }
    }

    /** By all of them together. */
    long received() {
        return received.get();
    }

    @Override
    public void close() throws IOException {
        try {
            Channel channel = connection.createChannel();
            for (int number = 0; number < count; number++) {
                channel.queueDelete(queue(number));
            }
        } finally {
            connection.close();
        }
    }

    private static String queue(int number) {
        return "subscriber-" + number;
    }
}
