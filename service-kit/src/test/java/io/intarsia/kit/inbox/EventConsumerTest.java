package io.intarsia.kit.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Envelope;
import io.intarsia.kit.event.Event;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a consumer tells the broker; the embedded one does not count deliveries, so no test against it would miss the difference. */
class EventConsumerTest {
    private final List<String> said = new ArrayList<>();
    private final Channel channel = (Channel) Proxy.newProxyInstance(
            EventConsumerTest.class.getClassLoader(), new Class<?>[] {Channel.class}, (proxy, method, args) -> {
                said.add(method.getName());
                return null;
            });

    @Test
    void with_the_database_away_an_event_is_kept_back_and_given_back_to_nobody() {
        consumerOf(new AwayOnce()).take(channel, 1, event());

        assertThat(said).containsExactly("received", "received", "basicAck");
    }

    @SuppressWarnings("NullAway")
    private static EventConsumer consumerOf(Inbox inbox) {
        return new EventConsumer(null, inbox, null, null, List.of(), "lamp-service", Clock.systemUTC());
    }

    private class AwayOnce extends Inbox {
        @SuppressWarnings("NullAway")
        AwayOnce() {
            super(null, List.of(), Clock.systemUTC(), null, new SimpleMeterRegistry(), 10, 3600, 14);
        }

        @Override
        void receive(Event event, @Nullable String traceParent, boolean again) {
            said.add("received");
            if (said.size() == 1) {
                throw new IllegalStateException("The database is away");
            }
        }
    }

    private static Message event() {
        Map<String, Object> headers = Map.of(
                "ce-id",
                "7f3f9fd2-6e1c-4a52-9d0e-0b7d9a1c2e3f",
                "ce-type",
                "lamp.lit",
                "ce-source",
                "lamp-service",
                "ce-subject",
                "4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84",
                "ce-time",
                "2026-11-24T12:00:00Z");
        return new Message(
                new Envelope(1, false, "events", "lamp.lit"),
                new BasicProperties.Builder().headers(headers).build(),
                new byte[0]);
    }
}
