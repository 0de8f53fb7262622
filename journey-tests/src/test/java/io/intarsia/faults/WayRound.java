package io.intarsia.faults;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A detour for the events of one service: its queue is bound no longer, a queue of the harness is, and what comes there is handed on once, twice or three times,
 * each time after a while of its own. Nothing is acknowledged that has not been handed on and confirmed, so the detour loses nothing either.
 */
final class WayRound {
    static final AtomicLong REPEATED = new AtomicLong();

    private final String service;
    private final Random random;
    private final Connection connection;
    private final Channel in;
    private final Channel out;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong onTheWay = new AtomicLong();

    private WayRound(String service, Connection connection, long seed) throws IOException {
        this.service = service;
        this.connection = connection;
        this.random = new Random(seed);
        this.in = connection.createChannel();
        this.out = connection.createChannel();
        out.confirmSelect();
    }

    static WayRound open(Town town, String service, long seed) throws Exception {
        WayRound wayRound = new WayRound(service, town.rabbit.connect(), seed);
        wayRound.begin();
        return wayRound;
    }

    private String queue() {
        return service + ".way-round";
    }

    private void begin() throws IOException {
        in.queueDeclare(queue(), true, false, false, Map.of("x-queue-type", "quorum"));
        for (String pattern : patternsOf(service)) {
            in.queueBind(queue(), "events", pattern);
            in.queueUnbind(service, "events", pattern);
        }
        in.basicConsume(queue(), false, new DefaultConsumer(in) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                onTheWay.incrementAndGet();
                int times = 1 + random.nextInt(3);
                REPEATED.addAndGet(times - 1L);
                for (int i = 1; i < times; i++) {
                    later.schedule(() -> handOn(properties, body), random.nextInt(4_000), TimeUnit.MILLISECONDS);
                }
                later.schedule(
                        () -> {
                            if (handOn(properties, body)) {
                                acknowledge(envelope.getDeliveryTag());
                            }
                        },
                        random.nextInt(2_500),
                        TimeUnit.MILLISECONDS);
            }
        });
    }

    private boolean handOn(BasicProperties properties, byte[] body) {
        try {
            out.basicPublish("", service, true, properties, body);
            out.waitForConfirmsOrDie(10_000);
            return true;
        } catch (Exception e) {
            System.err.println("Not handed on, so it stays on the detour: " + e);
            return false;
        }
    }

    private void acknowledge(long tag) {
        try {
            in.basicAck(tag, false);
            onTheWay.decrementAndGet();
        } catch (IOException e) {
            System.err.println("Handed on, but not acknowledged, so it comes again: " + e);
        }
    }

    /** The straight way is open again before the detour is closed. */
    void close() throws Exception {
        for (String pattern : patternsOf(service)) {
            in.queueBind(service, "events", pattern);
            in.queueUnbind(queue(), "events", pattern);
        }
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while ((onTheWay.get() > 0 || in.messageCount(queue()) > 0) && System.nanoTime() < until) {
            Town.pause(50);
        }
        if (onTheWay.get() > 0) {
            throw new IllegalStateException(onTheWay.get() + " events did not get off the detour of " + service);
        }
        later.shutdown();
        later.awaitTermination(10, TimeUnit.SECONDS);
        in.queueDelete(queue());
        connection.close();
    }

    /** What a service says that it reacts to. */
    static List<String> patternsOf(String service) throws IOException {
        Properties properties = new Properties();
        try (InputStream file =
                Files.newInputStream(Path.of("..", service, "src/main/resources/application.properties"))) {
            properties.load(file);
        }
        return List.of(properties.getProperty("intarsia.reacts-to").split(","));
    }
}
