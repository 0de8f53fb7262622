package io.intarsia.launcher;

import io.intarsia.embedded.DatabaseLogin;
import io.intarsia.embedded.EmbeddedBroker;
import io.intarsia.embedded.SecretFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The whole shop on this machine: PostgreSQL, the broker, and every built service of the project as a process of its own, all listening on the loopback
 * address only. Nothing of it outlives {@link #close()}, nor this process, however it ends.
 */
public final class Shop implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int PORTS_TRIED = 3;

    private final ShopOptions options;
    private final Progress progress;
    private final Map<String, ServiceProcess> processes = new ConcurrentHashMap<>();
    private final Map<String, DatabaseLogin> logins = new ConcurrentHashMap<>();
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();
    private final Ports free = new Ports();
    private final Map<String, String> guests = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable DataFolder data;
    private volatile @Nullable Guarded guard;
    private volatile @Nullable Infrastructure infrastructure;
    private volatile @Nullable DiskWatch disk;

    Shop(ShopOptions options) {
        this.options = options;
        this.progress = new Progress(options.output());
    }

    /**
     * Starts everything and waits until every service is ready.
     *
     * @throws CannotStart if a part does not start; what was started is ended before
     */
    public static Shop start(ShopOptions options) {
        Shop shop = new Shop(options);
        try {
            shop.open();
            return shop;
        } catch (RuntimeException e) {
            shop.close();
            throw e;
        }
    }

    /** Where a browser finds the shop, without a slash at the end. */
    public String url() {
        return "http://localhost:" + portOf(Artifact.SHELL);
    }

    /** Where a process answers by itself, past the shell, without a slash at the end. */
    public String address(String service) {
        return "http://" + LOOPBACK + ":" + portOf(service);
    }

    /** Everything that was started as a process, by name: services, the shell, and the provider's simulator. */
    public Collection<String> services() {
        return new TreeMap<>(processes).keySet();
    }

    public DatabaseLogin database(String service) {
        DatabaseLogin login = logins.get(service);
        if (login == null) {
            throw new IllegalArgumentException(
                    "Expected a service with a database, one of " + logins.keySet() + ", was: " + service);
        }
        return login;
    }

    public BrokerLogin broker() {
        return opened(infrastructure).broker();
    }

    /** What is bound to the embedded broker's exchanges; an installed broker is asked with its own tools. */
    public Optional<Set<EmbeddedBroker.Bound>> bindings() {
        return opened(infrastructure).bindings();
    }

    public Path log(String service) {
        return process(service).log();
    }

    /** Of the user {@code operator}. */
    public String operatorPassword() {
        return opened(data).operatorPassword();
    }

    public boolean running(String service) {
        return process(service).alive();
    }

    /** Asks the service to end, and waits until it has. */
    public void stop(String service) {
        process(service).stop();
    }

    /** Ends the service as {@code kill -9} does, and waits until it has ended. */
    public void kill(String service) {
        process(service).kill();
    }

    /**
     * Starts the service, and waits until it is ready: again, at the same address unless another program has taken it, or one that was built and approved while the shop ran; then it is on the
     * page as soon as the shell has read the list again.
     *
     * @throws CannotStart if there is no such service, it is not approved, or it does not become ready
     */
    public void start(String service) {
        boolean known = processes.containsKey(service);
        if (known && !logins.containsKey(service)) {
            // Of the shell and the provider others were told the address.
            process(service).start();
        } else {
            startAtAnyPort(known ? Artifact.of(options.project(), service) : joined(service));
        }
        writeAddresses(opened(data));
        if (logins.containsKey(service) && running(Artifact.SHELL)) {
            awaitShell(page -> page.contains(service));
        }
    }

    /**
     * An operator's word for a service that has been built while the shop runs: it may have a database, and, if it has a price, its key for quotes is made and the
     * public half approved.
     *
     * @return the approved public key; nothing, if the service has no price
     * @throws CannotStart if there is no such service
     */
    public Optional<Path> approve(String service) {
        Artifact artifact = Artifact.of(options.project(), service);
        opened(data).databasePassword(service);
        if (!artifact.sealsQuotes(options.project())) {
            return Optional.empty();
        }
        opened(data).quoteKey(service);
        return Optional.of(opened(data).approvedKey(service));
    }

    /**
     * Ends the service and takes it off the list, so that the page is whole without it.
     *
     * @throws CannotStart if there is no such service
     */
    public void remove(String service) {
        ServiceProcess leaving = process(service);
        if (!logins.containsKey(service)) {
            throw new CannotStart("The shop does not run without " + service + "; `stop " + service + "` ends it.");
        }
        processes.remove(service);
        ports.remove(service);
        writeAddresses(opened(data));
        awaitShell(page -> !page.contains(service));
        leaving.stop();
    }

    /**
     * Puts a service that is run by somebody else, in whatever language, on the shell's list; then it is on the page.
     *
     * @param address where it answers, for example {@code http://127.0.0.1:9000}
     */
    public void list(String service, String address) {
        if (ports.containsKey(service)) {
            throw new CannotStart("Expected a service that is not one of " + services() + ", was: " + service);
        }
        guests.put(service, address);
        writeAddresses(opened(data));
        awaitShell(page -> page.contains(service));
    }

    /** Takes a service that was put there by {@link #list} off the list, so that the page is whole without it. */
    public void unlist(String service) {
        if (guests.remove(service) != null) {
            writeAddresses(opened(data));
            awaitShell(page -> !page.contains(service));
        }
    }

    /** The directory where an operator puts {@code <issuer>.pem}, for payment to accept that issuer's quotes. */
    public Path approvedKeys() {
        return opened(data).approvedKeys();
    }

    /** The shell reads the list every second: who starts a service sees it on the page that is loaded next. */
    private void awaitShell(Predicate<String> knows) {
        URI health = URI.create(url() + "/q/health/ready");
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        try {
            while (!knows.test(read(health)) && System.nanoTime() < until) {
                if (closing.await(50, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String read(URI address) {
        try (InputStream answer = address.toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Expects the service to be started by its developer, in its own folder: what it must be told is written there, in {@code .env}, which Quarkus reads.
     *
     * @return where it is expected
     * @throws CannotStart if there is no such service, or it is not approved
     */
    public String develop(String service) {
        Artifact artifact = Artifact.of(options.project(), service);
        ServiceProcess running = processes.remove(service);
        if (running == null) {
            letIn(artifact);
        } else {
            running.stop();
        }
        Map<String, String> environment = environmentOf(artifact, opened(data));
        environment.entrySet().removeAll(options.environment().entrySet());
        Path file = options.project().resolve(service).resolve(".env");
        try {
            SecretFile.write(
                    file,
                    environment.entrySet().stream()
                            .map(variable -> variable.getKey() + "="
                                    + variable.getValue().replace("\\", "\\\\") + "\n")
                            .sorted()
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw CannotStart.with(file, "What " + service + " must be told cannot be written to " + file, e);
        }
        writeAddresses(opened(data));
        return address(service);
    }

    private void letIn(Artifact artifact) {
        if (!opened(data).knows(artifact.name())) {
            throw new CannotStart(artifact.name() + " is new here; an operator approves it with: "
                    + Commands.fromAnotherTerminal("approve", artifact.name()));
        }
        if (!ports.containsKey(artifact.name())) {
            choosePorts(List.of(artifact));
        }
        logins.put(artifact.name(), opened(infrastructure).prepareFor(artifact.name()));
    }

    private Artifact joined(String service) {
        Artifact artifact = Artifact.of(options.project(), service);
        letIn(artifact);
        processes.put(service, processOf(artifact, opened(data)));
        return artifact;
    }

    Path control() {
        return DataFolder.control(opened(data).path());
    }

    @Override
    public void close() {
        closing.countDown();
        closeIfOpen(disk);
        List<Thread> ending = processes.values().stream()
                .map(process -> new Thread(process::stop))
                .toList();
        ending.forEach(Thread::start);
        ending.forEach(Shop::joinQuietly);
        closeIfOpen(infrastructure);
        closeIfOpen(guard);
        closeIfOpen(data);
        free.close();
    }

    /** Whether it is ending, or has ended. */
    boolean closing() {
        return closing.getCount() == 0;
    }

    void open() {
        List<Artifact> artifacts = chosen(Artifact.in(options.project()));
        checkPort();
        checkReset();
        DataFolder folder = DataFolder.open(options.data(), options.reset());
        data = folder;
        progress.say("Intarsia is starting; its data are in " + options.data());
        tellUnbuilt();
        BrokerLog.writeTo(folder.freshLog("broker"));
        Guarded guarded = Guarded.start(folder);
        guard = guarded;
        Infrastructure servers = new Infrastructure(folder, options.environment(), guarded);
        infrastructure = servers;
        List<Artifact> services = artifacts.stream().filter(Artifact::service).toList();
        List<Artifact> others =
                artifacts.stream().filter(artifact -> !artifact.service()).toList();
        writeAddresses(folder);
        // First those whose address the services are told: until they listen, another program may take their port.
        choosePorts(others);
        together(Stream.concat(
                        Stream.<Runnable>of(
                                () -> progress.timed("PostgreSQL", servers::startDatabase),
                                () -> progress.timed("broker", servers::startBroker)),
                        startsOf(others))
                .toList());
        servers.databaseProcess().ifPresent(this::reportWhenEnded);
        choosePorts(services);
        prepare(services, folder, servers);
        together(startsOf(services).toList());
        awaitShell(page -> services.stream().map(Artifact::name).allMatch(page::contains));
        progress.total();
        disk = DiskWatch.start(folder.path(), this::report);
    }

    private void tellUnbuilt() {
        if (options.only().isEmpty()) {
            Artifact.unbuilt(options.project())
                    .forEach(service -> progress.say(
                            service + " is not built and left out; build it and start it beside the others with: "
                                    + Commands.fromAnotherTerminal("start", service)));
        }
    }

    /** The shell is always there; the provider, where payment is. */
    private List<Artifact> chosen(List<Artifact> all) {
        Set<String> only = options.only();
        Set<String> built =
                all.stream().filter(Artifact::service).map(Artifact::name).collect(Collectors.toSet());
        Set<String> unbuilt = new TreeSet<>(only);
        unbuilt.retainAll(Artifact.unbuilt(options.project()));
        if (!unbuilt.isEmpty()) {
            throw new CannotStart(String.join(", ", unbuilt) + ": not built; run `mvn -Donly="
                    + String.join(",", new TreeSet<>(only)) + "` again.");
        }
        if (!built.containsAll(only)) {
            throw new CannotStart(
                    "Expected in -Donly some of " + new TreeSet<>(built) + ", was: " + new TreeSet<>(only));
        }
        return all.stream()
                .filter(artifact -> only.isEmpty()
                        || artifact.shell()
                        || only.contains(artifact.name())
                        || artifact.provider() && only.contains("payment-service"))
                .toList();
    }

    private void prepare(List<Artifact> services, DataFolder folder, Infrastructure servers) {
        progress.timed(
                "databases",
                () -> services.forEach(service -> {
                    logins.put(service.name(), servers.prepareFor(service.name()));
                    if (service.sealsQuotes(options.project())) {
                        folder.quoteKey(service.name());
                    }
                }));
        writeAddresses(folder);
    }

    private Stream<Runnable> startsOf(List<Artifact> artifacts) {
        artifacts.forEach(artifact -> processes.put(artifact.name(), processOf(artifact, opened(data))));
        return artifacts.stream()
                .map(artifact -> () -> progress.timed(artifact.name(), () -> startAtAnyPort(artifact)));
    }

    /** Nobody holds a port between the time when it is chosen and the time when the process listens: where another program was quicker, another port is chosen. */
    private void startAtAnyPort(Artifact artifact) {
        for (int attempt = 1; ; attempt++) {
            try {
                process(artifact.name()).start();
                return;
            } catch (PortTaken e) {
                if (attempt == PORTS_TRIED || artifact.shell() && options.port() != 0 || closing()) {
                    throw e;
                }
                choosePorts(List.of(artifact));
                processes.put(artifact.name(), processOf(artifact, opened(data)));
                writeAddresses(opened(data));
            }
        }
    }

    private ServiceProcess processOf(Artifact artifact, DataFolder folder) {
        String name = artifact.name();
        List<String> command =
                new ArrayList<>(JavaCommand.of(artifact, opened(guard).mark()));
        if (artifact.provider()) {
            command.add("--port=" + portOf(name));
            command.add("--ledger=" + folder.ledger());
        }
        return new ServiceProcess(
                name,
                command,
                artifact.jar().getParent(),
                environmentOf(artifact, folder),
                folder.freshLog(name),
                URI.create(address(name) + healthPath(artifact)),
                opened(guard),
                this::report);
    }

    private static String healthPath(Artifact artifact) {
        if (artifact.provider()) {
            return "/health";
        }
        return (artifact.shell() ? "" : "/" + artifact.name()) + "/q/health/ready";
    }

    private Map<String, String> environmentOf(Artifact artifact, DataFolder folder) {
        Map<String, String> environment = new HashMap<>(options.environment());
        // The rights of one who makes databases are not a service's.
        environment.keySet().removeIf(variable -> variable.startsWith("INTARSIA_POSTGRES_"));
        // One machine has one clock; what lies between two would be sent twice to a shop that starts for the first
        // time.
        environment.putIfAbsent("EVENT_LOG_CLOCKS_DIFFER", "PT1S");
        // Each of a process's many threads would get a heap of its own from glibc, outside of Java's.
        environment.putIfAbsent("MALLOC_ARENA_MAX", "2");
        if (!artifact.provider()) {
            environment.put("QUARKUS_HTTP_HOST", LOOPBACK);
            environment.put("QUARKUS_HTTP_PORT", String.valueOf(portOf(artifact.name())));
            environment.put("INTARSIA_OPERATOR_PASSWORD", folder.operatorPassword());
            environment.put("INTARSIA_SESSION_KEY", folder.sessionKey());
            environment.put("INTARSIA_MANIFESTS", url() + "/manifests");
        }
        if (artifact.shell()) {
            environment.put("INTARSIA_SHELL_SERVICES", folder.services().toString());
        }
        if (artifact.service()) {
            environment.putAll(environmentOfService(artifact.name(), folder));
            if (artifact.sealsQuotes(options.project())) {
                environment.put(
                        "INTARSIA_QUOTE_PRIVATE_KEY",
                        folder.quoteKey(artifact.name()).toString());
            }
        }
        environment.putAll(options.settings().getOrDefault(artifact.name(), Map.of()));
        return environment;
    }

    private Map<String, String> environmentOfService(String service, DataFolder folder) {
        DatabaseLogin database = database(service);
        BrokerLogin broker = broker();
        Map<String, String> environment = new HashMap<>(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", database.url(),
                "QUARKUS_DATASOURCE_USERNAME", database.username(),
                "QUARKUS_DATASOURCE_PASSWORD", database.password(),
                "RABBITMQ_HOST", broker.host(),
                "RABBITMQ_PORT", String.valueOf(broker.port()),
                "RABBITMQ_USERNAME", broker.username(),
                "RABBITMQ_PASSWORD", broker.password(),
                "INTARSIA_QUOTE_APPROVED_KEYS", folder.approvedKeys().toString()));
        ports.keySet().stream()
                .filter(Artifact.PROVIDER::equals)
                .forEach(provider -> environment.put("PAYMENT_PROVIDER_URL", address(provider)));
        return environment;
    }

    /** Written beside and moved, for the shell reads it again at any time. */
    private synchronized void writeAddresses(DataFolder folder) {
        Map<String, String> addresses = new TreeMap<>(guests);
        ports.keySet().stream()
                .filter(logins::containsKey)
                .forEach(service -> addresses.put(service, address(service)));
        String lines = addresses.entrySet().stream()
                .map(line -> line.getKey() + "=" + line.getValue() + "\n")
                .collect(Collectors.joining());
        Path written = folder.services().resolveSibling("services.properties.new");
        try {
            Files.writeString(written, lines);
            Files.move(written, folder.services(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw CannotStart.with(
                    folder.path(), "The list of services " + folder.services() + " cannot be written", e);
        }
    }

    private void checkPort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(LOOPBACK, options.port()));
        } catch (IOException | IllegalArgumentException e) {
            throw new CannotStart(
                    "The shop cannot listen on " + LOOPBACK + ":" + options.port() + " (" + e.getMessage()
                            + "); end the program that does, or choose another port with -Dport=<port>.",
                    e);
        }
    }

    private void checkReset() {
        if (options.reset() && Infrastructure.installedDatabase(options.environment())) {
            throw new CannotStart("-Dreset does not forget what is in an installed PostgreSQL ("
                    + options.environment().get("INTARSIA_POSTGRES_URL")
                    + "); drop the databases there, or unset INTARSIA_POSTGRES_URL.");
        }
    }

    private synchronized void choosePorts(List<Artifact> artifacts) {
        try {
            for (Artifact artifact : artifacts) {
                boolean named = artifact.shell() && options.port() != 0;
                ports.put(artifact.name(), named ? options.port() : free.choose());
            }
        } catch (IOException e) {
            throw new CannotStart("There is no free port on " + LOOPBACK + ": " + e.getMessage(), e);
        }
    }

    private void report(String line) {
        try {
            // Ctrl-C reaches the services, too, and often before this process knows that it is to end.
            if (!closing.await(1, TimeUnit.SECONDS)) {
                progress.say(line);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void reportWhenEnded(ProcessHandle database) {
        database.onExit()
                .thenAccept(ended -> report("PostgreSQL ended, and nobody asked it to; its log is "
                        + opened(data).postgres().resolve("server.log")
                        + ". End the shop with Ctrl-C and start it again."));
    }

    private ServiceProcess process(String service) {
        ServiceProcess process = processes.get(service);
        if (process == null) {
            throw new CannotStart("Expected one of " + services() + ", was: " + service);
        }
        return process;
    }

    private int portOf(String name) {
        Integer port = ports.get(name);
        if (port == null) {
            throw new IllegalArgumentException("Expected one of " + ports.keySet() + ", was: " + name);
        }
        return port;
    }

    /** Does all of it at once, and throws what the first that failed threw; the others are not interrupted, {@link #close()} ends what they start. */
    private static void together(List<Runnable> parts) {
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        });
        try {
            CompletionService<Void> done = new ExecutorCompletionService<>(threads);
            parts.forEach(part -> done.submit(part, null));
            for (int left = parts.size(); left > 0; left--) {
                done.take().get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CannotStart failure ? failure : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotStart("Interrupted while the shop was starting.", e);
        } finally {
            threads.shutdown();
        }
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("The shop is not started");
        }
        return part;
    }

    private static void closeIfOpen(@Nullable AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("The shop cannot be ended: " + e.getMessage(), e);
        }
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
