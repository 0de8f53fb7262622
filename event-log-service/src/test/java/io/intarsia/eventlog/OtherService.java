package io.intarsia.eventlog;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.intarsia.kit.event.Broker;
import io.intarsia.kit.event.Event;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Any other service, as the broker sees it: it publishes events of its own. */
@Singleton
class OtherService {
    private final ConnectionFactory factory = new ConnectionFactory();

    OtherService(
            @ConfigProperty(name = "rabbitmq-host") String host,
            @ConfigProperty(name = "rabbitmq-port", defaultValue = "5672") int port,
            @ConfigProperty(name = "rabbitmq-username", defaultValue = "guest") String username,
            @ConfigProperty(name = "rabbitmq-password", defaultValue = "guest") String password) {
        factory.setHost(host);
        factory.setPort(port);
        factory.setUsername(username);
        factory.setPassword(password);
    }

    void publish(Event... events) throws Exception {
        try (Connection connection = connect()) {
            var channel = connection.createChannel();
            channel.confirmSelect();
            for (Event event : events) {
                channel.basicPublish(Broker.EXCHANGE, event.type(), true, properties(event), new byte[0]);
            }
            channel.waitForConfirmsOrDie(10_000);
        }
    }

    Connection connect() throws Exception {
        return factory.newConnection("another service");
    }

    private static BasicProperties properties(Event event) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("ce-id", event.id().toString());
        headers.put("ce-type", event.type());
        headers.put("ce-source", event.source());
        headers.put("ce-subject", event.correlationId().toString());
        headers.put("ce-time", event.time().toString());
        if (event.causationId() != null) {
            headers.put("ce-causationid", event.causationId().toString());
        }
        return new BasicProperties.Builder().deliveryMode(2).headers(headers).build();
    }
}
