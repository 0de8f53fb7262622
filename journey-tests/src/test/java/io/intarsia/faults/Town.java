package io.intarsia.faults;

import io.intarsia.embedded.DatabaseLogin;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Everything that a shop runs on, as processes of this machine: PostgreSQL, RabbitMQ, the provider, and replicas of each service, each with wires of its own. */
final class Town implements AutoCloseable {
    static final List<String> SERVICES =
            List.of("checkout-service", "delivery-service", "payment-service", "event-log-service");

    final Path folder;
    final Postgres postgres;
    final Rabbit rabbit;
    private final Rights rights;
    private final boolean wired;
    final Replica provider;
    final Map<String, List<Replica>> replicas = new TreeMap<>();

    /** One process of a service. */
    record Replica(String service, Program process, int port, Wire toBroker, Wire toDatabase) {
        String address() {
            return "http://127.0.0.1:" + port;
        }

        boolean ready() {
            String health = process.name().startsWith("provider") ? "/health" : "/" + service + "/q/health/ready";
            try {
                HttpURLConnection connection = (HttpURLConnection)
                        URI.create(address() + health).toURL().openConnection();
                connection.setConnectTimeout(1_000);
                connection.setReadTimeout(2_000);
                try {
                    return connection.getResponseCode() == 200;
                } finally {
                    connection.disconnect();
                }
            } catch (IOException e) {
                return false;
            }
        }

        void start() throws IOException {
            if (!process.alive()) {
                process.start();
            }
        }

        void awaitReady() throws IOException {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
            while (!ready()) {
                if (!process.alive()) {
                    throw new IOException(process.name() + " has ended by itself; its log is " + process.log());
                }
                if (System.nanoTime() > until) {
                    throw new IOException(process.name() + " is not ready after 240 s; its log is " + process.log());
                }
                pause(50);
            }
        }
    }

    /**
     * @param brokers nodes of RabbitMQ
     * @param ofEach how many processes of each service
     * @param jvm options of each service's JVM
     * @param settings environment variables of each service
     */
    Town(int brokers, int ofEach, List<String> jvm, Map<String, String> settings) throws Exception {
        this(brokers, ofEach, jvm, settings, true);
    }

    /** One broker, and nothing between the services and their servers: a wire costs as much as what goes through it. */
    static Town toBeMeasured(int ofEach, List<String> jvm, Map<String, String> settings) throws Exception {
        return new Town(1, ofEach, jvm, settings, false);
    }

    /** Of the servers that are installed. */
    static String versions() throws Exception {
        return version("psql", "--version") + "; RabbitMQ " + version("rabbitmqctl", "version");
    }

    private static String version(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }

    private Town(int brokers, int ofEach, List<String> jvm, Map<String, String> settings, boolean wired)
            throws Exception {
        this.wired = wired;
        folder = Files.createTempDirectory("intarsia-faults-");
        run(List.of("chmod", "755", folder.toString()));
        Runtime.getRuntime().addShutdownHook(new Thread(this::killAll));
        Path project = Path.of("..").toRealPath();
        rabbit = Rabbit.start(folder, brokers);
        rights = new Rights(project, folder);
        rabbit.give(rights);
        postgres = Postgres.start(folder);
        provider = provider(project);
        provider.start();
        provider.awaitReady();
        for (String service : SERVICES) {
            DatabaseLogin login = postgres.server().createFor(service, "secret-of-" + service);
            List<Replica> all = new ArrayList<>();
            for (int number = 1; number <= ofEach; number++) {
                all.add(replica(project, service, number, login, jvm, settings));
            }
            replicas.put(service, all);
        }
        for (Replica replica : all()) {
            replica.start();
        }
        for (Replica replica : all()) {
            replica.awaitReady();
        }
    }

    List<Replica> all() {
        return replicas.values().stream().flatMap(List::stream).toList();
    }

