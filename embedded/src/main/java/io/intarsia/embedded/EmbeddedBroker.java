package io.intarsia.embedded;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener;
import org.apache.qpid.server.model.Binding;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.ConfiguredObject;
import org.apache.qpid.server.model.Exchange;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.model.State;
import org.apache.qpid.server.model.SystemConfig;
import org.apache.qpid.server.model.VirtualHost;
import org.apache.qpid.server.model.VirtualHostNode;
import org.apache.qpid.server.model.port.AmqpPort;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP 0-9-1 broker inside this process (Apache Qpid Broker-J), listening on the loopback address only. A service cannot tell it from RabbitMQ, as long as its
 * queue was declared here first: Qpid knows dead letters and delivery limits under names of its own, and ignores RabbitMQ's.
 */
public final class EmbeddedBroker implements AutoCloseable {
    /** The durable topic exchange that all events go to. */
    public static final String EVENTS = "events";

    /** The durable topic exchange through which past events are sent again to one service. */
    public static final String HISTORY = "history";

    /** The durable topic exchange of the events that were given up. */
    public static final String DEAD_EVENTS = "events.dead";

    private static final String HOST = "127.0.0.1";
    private static final String USERNAME = "intarsia";

    /** One whose disk was full would be waited for half a minute. What it confirmed is on the disk. */
    private static final long MOST_MILLIS_TO_END = 8_000;

    /** Warns of every port that it has no alias yet, a moment before it gets one. Held, since the log manager forgets a logger that nobody holds, with its settings. */
    private static final Logger PORTS = Logger.getLogger("org.apache.qpid.server.model.port.AmqpPortImpl");

    static {
        PORTS.setLevel(Level.SEVERE);
    }

    private final SystemLauncher launcher;
    private final VirtualHost<?> virtualHost;
    private final Path folder;
    private final boolean temporary;
    private final int port;
    private final String password;

    private EmbeddedBroker(Path folder, boolean temporary, int port, String password) throws IOException {
        this.folder = folder;
        this.temporary = temporary;
        this.password = password;
        Startup startup = new Startup();
        this.launcher = new SystemLauncher(startup);
        Broker<?> broker = startup.run(launcher, attributes());
        try {
            this.virtualHost = openVirtualHost(broker);
            declare(Exchange.class, EVENTS, Map.of("type", "topic"));
            declare(Exchange.class, HISTORY, Map.of("type", "topic"));
            declare(Exchange.class, DEAD_EVENTS, Map.of("type", "topic"));
            // Last, so that nobody connects to what is not there yet.
            this.port = openPort(broker, port);
        } catch (RuntimeException e) {
            launcher.shutdown();
            throw new IOException("The broker does not start: " + e.getMessage(), e);
        } catch (IOException e) {
            launcher.shutdown();
            throw e;
        }
    }

    /**
     * Starts on this folder, which is made when it is missing; queues, bindings and persistent messages in it survive a {@code kill -9}.
     *
     * @param port 0 for a free one
     * @throws IOException if it cannot be started; the message is one line that says why
     */
    public static EmbeddedBroker start(Path folder, int port) throws IOException {
        Path closed = SecretFile.folder(folder.toAbsolutePath().normalize());
        return new EmbeddedBroker(closed, false, port, SecretFile.readOrMake(closed.resolve("password"), 18));
    }

    /** Starts an empty one for a test on a free port; {@link #close()} forgets everything. */
    public static EmbeddedBroker startTemporary() throws IOException {
        return new EmbeddedBroker(Files.createTempDirectory("intarsia-broker-"), true, 0, SecretFile.random(18));
    }

    /**
     * Declares what the service will declare itself, with Qpid's own words for dead letters: the queue of the service's name, and
     * {@code <service>.dead}, to which goes what the service rejects. May be repeated. Bindings are the service's own. A queue that was lost is put back empty, so
     * the mark {@code <service>.declared} goes, by which the service knows that nothing was lost.
     */
    public void declareQueue(String service) {
        String dead = service + ".dead";
        declare(Queue.class, dead, Map.of());
        // One attempt: a rejected message is dead at once. A message that is requeued, or whose consumer is lost, is
        // not counted.
        Map<String, Object> withDeadLetters =
                Map.of(Queue.MAXIMUM_DELIVERY_ATTEMPTS, 1, Queue.ALTERNATE_BINDING, Map.of("destination", dead));
        Queue<?> there = (Queue<?>) virtualHost.getChildByName(Queue.class, service);
        if (there == null) {
            Queue<?> mark = (Queue<?>) virtualHost.getChildByName(Queue.class, service + ".declared");
            if (mark != null) {
                mark.delete();
            }
            declare(Queue.class, service, withDeadLetters);
        } else {
            // The service may have declared it itself, after it was deleted.
            there.setAttributes(withDeadLetters);
        }
    }

    /**
     * That a queue takes what is published to an exchange with a routing key that fits.
     *
     * @param routingKey may have wildcards
     */
    public record Bound(String exchange, String queue, String routingKey) {}

