package io.intarsia.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    private static final String SERVICE = "payment-service";
    private static final Duration PATIENTLY = Duration.ofSeconds(30);
    private static EmbeddedBroker broker;

    private Connection connection;
    private Channel channel;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.startTemporary();
        broker.declareQueue(SERVICE);
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    @BeforeEach
    void connect() throws Exception {
        connection = connect(broker.port(), broker.password());
        channel = connection.createChannel();
        declareAsAServiceDoes(channel);
        channel.queuePurge(SERVICE);
        channel.queuePurge(SERVICE + ".dead");
        channel.confirmSelect();
    }

    @AfterEach
    void disconnect() {
        connection.abort();
    }

    @Test
    void one_that_starts_well_warns_of_nothing() throws Exception {
        List<String> warnings = Collections.synchronizedList(new ArrayList<>());
        Handler hearing = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLoggerName().startsWith("org.apache.qpid")
                        && line.getLevel().intValue() >= Level.WARNING.intValue()) {
                    warnings.add(line.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        root.addHandler(hearing);
        try {
            EmbeddedBroker.startTemporary().close();
        } finally {
            root.removeHandler(hearing);
        }

        assertThat(warnings).isEmpty();
    }

    @Test
    void what_a_service_declares_for_rabbitmq_is_accepted_and_its_events_arrive() throws Exception {
        publish(channel, "order.placed");

        assertThat(take(SERVICE).getEnvelope().getRoutingKey()).isEqualTo("order.placed");
    }

    @Test
    void a_rejected_event_goes_to_the_dead_letters() throws Exception {
        publish(channel, "order.placed");

        channel.basicReject(take(SERVICE).getEnvelope().getDeliveryTag(), false);

        GetResponse dead = take(SERVICE + ".dead");
        assertThat(dead.getProps().getMessageId()).isEqualTo("order.placed");
        assertThat(channel.basicGet(SERVICE, true)).isNull();
    }

    @Test
    void a_requeued_event_comes_again() throws Exception {
        publish(channel, "order.placed");

        for (int times = 0; times < 30; times++) {
            channel.basicNack(take(SERVICE).getEnvelope().getDeliveryTag(), false, true);
        }

        assertThat(take(SERVICE).getProps().getMessageId()).isEqualTo("order.placed");
    }

    @Test
    void an_event_whose_consumer_is_lost_comes_again_however_often() throws Exception {
        publish(channel, "order.placed");

        for (int times = 0; times < 5; times++) {
            Connection lost = connect(broker.port(), broker.password());
            List<String> delivered = Collections.synchronizedList(new ArrayList<>());
            lost.createChannel()
                    .basicConsume(
                            SERVICE,
                            false,
                            (tag, delivery) ->
                                    delivered.add(delivery.getProperties().getMessageId()),
                            tag -> {});
            await().atMost(PATIENTLY).until(() -> !delivered.isEmpty());
            lost.abort();
        }

        assertThat(take(SERVICE).getProps().getMessageId()).isEqualTo("order.placed");
        assertThat(channel.basicGet(SERVICE + ".dead", true)).isNull();
    }

    @Test
    void an_event_that_no_queue_takes_is_returned() throws Exception {
        List<String> returned = Collections.synchronizedList(new ArrayList<>());
        channel.addReturnListener(message -> returned.add(message.getRoutingKey()));

        channel.basicPublish(EmbeddedBroker.EVENTS, "nobody.listens", true, persistent("nobody.listens"), new byte[0]);

        await().atMost(PATIENTLY).untilAsserted(() -> assertThat(returned).containsExactly("nobody.listens"));
    }

    @Test
    void declaring_a_queue_again_keeps_what_is_in_it() throws Exception {
        publish(channel, "order.placed");

        broker.declareQueue(SERVICE);

        assertThat(take(SERVICE)).isNotNull();
    }

    @Test
    void declaring_a_queue_that_was_lost_takes_the_mark_away_that_nothing_was() throws Exception {
        channel.queueDeclare(SERVICE + ".declared", true, false, false, Map.of());
        broker.declareQueue(SERVICE);
        assertThat(channel.queueDeclarePassive(SERVICE + ".declared")).isNotNull();

        channel.queueDelete(SERVICE);
        broker.declareQueue(SERVICE);

        assertThatThrownBy(() -> channel.queueDeclarePassive(SERVICE + ".declared"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void a_queue_that_the_service_had_to_declare_gets_dead_letters_when_it_is_declared_here_again() throws Exception {
        channel.queueDelete(SERVICE);
        declareAsAServiceDoes(channel);

        broker.declareQueue(SERVICE);
        publish(channel, "order.placed");
        channel.basicReject(take(SERVICE).getEnvelope().getDeliveryTag(), false);

        assertThat(take(SERVICE + ".dead").getProps().getMessageId()).isEqualTo("order.placed");
    }

    @Test
    void a_wrong_password_opens_nothing() {
        assertThatThrownBy(() -> connect(broker.port(), "wrong")).isInstanceOf(IOException.class);
    }

    @Test
    void confirmed_events_and_bindings_survive_a_kill(@TempDir Path folder) throws Exception {
        try (AnotherProcess killed = AnotherProcess.start("broker", folder)) {
            Connection other = connect(Integer.parseInt(killed.said("port")), killed.said("password"));
            Channel publishing = other.createChannel();
            declareAsAServiceDoes(publishing);
            publishing.confirmSelect();
            for (int number = 0; number < 50; number++) {
                publish(publishing, "order.placed");
            }
            killed.kill();
        }

        try (EmbeddedBroker again = EmbeddedBroker.start(folder, 0);
                Connection other = connect(again.port(), again.password())) {
            again.declareQueue(SERVICE);
            Channel publishing = other.createChannel();
            assertThat(publishing.messageCount(SERVICE)).isEqualTo(50);
            publishing.confirmSelect();
            publish(publishing, "order.cancelled");
            assertThat(publishing.messageCount(SERVICE)).isEqualTo(51);
        }
    }

    @Test
    void it_comes_back_on_the_same_port_with_the_same_password(@TempDir Path folder) throws Exception {
        EmbeddedBroker before = EmbeddedBroker.start(folder, 0);
        before.close();

        try (EmbeddedBroker after = EmbeddedBroker.start(folder, before.port());
                Connection other = connect(before.port(), before.password())) {
            assertThat(other.isOpen()).isTrue();
            assertThat(after.port()).isEqualTo(before.port());
        }
    }

    @Test
    void a_taken_port_is_said_in_the_message(@TempDir Path folder) {
        assertThatThrownBy(() -> EmbeddedBroker.start(folder, broker.port()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(String.valueOf(broker.port()));
    }

    private static void declareAsAServiceDoes(Channel channel) throws IOException {
        channel.exchangeDeclare("events", BuiltinExchangeType.TOPIC, true);
        channel.exchangeDeclare("events.dead", BuiltinExchangeType.TOPIC, true);
        channel.queueDeclare(SERVICE + ".dead", true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(SERVICE + ".dead", "events.dead", SERVICE);
        Map<String, Object> arguments = Map.of(
                "x-queue-type",
                "quorum",
                "x-delivery-limit",
                20,
                "x-dead-letter-exchange",
                "events.dead",
                "x-dead-letter-routing-key",
                SERVICE);
        channel.queueDeclare(SERVICE, true, false, false, arguments);
        channel.queueBind(SERVICE, "events", "order.*");
    }

    private static void publish(Channel channel, String type) throws Exception {
        channel.basicPublish("events", type, true, persistent(type), new byte[0]);
        channel.waitForConfirmsOrDie(5_000);
    }

    private static BasicProperties persistent(String id) {
        return new BasicProperties.Builder().messageId(id).deliveryMode(2).build();
    }

    private GetResponse take(String queue) {
        return await().atMost(PATIENTLY).until(() -> channel.basicGet(queue, false), message -> message != null);
    }

    private static Connection connect(int port, String password) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setUsername("intarsia");
        factory.setPassword(password);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }
}
