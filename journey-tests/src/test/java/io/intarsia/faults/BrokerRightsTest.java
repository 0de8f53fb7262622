package io.intarsia.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What delivery-service's user at RabbitMQ can do when somebody else has its password. That the rights are enough for the services themselves is shown by every
 * {@link FaultRunTest}. Needs an installed RabbitMQ, so it is not part of {@code mvn verify}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerRightsTest {
    private static final String TAKEN_OVER = "delivery-service";

    private Path folder;
    private Rabbit rabbit;
    private Rights rights;

    @FunctionalInterface
    interface Deed {
        void does(Channel channel) throws IOException;
    }

    @BeforeAll
    void begin() throws Exception {
        folder = Files.createTempDirectory("intarsia-rights-");
        Town.run(List.of("chmod", "755", folder.toString()));
        rabbit = Rabbit.start(folder, 1);
        rights = new Rights(Path.of("..").toRealPath(), folder);
        rabbit.give(rights);
    }

    @AfterAll
    void end() throws Exception {
        for (Rabbit.Node node : rabbit.nodes()) {
            node.process().kill();
        }
        Town.run(List.of("rm", "-rf", folder.toString()));
    }

    static Stream<Arguments> whatIsRefused() {
        AMQP.BasicProperties none = new AMQP.BasicProperties();
        byte[] nothing = {};
        return Stream.of(
                refused("tell another's event", to -> to.basicPublish("events", "payment.captured", none, nothing)),
                refused(
                        "tell of another's reservation",
                        to -> to.basicPublish("events", "reservation.made.gift-service", none, nothing)),
                refused("tell an event that nobody tells", to -> to.basicPublish("events", "anything", none, nothing)),
                refused(
                        "put a message straight into another's queue",
                        to -> to.basicPublish("", "payment-service", none, nothing)),
                refused("send the past", to -> to.basicPublish("history", "payment-service", none, nothing)),
                refused(
                        "ask for another's past",
                        to -> to.basicPublish(
                                "events", "history.requested.payment-service.order.confirmed", none, nothing)),
                refused(
                        "put a message among another's dead letters",
                        to -> to.basicPublish("events.dead", "payment-service", none, nothing)),
                refused("listen to everything", to -> to.queueBind(TAKEN_OVER, "events", "#")),
                refused("listen to a type that it does not react to", to -> to.queueBind(TAKEN_OVER, "events", "a.b")),
                refused("hear another's past", to -> to.queueBind(TAKEN_OVER, "history", "payment-service")),
                refused(
                        "read another's dead letters",
                        to -> to.queueBind(TAKEN_OVER + ".dead", "events.dead", "payment-service")),
                refused("read another's queue", to -> to.basicGet("payment-service", true)),
                refused("consume it", to -> to.basicConsume("payment-service", true, (tag, message) -> {}, tag -> {})),
                refused("empty it", to -> to.queuePurge("payment-service")),
                refused("delete it", to -> to.queueDelete("payment-service")),
                refused("make it deaf", to -> to.queueUnbind("payment-service", "events", "order.placed")),
                refused("delete the log's", to -> to.queueDelete("event-log-service")),
                refused("delete the exchange", to -> to.exchangeDelete("events")),
                refused("delete the one of dead letters", to -> to.exchangeDelete("events.dead")),
                refused("make a queue of another name", to -> to.queueDeclare("more", true, false, false, Map.of())),
                refused("make an exchange", to -> to.exchangeDeclare("more", BuiltinExchangeType.FANOUT, true)),
                refused(
                        "have all events passed on to an exchange",
                        to -> to.exchangeBind("events.dead", "events", "#")));
    }

    private static Arguments refused(String what, Deed deed) {
        return Arguments.of(what, deed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatIsRefused")
    void the_user_of_one_service_cannot(String what, Deed deed) throws Exception {
        try (Connection connection = rabbit.connectAs(rights.of(TAKEN_OVER))) {
            assertThat(replyTo(deed, connection)).as(what).isEqualTo(AMQP.ACCESS_REFUSED);
        }
    }

    @Test
    void it_can_tell_its_own_events_and_hears_what_it_reacts_to() throws Exception {
        try (Connection delivery = rabbit.connectAs(rights.of(TAKEN_OVER));
                Connection payment = rabbit.connectAs(rights.of("payment-service"))) {
            tell(delivery, "reservation.made." + TAKEN_OVER);
            tell(payment, "payment.captured");

            try (Channel channel = delivery.createChannel()) {
                GetResponse heard = channel.basicGet(TAKEN_OVER, true);
                assertThat(heard).isNotNull();
                assertThat(heard.getEnvelope().getRoutingKey()).isEqualTo("payment.captured");
            }
        }
    }

    @Test
    void its_password_opens_no_other_user() {
        for (String service : Town.SERVICES) {
            if (!service.equals(TAKEN_OVER)) {
                assertThatThrownBy(() -> rabbit.connectAs(
                                new Rights.Login(service, rights.of(TAKEN_OVER).password())))
                        .as(service)
                        .hasMessageContaining("ACCESS_REFUSED");
            }
        }
    }

    /** The reply code with which the broker closes the channel; 0 if it lets the deed be done. */
    private static int replyTo(Deed deed, Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        try {
            deed.does(channel);
            channel.waitForConfirms(TimeUnit.SECONDS.toMillis(10));
            channel.close();
            return 0;
        } catch (ShutdownSignalException closed) {
            return code(closed);
        } catch (IOException e) {
            if (e.getCause() instanceof ShutdownSignalException closed) {
                return code(closed);
            }
            throw e;
        }
    }

    private static int code(ShutdownSignalException closed) {
        return closed.getReason() instanceof AMQP.Channel.Close reason ? reason.getReplyCode() : -1;
    }

    private static void tell(Connection connection, String type) throws Exception {
        try (Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.basicPublish("events", type, new AMQP.BasicProperties(), new byte[0]);
            assertThat(channel.waitForConfirms(TimeUnit.SECONDS.toMillis(10)))
                    .as(type + " is taken")
                    .isTrue();
        }
    }
}