    /** Every durable binding of the exchanges of events and of the history; AMQP 0-9-1 itself has no way to list them. */
    public Set<Bound> bindings() {
        Set<Bound> all = new HashSet<>();
        for (String exchange : List.of(EVENTS, HISTORY)) {
            Exchange<?> declared = (Exchange<?>) virtualHost.getChildByName(Exchange.class, exchange);
            for (Binding binding : declared.getDurableBindings()) {
                all.add(new Bound(exchange, binding.getDestination(), binding.getBindingKey()));
            }
        }
        return all;
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    public String username() {
        return USERNAME;
    }

    public String password() {
        return password;
    }

    /** Ends the broker, with every connection to it. */
    @Override
    public void close() throws IOException {
        Thread ending = new Thread(this::end, "ends the broker");
        ending.setDaemon(true);
        ending.start();
        try {
            ending.join(MOST_MILLIS_TO_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (temporary) {
            Folders.delete(folder);
        }
    }

    private void end() {
        try {
            launcher.shutdown();
        } catch (IllegalStateException e) {
            // Qpid ends by itself, too, when the JVM ends; then this comes second.
        }
    }

    private Map<String, Object> attributes() {
        URL configuration = Objects.requireNonNull(EmbeddedBroker.class.getResource("broker.json"), "broker.json");
        // Or every queue, binding and connection is a line of the log.
        System.setProperty("qpid.broker_status_updates", "false");
        // Where Derby writes its own log; it would be the working directory.
        System.setProperty(
                "derby.stream.error.file", folder.resolve("derby.log").toString());
        return Map.of(
                "type",
                "Memory",
                "initialConfigurationLocation",
                configuration.toExternalForm(),
                "startupLoggedToSystemOut",
                false,
                "context",
                Map.of(
                        "qpid.work_dir",
                        folder.toString(),
                        "intarsia.broker.username",
                        USERNAME,
                        "intarsia.broker.password",
                        password,
                        "queue.behaviourOnUnknownDeclareArgument",
                        "IGNORE",
                        "exchange.behaviourOnUnknownDeclareArgument",
                        "IGNORE"));
    }

    private VirtualHost<?> openVirtualHost(Broker<?> broker) throws IOException {
        String messages = temporary ? "Memory" : "ProvidedStore";
        VirtualHostNode<?> node = broker.createChild(
                VirtualHostNode.class,
                Map.of(
                        "name",
                        "events",
                        "type",
                        temporary ? "Memory" : "DERBY",
                        "defaultVirtualHostNode",
                        true,
                        "virtualHostInitialConfiguration",
                        "{\"type\": \"" + messages + "\"}"));
        VirtualHost<?> host = node.getVirtualHost();
        if (host == null || host.getState() != State.ACTIVE) {
            throw new IOException("The broker cannot open its messages in " + folder
                    + "; if they are damaged, delete that folder (events on their way are lost, orders are not)");
        }
        return host;
    }

    private static int openPort(Broker<?> broker, int port) throws IOException {
        AmqpPort<?> opened = (AmqpPort<?>) broker.createChild(
                Port.class,
                Map.of(
                        "name",
                        "amqp",
                        "type",
                        "AMQP",
                        "port",
                        port,
                        "bindingAddress",
                        HOST,
                        "protocols",
                        List.of("AMQP_0_9_1"),
                        "authenticationProvider",
                        "plain"));
        if (opened.getState() != State.ACTIVE) {
            throw new IOException("The broker cannot listen on " + HOST + ":" + port + "; is the port taken?");
        }
        return opened.getBoundPort();
    }

    private <C extends ConfiguredObject> void declare(Class<C> type, String name, Map<String, Object> attributes) {
        if (virtualHost.getChildByName(type, name) == null) {
            Map<String, Object> all = new HashMap<>(attributes);
            all.put("name", name);
            all.put("durable", true);
            virtualHost.createChild(type, all);
        }
    }

    /** Keeps what the launcher tells its listener only: the broker, or why there is none. */
    private static class Startup extends SystemLauncherListener.DefaultSystemLauncherListener {
        private @Nullable SystemConfig<?> system;
        private @Nullable RuntimeException failure;

        Broker<?> run(SystemLauncher launcher, Map<String, Object> attributes) throws IOException {
            try {
                launcher.startup(attributes);
            } catch (Exception e) {
                throw new IOException("The broker does not start: " + e.getMessage(), e);
            }
            if (failure != null || system == null) {
                throw new IOException(
                        "The broker does not start: " + (failure == null ? "it says no reason" : failure.getMessage()),
                        failure);
            }
            return system.getContainer(Broker.class);
        }

        @Override
        public void onContainerResolve(SystemConfig<?> systemConfig) {
            system = systemConfig;
        }

        @Override
        public void errorOnStartup(RuntimeException e) {
            failure = e;
        }
    }
}
