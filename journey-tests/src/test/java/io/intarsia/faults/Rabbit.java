package io.intarsia.faults;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The installed RabbitMQ: one node, or a cluster of three on one machine. */
final class Rabbit {
    /** The user that RabbitMQ begins with. */
    private static final Rights.Login NOBODY_LIMITS = new Rights.Login("guest", "guest");

    /** Several towns may stand in one process. */
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final List<Node> nodes = new ArrayList<>();

    /** One node and how its {@code rabbitmqctl} finds it. */
    record Node(Program process, int port, Map<String, String> environment) {
        boolean answers() {
            try (Connection connection = connect(port, NOBODY_LIMITS)) {
                return connection.isOpen();
            } catch (IOException | TimeoutException e) {
                return false;
            }
        }

        void start() throws IOException, InterruptedException {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
            while (!answers()) {
                if (!process.alive()) {
                    process.start();
                }
                if (System.nanoTime() > until) {
                    throw new IOException("RabbitMQ does not start; its log is " + process.log());
                }
                Town.pause(100);
            }
        }

        private void control(String... words) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of("rabbitmqctl", "-n", environment.get("RABBITMQ_NODENAME")));
            command.addAll(List.of(words));
            Town.run(command, environment);
        }
    }

    static Rabbit start(Path folder, int count) throws IOException, InterruptedException {
        Rabbit rabbit = new Rabbit();
        for (int i = 1; i <= count; i++) {
            Node node = node(folder, i);
            node.start();
            rabbit.nodes.add(node);
        }
        Node first = rabbit.nodes.get(0);
        for (Node node : rabbit.nodes.subList(1, count)) {
            node.control("stop_app");
            node.control("join_cluster", first.environment.get("RABBITMQ_NODENAME"));
            node.control("start_app");
        }
        return rabbit;
    }

    private static Node node(Path folder, int number) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("rabbit-" + number));
        Path plugins = Files.writeString(home.resolve("no-plugins"), "[].");
        int port = Town.freePort();
        Map<String, String> environment = Map.of(
                "RABBITMQ_NODENAME",
                        "intarsia-faults-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet()
                                + "@localhost",
                "RABBITMQ_NODE_PORT", String.valueOf(port),
                "RABBITMQ_DIST_PORT", String.valueOf(Town.freePort()),
                "RABBITMQ_MNESIA_BASE", home.toString(),
                "RABBITMQ_LOG_BASE", home.toString(),
                "RABBITMQ_ENABLED_PLUGINS_FILE", plugins.toString(),
                // Idle schedulers that spin would take the processors from the services on this one machine.
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+sbwt none +sbwtdcpu none +sbwtdio none +S 2:2");
        if (System.getProperty("user.name").equals("root")) {
            Town.run(List.of("chown", "-R", "rabbitmq", home.toString()));
        }
        return new Node(
                new Program(
                        "RabbitMQ " + number,
                        home,
                        List.of("rabbitmq-server"),
                        environment,
                        folder.resolve("RabbitMQ-" + number + ".log")),
                port,
                environment);
    }

    /** Users with their rights, exchanges, queues and bindings, as in production before the first service. */
    void give(Rights rights) throws IOException, InterruptedException {
        nodes.get(0).control("import_definitions", rights.definitions().toString());
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Integer> ports() {
        return nodes.stream().map(Node::port).toList();
    }

    /** A connection of the harness's own, past the wires. */
    Connection connect() throws IOException, TimeoutException {
        IOException last = new IOException("RabbitMQ has no node");
        for (Node node : nodes) {
            try {
                return connect(node.port, NOBODY_LIMITS);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    /** A connection as a service has it, with no more rights than that. */
    Connection connectAs(Rights.Login login) throws IOException, TimeoutException {
        return connect(nodes.get(0).port, login);
    }

    private static Connection connect(int port, Rights.Login login) throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUsername(login.username());
        factory.setPassword(login.password());
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setConnectionTimeout(1_000);
        factory.setHandshakeTimeout(5_000);
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection("fault-run");
    }

    /** How many events wait in a queue; none if it is not there. */
    long waiting(String queue) throws IOException, TimeoutException {
        try (Connection connection = connect()) {
            Channel channel = connection.createChannel();
            AMQP.Queue.DeclareOk found = channel.queueDeclarePassive(queue);
            return found.getMessageCount();
        } catch (IOException e) {
            if (String.valueOf(e.getCause()).contains("NOT_FOUND")) {
                return 0;
            }
            throw e;
        }
    }
}