    private Replica provider(Path project) throws IOException {
        int port = freePort();
        Path jar = project.resolve("provider-simulator/target/provider-simulator-1.0.0-SNAPSHOT.jar");
        List<String> command = List.of(
                java(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString(),
                "--port=" + port,
                "--ledger=" + ledger());
        Program process = new Program("provider", folder, command, Map.of(), folder.resolve("provider.log"));
        return new Replica("provider-simulator", process, port, new Wire(List.of()), new Wire(List.of()));
    }

    Path ledger() {
        return folder.resolve("ledger.jsonl");
    }

    private Replica replica(
            Path project,
            String service,
            int number,
            DatabaseLogin login,
            List<String> jvm,
            Map<String, String> settings)
            throws IOException {
        String name = service + "-" + number;
        Path built = project.resolve(service).resolve("target/quarkus-app");
        if (!Files.exists(built.resolve("quarkus-run.jar"))) {
            throw new IOException(service + " is not built: there is no " + built.resolve("quarkus-run.jar"));
        }
        int port = freePort();
        Wire toBroker = new Wire(rabbit.ports());
        Wire toDatabase = new Wire(List.of(postgres.port()));
        List<String> command = new ArrayList<>(List.of(java(), "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(jvm);
        if (Files.exists(built.resolve("app-cds.jsa"))) {
            command.add("-XX:SharedArchiveFile=app-cds.jsa");
        }
        command.addAll(List.of("-jar", "quarkus-run.jar"));
        Map<String, String> environment = new HashMap<>(Crowd.FROM_ONE_ADDRESS);
        environment.putAll(settings);
        environment.put("INTARSIA_OPERATOR_PASSWORD", "secret-of-the-operator");
        environment.put("INTARSIA_SESSION_KEY", "secret-of-the-session-0123456789");
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(port));
        environment.put(
                "QUARKUS_DATASOURCE_JDBC_URL",
                login.url()
                                .replace(
                                        ":" + postgres.port() + "/",
                                        ":" + (wired ? toDatabase.port() : postgres.port()) + "/")
                        + "?ApplicationName=" + name);
        environment.put("QUARKUS_DATASOURCE_USERNAME", login.username());
        environment.put("QUARKUS_DATASOURCE_PASSWORD", login.password());
        environment.put("RABBITMQ_HOST", "127.0.0.1");
        environment.put(
                "RABBITMQ_PORT",
                String.valueOf(wired ? toBroker.port() : rabbit.ports().get(0)));
        environment.put("RABBITMQ_USERNAME", rights.of(service).username());
        environment.put("RABBITMQ_PASSWORD", rights.of(service).password());
        environment.put(
                "INTARSIA_QUOTE_APPROVED_KEYS", folder.resolve("approved").toString());
        environment.put("INTARSIA_QUOTE_PRIVATE_KEY", quoteKey(service).toString());
        environment.put("PAYMENT_PROVIDER_URL", provider.address());
        Program process = new Program(name, built, command, environment, folder.resolve(name + ".log"));
        return new Replica(service, process, port, toBroker, toDatabase);
    }

    private Path quoteKey(String issuer) throws IOException {
        Path file = folder.resolve("keys").resolve(issuer + ".pem");
        if (Files.exists(file)) {
            return file;
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            write(folder.resolve("approved").resolve(issuer + ".pem"), "PUBLIC KEY", keys.getPublic());
            return write(file, "PRIVATE KEY", keys.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has P-256", e);
        }
    }

    private static Path write(Path file, String label, Key key) throws IOException {
        Files.createDirectories(file.getParent());
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }

    /** What has begun and is not over at a service: events that have not left, and events that have not taken effect. */
    long underWay(String service) throws SQLException {
        return postgres.count(
                service,
                "select (select count(*) from outbox) + (select count(*) from inbox where state in ('received', 'waiting'))");
    }

    /** Until nobody has anything to do any more, and a while longer than the longest deadline at most. */
    Duration awaitEnd() throws Exception {
        long began = System.nanoTime();
        while (isSomethingLeft() && System.nanoTime() - began < TimeUnit.MINUTES.toNanos(12)) {
            pause(500);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** A server that does not answer in time, on a machine that has much to do, is asked again. */
    private boolean isSomethingLeft() throws Exception {
        try {
            return stillToDo() > 0;
        } catch (IOException | TimeoutException | SQLException busy) {
            return true;
        }
    }

    /** Until no event is on its way; orders may be open. */
    void awaitQuiet() throws Exception {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (onTheirWay() > 0 && System.nanoTime() < until) {
            pause(500);
        }
    }

    private long onTheirWay() throws Exception {
        long left = 0;
        for (String service : SERVICES) {
            left += underWay(service) + rabbit.waiting(service);
        }
        return left;
    }

    private long stillToDo() throws Exception {
        long left = onTheirWay();
        left += postgres.count(
                "checkout-service",
                "select count(*) from orders where sealed_at is not null and confirmed_at is null and cancelled_at is null");
        left += postgres.count("payment-service", """
                select (select count(*) from payment where due <> 'NOTHING'
                        or authorised_at is not null and captured_at is null and voided_at is null and capture_failed_at is null)
                    + (select count(*) from attempt where state in ('STARTED', 'UNKNOWN'))""");
        left += postgres.count("delivery-service", """
                select count(*) from delivery where place_taken and (scheduled_at is null or captured_at is not null and dispatched_at is null)""");
        return left;
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The harness waits for facts by looking again after a moment. */
    static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    static void run(List<String> command) throws IOException, InterruptedException {
        run(command, Map.of());
    }

    static void run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(Path.of("/").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": " + said);
        }
    }

    /** Ends it, and deletes what it has written: nobody needs that after a good run. */
    void forget() throws IOException, InterruptedException {
        killAll();
        run(List.of("rm", "-rf", folder.toString()));
    }

    @Override
    public void close() {
        killAll();
    }

    /** All that run, servers and services. */
    List<Program> programs() {
        List<Program> programs =
                new ArrayList<>(all().stream().map(Replica::process).toList());
        if (provider != null) {
            programs.add(provider.process());
        }
        if (rabbit != null) {
            rabbit.nodes().forEach(node -> programs.add(node.process()));
        }
        if (postgres != null) {
            programs.add(postgres.process());
        }
        return programs;
    }

    private void killAll() {
        for (Program program : programs()) {
            try {
                program.goOn();
                program.kill();
            } catch (IOException | InterruptedException e) {
                System.err.println(program.name() + " could not be ended: " + e);
            }
        }
    }
}
