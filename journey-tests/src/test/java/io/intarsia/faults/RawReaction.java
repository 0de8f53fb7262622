package io.intarsia.faults;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DeliverCallback;
import com.rabbitmq.client.MessageProperties;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The least that an event can cost on these servers: a row that is committed, a message through a quorum queue, a row that is committed. One after the other, without a service, a framework or anything that
 * could go wrong.
 */
final class RawReaction {
    private static final String QUEUE = "raw-reaction";
    private static final String INSERT = "insert into raw_reaction values (?)";

    private RawReaction() {}

    /** @return for each, milliseconds from before the first row until the second is committed */
    static double[] millis(Town town, int count, double perSecond) throws Exception {
        Map<String, Long> told = new ConcurrentHashMap<>();
        double[] millis = new double[count];
        CountDownLatch ended = new CountDownLatch(count);
        try (Connection broker = town.rabbit.connect();
                java.sql.Connection publisher = town.postgres.connect("payment-service");
                java.sql.Connection consumer = town.postgres.connect("delivery-service")) {
            table(publisher, "create table raw_reaction (id uuid primary key)");
            table(consumer, "create table raw_reaction (id uuid primary key)");
            Channel channel = broker.createChannel();
            channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
            DeliverCallback react = (tag, message) -> {
                insert(consumer, message.getProperties().getMessageId());
                millis[count - (int) ended.getCount()] =
                        (System.nanoTime() - told.get(message.getProperties().getMessageId())) / 1e6;
                ended.countDown();
                channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
            };
            channel.basicConsume(QUEUE, react, tag -> {});
            Channel publishing = broker.createChannel();
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                Town.pause(TimeUnit.NANOSECONDS.toMillis(begin + (long) (i / perSecond * 1e9) - System.nanoTime()));
                String id = UUID.randomUUID().toString();
                told.put(id, System.nanoTime());
                insert(publisher, id);
                BasicProperties properties = MessageProperties.MINIMAL_PERSISTENT_BASIC
                        .builder()
                        .messageId(id)
                        .build();
                publishing.basicPublish("", QUEUE, true, properties, new byte[0]);
            }
            if (!ended.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException(ended.getCount() + " of " + count + " messages have not come");
            }
            channel.queueDelete(QUEUE);
            table(publisher, "drop table raw_reaction");
            table(consumer, "drop table raw_reaction");
        }
        return millis;
    }

    private static void table(java.sql.Connection database, String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void insert(java.sql.Connection database, String id) {
        try (PreparedStatement insert = database.prepareStatement(INSERT)) {
            insert.setObject(1, UUID.fromString(id));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
