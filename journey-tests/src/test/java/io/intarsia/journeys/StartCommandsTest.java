package io.intarsia.journeys;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.intarsia.embedded.DatabaseServer;
import io.intarsia.embedded.EmbeddedBroker;
import io.intarsia.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * What the Dockerfile and compose.yaml start, run outside of a container: the commands, the environment and the look whether all is well are those that stand there;
 * only hosts, ports and folders are this machine's.
 */
class StartCommandsTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String SERVICE = "payment-service";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)(?::-([^}]*))?}");

    @TempDir
    Path folder;

    private final List<Process> running = new ArrayList<>();
    private final Map<String, Object> compose = new Yaml().load(text(PROJECT.resolve("compose.yaml")));

    @BeforeEach
    void passwords_and_keys() throws Exception {
        assumeTrue(isThere("bash"), "there is no bash");
        DeployTest.copyConfigurations(folder);
        DeployTest.makeKeys(folder);
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : running) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void the_provider_a_service_and_the_shell_start_by_their_images_commands_are_healthy_and_end_in_time()
            throws Exception {
        try (EmbeddedDatabase database = EmbeddedDatabase.startTemporary();
                EmbeddedBroker broker = EmbeddedBroker.startTemporary()) {
            Path data = Files.createDirectory(folder.resolve("data"));
            Started provider = start("provider-simulator", Map.of("/data", data));

            broker.declareQueue(SERVICE);
            letsIn(database.server(), broker);
            Started service = start(
                    SERVICE,
                    Map.of(
                            "rabbitmq", broker.host(),
                            "5672", broker.port(),
                            "provider-simulator:8090", "127.0.0.1:" + provider.port,
                            "/run/secrets", secrets().resolve(SERVICE),
                            "/approved", secrets().resolve("approved")));

            Path list = Files.createDirectories(folder.resolve("config")).resolve("services.properties");
            Files.writeString(list, SERVICE + "=http://127.0.0.1:" + service.port + "\n");
            Started shell = start("ui-shell", Map.of("/config", list.getParent(), "/data", data));

            for (Started one : List.of(provider, service, shell)) {
                await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
                    assertThat(one.process.isAlive()).as(text(one.log)).isTrue();
                    assertThat(one.isHealthy()).as(text(one.log)).isTrue();
                });
            }
            for (Started one : List.of(shell, service, provider)) {
                one.process.destroy();
                assertThat(one.process.waitFor(20, TimeUnit.SECONDS))
                        .as("ends within the grace period: %s", text(one.log))
                        .isTrue();
                assertThat(one.isHealthy()).isFalse();
            }
        }
    }

    @Test
    void databases_are_made_for_every_service_and_once_more_for_one_that_was_added() throws Exception {
        assumeTrue(isThere("psql"), "there is no psql");
        try (EmbeddedDatabase database = EmbeddedDatabase.startTemporary()) {
            DatabaseServer server = database.server();
            makesDatabases(server);
            try (Connection payment = connect(server, "payment", "payment")) {
                payment.createStatement().execute("create table kept ()");
            }

            Files.writeString(secrets().resolve("database-passwords"), "gift_wrap=ribbon\n", StandardOpenOption.APPEND);
            makesDatabases(server);

            for (String name : passwords().stringPropertyNames()) {
                connect(server, name, name).close();
                if (!name.equals("payment")) {
                    assertThatThrownBy(() -> connect(server, "payment", name))
                            .as(name)
                            .hasMessageContaining("permission denied for database");
                }
            }
            assertThat(passwords().stringPropertyNames()).contains("gift_wrap", "payment", "event_log");
            try (Connection payment = connect(server, "payment", "payment")) {
                payment.createStatement().execute("select from kept");
            }
        }
    }

    /** As the container of PostgreSQL does at its first start, and whoever adds a service later. */
    private void makesDatabases(DatabaseServer server) throws IOException, InterruptedException {
        URI address = URI.create(server.url().substring("jdbc:".length()));
        ProcessBuilder script = new ProcessBuilder(
                        "bash", PROJECT.resolve("deploy/databases.sh").toString())
                .redirectErrorStream(true);
        script.environment()
                .putAll(Map.of(
                        "PGHOST", address.getHost(),
                        "PGPORT", String.valueOf(address.getPort()),
                        "PGPASSWORD", server.password(),
                        "DATABASE_PASSWORDS",
                                secrets().resolve("database-passwords").toString()));
        Process process = script.start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(said).isZero();
    }

    private Connection connect(DatabaseServer server, String database, String user) throws SQLException, IOException {
        return DriverManager.getConnection(
                server.url().replaceFirst("/postgres$", "/" + database),
                user,
                passwords().getProperty(user));
    }

    private Properties passwords() throws IOException {
        Properties passwords = new Properties();
        try (Reader reader = Files.newBufferedReader(secrets().resolve("database-passwords"))) {
            passwords.load(reader);
        }
        return passwords;
    }

    private Path secrets() {
        return folder.resolve("deploy/secrets");
    }

    /** The service's own file of secrets, with the database and the broker of this test in it. */
    private void letsIn(DatabaseServer server, EmbeddedBroker broker) throws IOException, SQLException {
        String database = DatabaseServer.nameFor(SERVICE);
        Path file = secrets().resolve(SERVICE).resolve("service.properties");
        String address =
                server.createFor(SERVICE, passwords().getProperty(database)).url();
        String secret = text(file);
        String changed = secret.replace("jdbc:postgresql://postgres:5432/" + database, address)
                .replaceFirst("(?m)^rabbitmq-username=.*$", "rabbitmq-username=" + broker.username())
                .replaceFirst("(?m)^rabbitmq-password=.*$", "rabbitmq-password=" + broker.password());
        assertThat(changed).isNotEqualTo(secret).contains(address);
        Files.writeString(file, changed);
    }

    /** @param healthy what the image calls, with the environment that it calls it with */
    private record Started(Process process, int port, Path log, ProcessBuilder healthy) {
        boolean isHealthy() throws IOException, InterruptedException {
            return healthy.start().waitFor() == 0;
        }
    }

    /**
     * Starts a container's process in a folder that has what its image copies.
     *
     * @param here what is elsewhere on this machine than in a container; the port of its own is chosen
     */
    private Started start(String container, Map<String, Object> here) throws IOException {
        Map<String, Object> service = asMap(asMap(compose.get("services")).get(container));
        Image image = Image.of(asMap(service.get("build")));
        int port = DeployTest.freePort();
        Map<String, Object> all = new HashMap<>(here);
        all.put(image.port(), port);
        Map<String, String> environment = new HashMap<>(image.environment);
        asMap(service.getOrDefault("environment", Map.of()))
                .forEach((name, value) -> environment.put(name, filled(value.toString(), Map.of())));
        environment.replaceAll((name, value) -> placed(value, all));
        Path log = folder.resolve(container + ".log");
        ProcessBuilder command = new ProcessBuilder(
                        image.command.stream().map(word -> placed(word, all)).toList())
                .directory(
                        image.unpackedIn(folder.resolve("app-of-" + container)).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        ProcessBuilder healthy = new ProcessBuilder(image.healthy).redirectErrorStream(true);
        for (ProcessBuilder one : List.of(command, healthy)) {
            one.environment().keySet().retainAll(List.of("PATH"));
            one.environment().putAll(environment);
        }
        healthy.redirectOutput(folder.resolve(container + ".healthy").toFile());
        Process process = command.start();
        running.add(process);
        return new Started(process, port, log, healthy);
    }

    /** The same with what is elsewhere here. Whole words only: 8080 is not in 18080. */
    private static String placed(String text, Map<String, Object> here) {
        String placed = text;
        for (Map.Entry<String, Object> one : here.entrySet()) {
            placed = placed.replaceAll(
                    "(?<!\\w)" + Pattern.quote(one.getKey()) + "(?!\\w)",
                    Matcher.quoteReplacement(one.getValue().toString()));
        }
        return placed;
    }

    private static String filled(String text, Map<String, String> values) {
        return VARIABLE.matcher(text)
                .replaceAll(variable -> Matcher.quoteReplacement(
                        values.getOrDefault(variable.group(1), variable.group(2) == null ? "" : variable.group(2))));
    }

    /**
     * What a stage of the Dockerfile says.
     *
     * @param copied from the project, into the folder in which the command runs
     */
    private record Image(
            Map<String, String> environment, List<String> command, List<String> healthy, String copied, String to) {

        /** The stage that is named, or else the last one, upon the first one. */
        static Image of(Map<String, Object> build) throws IOException {
            String[] stages = text(PROJECT.resolve("Dockerfile")).split("(?m)^FROM ");
            Object target = build.get("target");
            String stage = target == null
                    ? stages[stages.length - 1]
                    : Stream.of(stages)
                            .filter(one -> one.lines().findFirst().orElse("").endsWith(" AS " + target))
                            .findFirst()
                            .orElseThrow();
            Map<String, String> values = new HashMap<>();
            asMap(build.getOrDefault("args", Map.of())).forEach((name, value) -> values.put(name, value.toString()));
            instructions(stage, "ARG").forEach(argument -> {
                String[] named = argument.split("=", 2);
                values.putIfAbsent(named[0], named.length == 1 ? "" : filled(named[1], values));
            });
            Map<String, String> environment = instructions(stage, "ENV").stream()
                    .flatMap(line -> Stream.of(line.split(" ")))
                    .map(pair -> pair.split("=", 2))
                    .collect(toMap(pair -> pair[0], pair -> filled(pair[1], values)));
            List<String> command = new ArrayList<>();
            instructions(stage, "ENTRYPOINT").forEach(words -> command.addAll(list(words)));
            instructions(stage, "CMD").forEach(words -> command.addAll(list(words)));
            assertThat(command.set(
                            0,
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString()))
                    .isEqualTo("java");
            String[] copy = filled(instructions(stage, "COPY").get(0), values).split(" ");
            return new Image(environment, command, healthy(stages[1]), copy[0], copy[1]);
        }

        /** What the first stage calls, where it is in the project. */
        private static List<String> healthy(String stage) {
            String call = instructions(stage, "HEALTHCHECK").get(0);
            String[] copy = instructions(stage, "COPY").get(0).split(" ");
            return list(call.substring(call.indexOf("CMD ") + "CMD ".length())).stream()
                    .map(word -> word.equals(copy[1]) ? PROJECT.resolve(copy[0]).toString() : word)
                    .toList();
        }

        String port() {
            return environment.get("HEALTHY").replaceFirst("/.*", "");
        }

        /** A folder in which what is copied lies where the image has it. */
        Path unpackedIn(Path app) throws IOException {
            if (copied.endsWith("/")) {
                assertThat(to).isEqualTo("./");
                return Files.createSymbolicLink(app, PROJECT.resolve(copied));
            }
            Path pattern = PROJECT.resolve(copied);
            try (DirectoryStream<Path> found = Files.newDirectoryStream(
                    pattern.getParent(), pattern.getFileName().toString())) {
                List<Path> files = new ArrayList<>();
                found.forEach(files::add);
                assertThat(files).as(copied).hasSize(1);
                Files.createSymbolicLink(Files.createDirectory(app).resolve(to), files.get(0));
            }
            return app;
        }

        private static List<String> instructions(String stage, String word) {
            return Pattern.compile("(?m)^" + word + " (.+)$")
                    .matcher(stage)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }

        private static List<String> list(String json) {
            return new Yaml().load(json);
        }
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object section) {
        return (Map<String, Object>) section;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError("Expected a text in " + file, e);
        }
    }
}
