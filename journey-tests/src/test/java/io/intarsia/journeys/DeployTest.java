package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What compose.yaml, the ingress and the shell's list say of the services is what is in the project. */
class DeployTest {
    private static final int KEPT_FOR_SUPERUSERS = 3;
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private final Map<String, Object> compose = read("compose.yaml");

    @Test
    void every_service_of_the_project_is_started_and_reached_through_ingress_and_shell() throws IOException {
        Set<String> services = services();

        assertThat(namesEndingIn("-service", section("services").keySet())).isEqualTo(services);
        assertThat(found("nginx.conf", "\"~\\^/\\(\\?<service>([^)]+)\\)/\" \\$service;"))
                .singleElement()
                .satisfies(name -> assertThat(services).allMatch(service -> service.matches(name)));
        assertThat(properties(PROJECT.resolve("deploy/shell/services.properties"))
                        .stringPropertyNames())
                .isEqualTo(services);
    }

    @Test
    void a_service_runs_the_image_of_its_own_module_and_sees_only_its_own_secrets() throws IOException {
        for (String service : services()) {
            Map<String, Object> container = child(section("services"), service);

            assertThat(child(child(container, "build"), "args")).containsEntry("MODULE", service);
            assertThat(container.get("volumes").toString().replaceAll("[^ ,\\[]*/approved:ro", ""))
                    .contains("./deploy/secrets/" + service + ":/run/secrets:ro")
                    .doesNotContainPattern("secrets/(?!" + service + ":)[a-z]");
        }
    }

    /** With a host name for operators written into it as its comment says. No service is there, so what is passed on ends in 503. */
    @Test
    void the_ingress_keeps_operators_pages_to_their_host_name(@TempDir Path folder) throws Exception {
        int port = freePort();
        Process nginx = ingress(
                folder,
                port,
                configuration -> configuration
                        .replace("default both;", "default shop;")
                        .replace("# operators.shop.example operators;", "operators.shop.example operators;"));
        try {
            List<String> operators = List.of(
                    "/event-log",
                    "/event-log/6FD6BB94",
                    "/payment-service/operator/queues",
                    "/payment-service/operator",
                    "/payment-service/j_security_check",
                    "/event-log-service/sign-in?code=1",
                    "/payment-service/%6fperator/queues",
                    "/%65vent-log");
            List<String> shoppers = List.of("/", "/checkout", "/orders/x", "/payment-service/checkouts/x/widgets/card");
            for (String path : operators) {
                assertThat(status(port, "shop.example", path)).as(path).isEqualTo(404);
                assertThat(status(port, "operators.shop.example:8443", path))
                        .as(path)
                        .isEqualTo(503);
                assertThat(status(port, "shop.example", "http://operators.shop.example" + path))
                        .as("for another host than the header names: " + path)
                        .isEqualTo(400);
            }
            for (String path : shoppers) {
                assertThat(status(port, "shop.example", path)).as(path).isEqualTo(503);
                assertThat(status(port, "operators.shop.example", path))
                        .as(path)
                        .isEqualTo(404);
            }
        } finally {
            nginx.destroy();
            nginx.waitFor();
        }
    }

    /** As its comments say it. The shopper claims another address, and the one in front adds the right one. */
    @Test
    void the_ingress_tells_services_the_shoppers_address_once_what_stands_in_front_is_named(@TempDir Path folder)
            throws Exception {
        HttpServer service = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        service.createContext("/", asked -> {
            byte[] told = asked.getRequestHeaders().getFirst("X-Forwarded-For").getBytes(StandardCharsets.UTF_8);
            asked.sendResponseHeaders(200, told.length);
            asked.getResponseBody().write(told);
            asked.close();
        });
        service.start();
        UnaryOperator<String> toService = configuration -> configuration.replace(
                "http://$owner:8080", "http://127.0.0.1:" + service.getAddress().getPort());
        UnaryOperator<String> named = configuration -> toService
                .apply(configuration)
                .replaceFirst("# set_real_ip_from [0-9.]+;", "set_real_ip_from 127.0.0.1;")
                .replace("# real_ip_header", "real_ip_header");
        try {
            assertThat(toldByIngress(Files.createDirectory(folder.resolve("unnamed")), toService))
                    .isEqualTo("127.0.0.1");
            assertThat(toldByIngress(Files.createDirectory(folder.resolve("named")), named))
                    .isEqualTo("203.0.113.9");
        } finally {
            service.stop(0);
        }
    }

