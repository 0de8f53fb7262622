package io.intarsia.kit.outbox;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Return;
import io.intarsia.kit.event.Broker;
import io.intarsia.kit.event.Event;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Publishes a window of events with {@code mandatory}, waits for the confirms, and tells which were routed. An event that no queue takes is
 * confirmed all the same; only the return tells. RabbitMQ sends the return before the ack, Qpid Broker-J a nack before the return; either way the event is
 * not routed. One thread uses one of these.
 *
 * @see <a href="https://www.rabbitmq.com/docs/confirms#when-publishes-are-confirmed">RabbitMQ, when publishes are confirmed</a>
 */
@Dependent
class EventPublisher {
    private static final int PERSISTENT = 2;
    private static final long RETURN_MILLIS = 200;

    private final Broker broker;
    private final long confirmMillis;
    private @Nullable Connection connection;
    private @Nullable Channel channel;
    private Confirms confirms = new Confirms();

    EventPublisher(
            Broker broker,
            @ConfigProperty(name = "intarsia.outbox.confirm-millis", defaultValue = "5000") long confirmMillis) {
        this.broker = broker;
        this.confirmMillis = confirmMillis;
    }

    /**
     * What became of each event of a window.
     *
     * @param routed confirmed, and at least one queue took it
     * @param unroutable no queue took it
     * @param unconfirmed refused by the broker, or not confirmed in time: it may have arrived
     */
    record Outcome(List<UUID> routed, List<UUID> unroutable, List<UUID> unconfirmed) {}

    /**
     * Publishes and waits, at most {@code intarsia.outbox.confirm-millis}.
     *
     * @param key the routing key of an event
     * @param traces the {@code traceparent} of an event, by its ID, for those that belong to one
     * @throws IOException if the broker is away or the channel breaks: none of the window may be taken for sent
     */
    Outcome publish(String exchange, Function<Event, String> key, List<Event> window, Map<UUID, String> traces)
            throws IOException, TimeoutException, InterruptedException {
        Channel open = openChannel();
        confirms.begin();
        for (Event event : window) {
            confirms.expect(open.getNextPublishSeqNo(), event.id());
            open.basicPublish(
                    exchange, key.apply(event), true, propertiesOf(event, traces.get(event.id())), new byte[0]);
        }
        confirms.await(confirmMillis);
        if (!open.isOpen()) {
            throw new IOException("The channel to the broker broke while events were on their way");
        }
        Outcome outcome = confirms.outcome(window);
        if (!outcome.unconfirmed().isEmpty()) {
            close();
        }
        return outcome;
    }

    void close() {
        Connection old = connection;
        connection = null;
        channel = null;
        if (old != null) {
            old.abort(1_000);
        }
    }

    private Channel openChannel() throws IOException, TimeoutException {
        if (channel != null && channel.isOpen()) {
            return channel;
        }
        close();
        Connection connected = broker.connect("publisher");
        connection = connected;
        Broker.declareExchanges(connected);
        Channel opened = connected.createChannel();
        opened.confirmSelect();
        Confirms listening = new Confirms();
        opened.addConfirmListener(listening::acked, listening::nacked);
        opened.addReturnListener(listening::returned);
        opened.addShutdownListener(cause -> listening.broken());
        confirms = listening;
        channel = opened;
        return opened;
    }

    private static BasicProperties propertiesOf(Event event, @Nullable String traceParent) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("ce-specversion", "1.0");
        headers.put("ce-id", event.id().toString());
        headers.put("ce-type", event.type());
        headers.put("ce-source", event.source());
        headers.put("ce-subject", event.correlationId().toString());
        headers.put("ce-time", event.time().toString());
        if (event.causationId() != null) {
            headers.put("ce-causationid", event.causationId().toString());
        }
        if (traceParent != null) {
            headers.put("traceparent", traceParent);
        }
        return new BasicProperties.Builder()
                .messageId(event.id().toString())
                .correlationId(event.correlationId().toString())
                .type(event.type())
                .timestamp(Date.from(event.time()))
                .deliveryMode(PERSISTENT)
                .headers(headers)
                .build();
    }

    /** The confirms, nacks and returns of one channel. */
    static class Confirms {
        private final SortedMap<Long, UUID> outstanding = new TreeMap<>();
        private final Set<UUID> returned = ConcurrentHashMap.newKeySet();
        private final Set<UUID> nacked = ConcurrentHashMap.newKeySet();
        private boolean broken;

        synchronized void begin() {
            outstanding.clear();
            returned.clear();
            nacked.clear();
        }

        synchronized void expect(long number, UUID event) {
            outstanding.put(number, event);
        }

        synchronized void acked(long number, boolean multiple) {
            settled(number, multiple);
        }

        synchronized void nacked(long number, boolean multiple) {
            nacked.addAll(settled(number, multiple));
        }

        synchronized void returned(Return message) {
            returned.add(UUID.fromString(message.getProperties().getMessageId()));
            notifyAll();
        }

        synchronized void broken() {
            broken = true;
            notifyAll();
        }

        synchronized void await(long millis) throws InterruptedException {
            await(() -> outstanding.isEmpty(), millis);
            // Qpid's return comes after its nack; a nack of RabbitMQ has none.
            await(() -> returned.containsAll(nacked), Math.min(millis, RETURN_MILLIS));
        }

        private void await(BooleanSupplier settled, long millis) throws InterruptedException {
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            while (!settled.getAsBoolean() && !broken) {
                long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                if (left <= 0) {
                    return;
                }
                wait(left);
            }
        }

        synchronized Outcome outcome(List<Event> window) {
            List<UUID> routed = new ArrayList<>();
            List<UUID> unroutable = new ArrayList<>();
            List<UUID> unconfirmed = new ArrayList<>();
            for (Event event : window) {
                if (returned.contains(event.id())) {
                    unroutable.add(event.id());
                } else if (nacked.contains(event.id()) || outstanding.containsValue(event.id())) {
                    unconfirmed.add(event.id());
                } else {
                    routed.add(event.id());
                }
            }
            return new Outcome(routed, unroutable, unconfirmed);
        }

        private List<UUID> settled(long number, boolean multiple) {
            SortedMap<Long, UUID> done =
                    multiple ? outstanding.headMap(number + 1) : outstanding.subMap(number, number + 1);
            List<UUID> events = List.copyOf(done.values());
            done.clear();
            if (outstanding.isEmpty()) {
                notifyAll();
            }
            return events;
        }
    }
}
