package io.intarsia.kit.inbox;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.intarsia.kit.event.Broker;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.event.EventTypes;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes events from this service's queue to its inbox, and acknowledges what the inbox has kept. It begins anew when the connection breaks, and when the queue is deleted
 * under it. In the service that has {@link Refusals}, an event that carries more than it may is not taken.
 */
@Singleton
class EventConsumer {
    private static final Logger LOG = Logger.getLogger(EventConsumer.class);
    private static final int PREFETCH = 64;
    private static final int AT_ONCE = 4;
    private static final long PAUSE_SECONDS = 1;

    private final Broker broker;
    private final Inbox inbox;
    private final Together together;
    private final EventTypes types;
    private final List<Refusals> refusals;
    private final String queue;
    private final Clock clock;
    private final BlockingQueue<Delivered> delivered = new LinkedBlockingQueue<>();
    private final ExecutorService reacting = new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> daemon(work, "events"),
            // What comes in while this stops is not acknowledged, so it comes again.
            new ThreadPoolExecutor.DiscardPolicy());
    private final Thread thread = daemon(this::run, "event-consumer");
    private volatile CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean running = true;

    EventConsumer(
            Broker broker,
            Inbox inbox,
            Together together,
            EventTypes types,
            @All List<Refusals> refusals,
            @ConfigProperty(name = "quarkus.application.name") String service,
            Clock clock) {
        this.broker = broker;
        this.inbox = inbox;
        this.together = together;
        this.types = types;
        this.refusals = refusals;
        this.queue = service;
        this.clock = clock;
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent started) {
        if (!types.reactedTo().isEmpty()) {
            thread.start();
        }
    }

    /** What a reaction has begun is finished; what has not begun is delivered again to another replica, or at the next start. */
    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        running = false;
        reacting.shutdown();
        if (!reacting.awaitTermination(5, TimeUnit.SECONDS)) {
            reacting.shutdownNow();
        }
        consumeAgain();
        thread.join(5_000);
    }

    /** Leaves the queue and comes back to it: the one that is consumed from may be gone, and another of its name be there. */
    void consumeAgain() {
        ended.countDown();
    }

    private void run() {
        boolean failing = false;
        while (running) {
            try {
                consumeUntilItEnds();
                failing = false;
            } catch (IOException | TimeoutException | ShutdownSignalException e) {
                if (!failing) {
                    LOG.warnf(
                            "The queue %s cannot be consumed now; trying again every second: %s",
                            queue, e.getCause() == null ? e : e.getCause());
                }
                failing = true;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void consumeUntilItEnds() throws IOException, TimeoutException, InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        ended = end;
        Connection connection = null;
        try {
            connection = broker.connect("inbox");
            Channel channel = connection.createChannel();
            channel.basicQos(PREFETCH);
            channel.addShutdownListener(cause -> end.countDown());
            channel.basicConsume(queue, false, new Deliveries(channel, end));
            LOG.infof("Consuming from %s", queue);
            end.await();
        } finally {
            if (connection != null) {
                connection.abort(1_000);
            }
            if (running) {
                TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            }
        }
    }

    private class Deliveries extends DefaultConsumer {
        private final CountDownLatch end;

        Deliveries(Channel channel, CountDownLatch end) {
            super(channel);
            this.end = end;
        }

        @Override
        public void handleDelivery(String consumer, Envelope envelope, BasicProperties properties, byte[] body) {
            if (running) {
                delivered.add(new Delivered(
                        getChannel(), envelope.getDeliveryTag(), new Message(envelope, properties, body)));
                reacting.execute(EventConsumer.this::takeSome);
            }
        }

        /** RabbitMQ tells that the queue was deleted. */
        @Override
        public void handleCancel(String consumer) {
            end.countDown();
        }
    }

    /** A message that is not acknowledged yet. */
    private record Delivered(Channel channel, long tag, Message message) {}

    /** One, or as many as have piled up and go together. */
    private void takeSome() {
        List<Delivered> some = new ArrayList<>();
        delivered.drainTo(some, Together.MOST);
        Set<UUID> done = running && some.size() > 1 ? new HashSet<>(together.receive(firstOnes(some))) : Set.of();
        for (Delivered one : some) {
            Event event = done.isEmpty() ? null : firstOne(one.message());
            if (event != null && done.remove(event.id())) {
                acknowledge(one);
            } else {
                take(one.channel(), one.tag(), one.message());
            }
        }
    }

    private List<Together.Arrived> firstOnes(List<Delivered> some) {
        List<Together.Arrived> first = new ArrayList<>();
        for (Delivered one : some) {
            Event event = firstOne(one.message());
            if (event != null) {
                first.add(new Together.Arrived(event, one.message().traceParent()));
            }
        }
        return first;
    }

    /** The event of a message with which nothing is the matter; null of any other, which is looked at by itself. */
    private @Nullable Event firstOne(Message message) {
        if (message.isAgain() || message.isPast()) {
            return null;
        }
        try {
            return refusals.isEmpty() || message.excess(clock.instant()).isEmpty() ? message.event() : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static void acknowledge(Delivered one) {
        try {
            one.channel().basicAck(one.tag(), false);
        } catch (IOException | AlreadyClosedException e) {
            LOG.debugf("The broker delivers again what could not be acknowledged: %s", e);
        }
    }

    void take(Channel channel, long tag, Message message) {
        if (!running) {
            return;
        }
        try {
            Event event;
            try {
                event = message.event();
            } catch (IllegalArgumentException e) {
                if (refusals.isEmpty()) {
                    LOG.errorf("A message that is no event goes to the dead letters: %s", e.getMessage());
                }
                if (refuse(message, "no event: " + e.getMessage())) {
                    channel.basicReject(tag, false);
                }
                return;
            }
            String excess = refusals.isEmpty() ? "" : message.excess(clock.instant());
            if (excess.isEmpty() ? keep(event, message) : refuse(message, excess)) {
                channel.basicAck(tag, false);
            }
        } catch (IOException | AlreadyClosedException e) {
            LOG.debugf("The broker delivers again what could not be acknowledged: %s", e);
        }
    }

    private boolean refuse(Message message, String reason) {
        return write(() -> refusals.forEach(service -> service.refuse(message.refused(reason))));
    }

    private boolean keep(Event event, Message message) {
        return write(() -> {
            if (message.isPast()) {
                inbox.receivePast(event, message.isAgain());
            } else {
                inbox.receive(event, message.traceParent(), message.isAgain());
            }
        });
    }

    /** With the database away it waits here: the prefetch is used up, so the broker delivers nothing more and counts no delivery. */
    private boolean write(Runnable change) {
        boolean waiting = false;
        while (true) {
            try {
                change.run();
                return true;
            } catch (RuntimeException e) {
                if (!waiting) {
                    LOG.warnf("The inbox cannot be written; consuming stops until it can: %s", e);
                }
                waiting = true;
            }
            try {
                TimeUnit.SECONDS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