    private static String toldByIngress(Path folder, UnaryOperator<String> changed) throws Exception {
        int port = freePort();
        Process nginx = ingress(folder, port, changed);
        try {
            return answer(port, "shop.example", "/", "X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\n")
                    .replaceFirst("(?s).*\r\n\r\n", "");
        } finally {
            nginx.destroy();
            nginx.waitFor();
        }
    }

    /** Started as in its container, but for the addresses and folders of this machine, and what is changed. */
    private static Process ingress(Path folder, int port, UnaryOperator<String> changed) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/nginx")), "there is no nginx");
        String configuration = changed.apply(text(PROJECT.resolve("deploy/nginx.conf")))
                .replace("listen 8080;", "listen 127.0.0.1:" + port + ";")
                .replace("resolver 127.0.0.11 valid=5s;", "resolver 127.0.0.1:1;")
                .replace("/tmp/", folder + "/")
                .replace("access_log /dev/stdout ways;", "access_log off;");
        Path file = Files.writeString(folder.resolve("nginx.conf"), "daemon off;\n" + configuration);
        Process nginx = new ProcessBuilder(
                        "/usr/sbin/nginx", "-e", "stderr", "-p", folder.toString(), "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().ignoreExceptions().until(() -> status(port, "shop.example", "/") > 0);
        return nginx;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int status(int port, String host, String path) throws IOException {
        return Integer.parseInt(answer(port, host, path, "").substring(9, 12));
    }

    private static String answer(int port, String host, String path, String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers
                                    + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void every_image_of_ours_runs_as_a_user_without_rights() throws IOException {
        String[] stages = text(PROJECT.resolve("Dockerfile")).split("(?m)^FROM ");
        assertThat(stages[1])
                .as("the stage that the others are made from")
                .contains(" AS runtime")
                .containsPattern("(?m)^USER [1-9]\\d*:[1-9]\\d*$");
        assertThat(Arrays.stream(stages).skip(2))
                .allSatisfy(stage -> assertThat(stage).startsWith("runtime AS ").doesNotContainPattern("(?m)^USER "));
        section("services")
                .keySet()
                .forEach(name -> assertThat(child(section("services"), name))
                        .as(name)
                        .satisfies(container -> assertThat(
                                        container.getOrDefault("user", "99:99").toString())
                                .doesNotContain("root")
                                .doesNotStartWith("0"))
                        .doesNotContainKey("privileged"));
        for (String service : services()) {
            assertThat(child(section("services"), service))
                    .containsEntry("cap_drop", List.of("ALL"))
                    .containsEntry("read_only", true);
        }
    }

    @Test
    void no_password_and_no_private_key_is_in_the_repository() throws IOException, InterruptedException {
        Process listing = new ProcessBuilder("git", "ls-files", "-z")
                .directory(PROJECT.toFile())
                .start();
        List<String> files =
                List.of(new String(listing.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\0"));
        assumeTrue(listing.waitFor() == 0, "not in a repository");

        assertThat(files)
                .contains("pom.xml")
                .noneMatch(file -> file.matches("deploy/secrets/.*|.*\\.(pem|p12|jks|key)"));
        for (String file : files) {
            Path path = PROJECT.resolve(file);
            if (Files.isRegularFile(path) && !file.matches(".*\\.(png|jpg|webp|ico)")) {
                assertThat(Files.readString(path))
                        .as(file)
                        .doesNotContainPattern("-----BEGIN [A-Z ]*PRIVATE KEY-----\\s+[A-Za-z0-9+/=]{40}");
            }
        }
    }

    @Test
    void a_service_is_told_its_own_database_and_its_own_rights(@TempDir Path copy) throws Exception {
        copyConfigurations(copy);
        makeKeys(copy);

        for (String service : services()) {
            String database = service.replace("-service", "").replace('-', '_');
            assertThat(properties(
                            copy.resolve("deploy/secrets").resolve(service).resolve("service.properties")))
                    .containsEntry("quarkus.datasource.jdbc.url", "jdbc:postgresql://postgres:5432/" + database)
                    .containsEntry("quarkus.datasource.username", database)
                    .containsEntry("rabbitmq-username", service);
        }
    }

    @Test
    void no_service_is_told_the_address_of_another() throws IOException {
        for (String service : services()) {
            Collection<Object> values =
                    child(child(section("services"), service), "environment").values();
            assertThat(values).noneMatch(value -> value.toString().matches(".*//[a-z0-9-]+-service\\b.*"));
        }
    }

    @Test
    void only_the_ingress_is_published() {
        section("services")
                .forEach((name, container) -> assertThat(asMap(container).containsKey("ports"))
                        .as(name)
                        .isEqualTo(name.equals("ingress")));
    }

    @Test
    void every_variable_has_an_example_and_every_example_is_used() throws IOException {
        Set<String> used = matches(Files.readString(PROJECT.resolve("compose.yaml")), "\\$\\{([A-Z_]+)");
        Set<String> examples = matches(Files.readString(PROJECT.resolve(".env.example")), "(?m)^([A-Z_]+)=");
        assertThat(examples).isEqualTo(used);
    }

    @Test
    void postgres_takes_the_connections_of_as_many_processes_as_the_example_allows() throws IOException {
        int each = 1
                + Integer.parseInt(properties(PROJECT.resolve(
                                "service-kit/src/main/resources/META-INF/microprofile-config.properties"))
                        .getProperty("quarkus.datasource.jdbc.max-size"));
        int most = theNumber("at most (\\d+)", text(PROJECT.resolve(".env.example")));
        int all = theNumber(
                "max_connections=(\\d+)",
                child(section("services"), "postgres").get("command").toString());

        assertThat(services().size() * most * each + KEPT_FOR_SUPERUSERS).isLessThanOrEqualTo(all);
    }

    private static int theNumber(String expression, String text) {
        assertThat(matches(text, expression)).as(expression).hasSize(1);
        return Integer.parseInt(matches(text, expression).iterator().next());
    }

    @Test
    void what_is_typed_in_containers_is_the_same_wherever_it_is_said() throws IOException {
        List<String> commands = Pattern.compile("(?m)^# {3}(\\S+(?: \\S+)*)")
                .matcher(text(PROJECT.resolve("compose.yaml")))
                .results()
                .map(command -> command.group(1))
                .toList();
        String start = String.join("\n", commands.subList(0, 3));
        List<String> forAnAddedService = commands.subList(3, 5);

        assertThat(text(PROJECT.resolve("README.md"))).contains("```sh\n" + start + "\n```");
        assertThat(text(PROJECT.resolve("add-service/AddService.java"))).contains(forAnAddedService);
        assertThat(forAnAddedService.get(0)).endsWith(fileInContainer("postgres", "./deploy/databases.sh"));
        assertThat(forAnAddedService.get(1))
                .endsWith("/run/secrets/"
                        + ((List<?>) child(section("services"), "rabbitmq").get("secrets")).get(0))
                .endsWith(properties(PROJECT.resolve("deploy/rabbitmq.conf")).getProperty("load_definitions"));
    }

    /** Where a container finds a file of the project. */
    private String fileInContainer(String container, String file) {
        return ((List<?>) child(section("services"), container).get("volumes"))
                .stream()
                        .map(volume -> volume.toString().split(":"))
                        .filter(volume -> volume[0].equals(file))
                        .map(volume -> volume[1])
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void every_secret_is_made_by_make_keys_and_a_second_run_changes_none(@TempDir Path copy) throws Exception {
        copyConfigurations(copy);
        makeKeys(copy);
        Map<Path, String> first = contents(copy.resolve("deploy/secrets"));
        makeKeys(copy);

        assertThat(contents(copy.resolve("deploy/secrets"))).isEqualTo(first);
        section("secrets")
                .values()
                .forEach(secret -> assertThat(
                                copy.resolve(asMap(secret).get("file").toString()))
                        .isNotEmptyFile());
    }

    @Test
    void a_service_may_ask_for_its_own_history_and_only_the_event_log_may_send_it(@TempDir Path copy) throws Exception {
        copyConfigurations(copy);
        makeKeys(copy);
        Map<String, Object> broker = new Yaml().load(text(copy.resolve("deploy/secrets/rabbitmq-definitions.json")));

        for (String service : services()) {
            boolean keepsHistory = service.equals("event-log-service");
            String asks = "history.requested." + service + ".order.confirmed";
            assertThat(right(broker, service, "events", "write").matcher(asks).matches())
                    .isNotEqualTo(keepsHistory);
            assertThat(right(broker, service, "events", "write")
                            .matcher("history.requested.another-service.order.confirmed")
                            .matches())
                    .isFalse();
            assertThat(right(broker, service, "", "write").matcher("history").matches())
                    .isEqualTo(keepsHistory);
            assertThat(right(broker, service, "history", "read")
                            .matcher(service)
                            .matches())
                    .isTrue();
            assertThat(right(broker, service, "history", "read")
                            .matcher("another-service")
                            .matches())
                    .isFalse();
        }
    }

    /** @param exchange the topic exchange whose routing keys are limited, or empty for the names of exchanges and queues */
    private static Pattern right(Map<String, Object> broker, String service, String exchange, String kind) {
        List<?> rights = (List<?>) broker.get(exchange.isEmpty() ? "permissions" : "topic_permissions");
        return rights.stream()
                .map(DeployTest::asMap)
                .filter(right -> right.get("user").equals(service)
                        && (exchange.isEmpty() || right.get("exchange").equals(exchange)))
                .map(right -> Pattern.compile(right.get(kind).toString()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No right to " + kind + " of " + service + " at " + exchange));
    }

    static void copyConfigurations(Path copy) throws IOException {
        for (String service : services()) {
            Path configuration = Path.of(service, "src/main/resources/application.properties");
            Files.createDirectories(copy.resolve(configuration).getParent());
            Files.copy(PROJECT.resolve(configuration), copy.resolve(configuration));
        }
    }

    static void makeKeys(Path project) throws IOException, InterruptedException {
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        PROJECT.resolve("deploy/MakeKeys.java").toString(),
                        project.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(run.getInputStream().readAllBytes());
        assertThat(run.waitFor()).as(output).isZero();
    }

    private static Map<Path, String> contents(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).collect(Collectors.toMap(file -> file, DeployTest::text));
        }
    }

    /** The folders whose configuration says that they publish or react to events. */
    private static Set<String> services() throws IOException {
        try (Stream<Path> folders = Files.list(PROJECT)) {
            return folders.filter(folder -> {
                        Path configuration = folder.resolve("src/main/resources/application.properties");
                        return Files.exists(configuration)
                                && text(configuration).contains("intarsia.reacts-to=");
                    })
                    .map(folder -> folder.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> namesEndingIn(String end, Set<String> names) {
        return names.stream().filter(name -> name.endsWith(end)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(String file, String expression) {
        return matches(text(PROJECT.resolve("deploy").resolve(file)), expression);
    }

    private static Set<String> matches(String text, String expression) {
        return Pattern.compile(expression)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Map<String, Object> section(String name) {
        return child(compose, name);
    }

    private static Map<String, Object> child(Map<String, Object> parent, String name) {
        assertThat(parent).containsKey(name);
        return asMap(parent.get(name));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object section) {
        return (Map<String, Object>) section;
    }

    private static Map<String, Object> read(String file) {
        return new Yaml().load(text(PROJECT.resolve(file)));
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError("Expected a text in " + file, e);
        }
    }
}
