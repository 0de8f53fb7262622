package io.intarsia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.intarsia.embedded.DatabaseLogin;
import io.intarsia.embedded.DatabaseServer;
import io.intarsia.embedded.Folders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShopTest {
    @TempDir
    static Path folder;

    private static final ByteArrayOutputStream OUTPUT = new ByteArrayOutputStream();
    private static Shop shop;

    @BeforeAll
    static void start() throws IOException {
        FakeProject project =
                FakeProject.in(folder, "delivery-service", "event-log-service", "ui-shell", "provider-simulator");
        shop = Shop.start(ShopOptions.of(project.folder())
                .withPort(0)
                .withOutput(new PrintStream(OUTPUT, true, StandardCharsets.UTF_8))
                .withSetting("delivery-service", "FAKE_SETTING", "only here"));
    }

    @AfterAll
    static void close() {
        shop.close();
    }

    @Test
    void every_built_folder_is_started_by_its_name() {
        assertThat(shop.services())
                .containsExactly("delivery-service", "event-log-service", "provider-simulator", "ui-shell");
        assertThat(shop.services()).allMatch(shop::running);
    }

    @Test
    void each_part_is_told_in_a_line_with_its_time() {
        assertThat(OUTPUT.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.matches("  .{20} {1,5}[0-9]+\\.[0-9] s")))
                .hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void a_service_is_told_its_own_database_its_queue_its_key_and_where_to_listen() throws Exception {
        Map<String, String> environment = environmentOf("event-log-service");

        assertThat(environment)
                .containsEntry("QUARKUS_HTTP_HOST", "127.0.0.1")
                .containsEntry("QUARKUS_DATASOURCE_USERNAME", "event_log")
                .containsEntry(
                        "QUARKUS_DATASOURCE_JDBC_URL",
                        shop.database("event-log-service").url())
                .containsEntry("RABBITMQ_PORT", String.valueOf(shop.broker().port()))
                .containsEntry("RABBITMQ_PASSWORD", shop.broker().password())
                .containsEntry("PAYMENT_PROVIDER_URL", shop.address("provider-simulator"))
                .containsEntry("INTARSIA_OPERATOR_PASSWORD", shop.operatorPassword())
                .doesNotContainKey("FAKE_SETTING");
        assertThat(environment.get("INTARSIA_SESSION_KEY")).hasSizeGreaterThanOrEqualTo(32);
        assertThat(environmentOf("delivery-service"))
                .containsEntry("FAKE_SETTING", "only here")
                .containsEntry("INTARSIA_SESSION_KEY", environment.get("INTARSIA_SESSION_KEY"));
    }

    @Test
    void the_shell_is_told_the_services_and_no_database() throws Exception {
        Map<String, String> environment = environmentOf("ui-shell");

        assertThat(environment)
                .doesNotContainKeys("QUARKUS_DATASOURCE_JDBC_URL", "RABBITMQ_PASSWORD", "INTARSIA_QUOTE_PRIVATE_KEY");
        assertThat(Files.readAllLines(Path.of(environment.get("INTARSIA_SHELL_SERVICES"))))
                .containsExactly(
                        "delivery-service=" + shop.address("delivery-service"),
                        "event-log-service=" + shop.address("event-log-service"));
    }

    @Test
    void the_provider_is_told_nothing_but_its_port_and_its_ledger() throws Exception {
        Map<String, String> environment = environmentOf("provider-simulator");

        assertThat(environment.get("ARGUMENTS")).matches("--port=\\d+ --ledger=.*ledger");
        assertThat(environment)
                .doesNotContainKeys("INTARSIA_OPERATOR_PASSWORD", "INTARSIA_SESSION_KEY", "RABBITMQ_PASSWORD");
    }

    @Test
    void a_service_reaches_its_database() throws Exception {
        DatabaseLogin login = shop.database("delivery-service");

        try (Connection connection = new DatabaseServer(login.url(), login.username(), login.password()).connect()) {
            assertThat(connection.getCatalog()).isEqualTo("delivery");
        }
    }

    @Test
    void what_a_service_signs_its_approved_key_verifies() throws Exception {
        Map<String, String> environment = environmentOf("delivery-service");
        KeyFactory factory = KeyFactory.getInstance("EC");
        PrivateKey signing = factory.generatePrivate(
                new PKCS8EncodedKeySpec(pem(Path.of(environment.get("INTARSIA_QUOTE_PRIVATE_KEY")))));
        PublicKey approved = factory.generatePublic(new X509EncodedKeySpec(
                pem(Path.of(environment.get("INTARSIA_QUOTE_APPROVED_KEYS")).resolve("delivery-service.pem"))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signing);
        signature.update((byte) 1);
        byte[] signed = signature.sign();

        signature.initVerify(approved);
        signature.update((byte) 1);

        assertThat(signature.verify(signed)).isTrue();
    }

    @Test
    void secrets_are_readable_by_their_owner_only() throws Exception {
        Path data = folder.resolve(".intarsia");

        for (String secret : new String[] {
            "operator-password", "session-key", "keys/private/delivery-service.pem", "broker/password", "broker/url"
        }) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void where_events_can_be_heard_is_in_a_file() throws Exception {
        URI broker = URI.create(
                Files.readString(folder.resolve(".intarsia/broker/url")).strip());

        assertThat(broker.getPort()).isEqualTo(shop.broker().port());
        assertThat(broker.getUserInfo())
                .isEqualTo(shop.broker().username() + ":" + shop.broker().password());
    }

    @Test
    void a_service_that_was_stopped_or_killed_comes_back_at_its_address() throws Exception {
        String address = shop.address("delivery-service");
        shop.stop("delivery-service");
        assertThat(shop.running("delivery-service")).isFalse();
        assertThatThrownBy(() -> get(address)).isInstanceOf(IOException.class);

        shop.start("delivery-service");
        shop.kill("delivery-service");
        shop.start("delivery-service");

        assertThat(get(address)).isEqualTo("ready");
        assertThat(OUTPUT.toString(StandardCharsets.UTF_8)).doesNotContain("delivery-service ended");
    }

    @Test
    void a_service_that_ends_by_itself_is_told_in_one_line_with_its_log() throws Exception {
        assertThatThrownBy(() -> get(shop.address("event-log-service") + "/crash"))
                .isInstanceOf(IOException.class);

        await().untilAsserted(() -> assertThat(
                        OUTPUT.toString(StandardCharsets.UTF_8).lines())
                .contains("event-log-service ended with exit code 7, and nobody asked it to; its log is "
                        + shop.log("event-log-service") + ". Type `start event-log-service` to start it again."));
        shop.start("event-log-service");
        assertThat(Files.readString(shop.log("event-log-service"))).isEqualTo("listening\nlistening\n");
    }

    @Test
    void an_unknown_service_is_refused_with_the_names_of_the_known() {
        assertThatThrownBy(() -> shop.stop("gift-service"))
                .hasMessage(
                        "Expected one of [delivery-service, event-log-service, provider-simulator, ui-shell], was: gift-service");
    }

    @Test
    void a_service_that_is_built_meanwhile_joins_when_it_is_approved_and_leaves_again() throws Exception {
        FakeProject project = new FakeProject(folder);
        assertThatThrownBy(() -> shop.start("gift-wrap-service"))
                .hasMessageStartingWith("gift-wrap-service is not built: there is no ")
                .hasMessageEndingWith("mvn -q -pl launcher,gift-wrap-service -am -Dstart=gift-wrap-service");
        project.add("gift-wrap-service");
        assertThatThrownBy(() -> shop.start("gift-wrap-service"))
                .hasMessage(
                        "gift-wrap-service is new here; an operator approves it with: mvn -q -pl launcher,gift-wrap-service -am -Dapprove=gift-wrap-service");
        String before = Files.readString(list());
        try {
            assertThat(shop.approve("gift-wrap-service").orElseThrow())
                    .content()
                    .startsWith("-----BEGIN PUBLIC KEY-----");
            assertThat(Files.readString(list())).isEqualTo(before);

            shop.start("gift-wrap-service");

            assertThat(get(shop.address("gift-wrap-service"))).isEqualTo("ready");
            assertThat(environmentOf("gift-wrap-service"))
                    .containsEntry("QUARKUS_DATASOURCE_USERNAME", "gift_wrap")
                    .containsKey("INTARSIA_QUOTE_PRIVATE_KEY");
            assertThat(Files.readAllLines(list()))
                    .contains("gift-wrap-service=" + shop.address("gift-wrap-service"))
                    .containsAll(before.lines().toList());

            shop.remove("gift-wrap-service");

            assertThat(Files.readString(list())).isEqualTo(before);
            assertThat(shop.services()).doesNotContain("gift-wrap-service");
        } finally {
            Folders.delete(folder.resolve("gift-wrap-service"));
        }
    }

    @Test
    void a_service_that_its_developer_starts_is_told_all_in_its_folder_and_is_on_the_list() throws Exception {
        String before = Files.readString(list());
        try {
            String address = shop.develop("event-log-service");

            assertThat(shop.services()).doesNotContain("event-log-service");
            assertThat(Files.readString(list())).isEqualTo(before).contains("event-log-service=" + address);
            assertThat(Files.readAllLines(folder.resolve("event-log-service/.env")))
                    .contains(
                            "QUARKUS_HTTP_PORT=" + address.replaceFirst(".*:", ""),
                            "QUARKUS_DATASOURCE_USERNAME=event_log",
                            "RABBITMQ_PORT=" + shop.broker().port());
        } finally {
            shop.start("event-log-service");
        }
    }

    @Test
    void a_service_that_somebody_else_runs_is_on_the_list_until_it_is_taken_off() throws Exception {
        Commands commands = new Commands(shop);
        String before = Files.readString(list());

        commands.obey("list gift-service=http://127.0.0.1:9000");
        shop.kill("delivery-service");
        shop.start("delivery-service");

        assertThat(Files.readAllLines(list()))
                .contains("gift-service=http://127.0.0.1:9000")
                .containsAll(before.lines().toList());
        commands.obey("unlist gift-service");
        assertThat(Files.readString(list())).isEqualTo(before);
    }

    @Test
    void a_service_of_the_shop_is_not_listed_at_another_address() {
        assertThatThrownBy(() -> shop.list("delivery-service", "http://127.0.0.1:9000"))
                .hasMessageEndingWith("was: delivery-service");
        assertThatThrownBy(() -> new Commands(shop).obey("list gift-service"))
                .hasMessageStartingWith(
                        "Expected a service and its address, such as gift-service=http://127.0.0.1:9000");
    }

    @Test
    void a_service_without_a_price_has_no_key_for_quotes() throws Exception {
        Path configuration = folder.resolve("rating-service/src/main/resources/application.properties");
        Files.createDirectories(configuration.getParent());
        Files.writeString(configuration, "intarsia.publishes=rating.given\n");
        new FakeProject(folder).add("rating-service");
        try {
            assertThat(shop.approve("rating-service")).isEmpty();
            shop.start("rating-service");

            assertThat(environmentOf("rating-service")).doesNotContainKey("INTARSIA_QUOTE_PRIVATE_KEY");
            assertThat(folder.resolve(".intarsia/keys/approved/rating-service.pem"))
                    .doesNotExist();
        } finally {
            shop.remove("rating-service");
            Folders.delete(folder.resolve("rating-service"));
        }
    }

    @Test
    void what_the_shop_cannot_run_without_is_not_removed() {
        assertThatThrownBy(() -> shop.remove("ui-shell"))
                .hasMessage("The shop does not run without ui-shell; `stop ui-shell` ends it.");
        assertThat(shop.running("ui-shell")).isTrue();
    }

    private static Path list() throws Exception {
        return Path.of(environmentOf("ui-shell").get("INTARSIA_SHELL_SERVICES"));
    }

    private static byte[] pem(Path file) throws IOException {
        return Base64.getDecoder()
                .decode(Files.readString(file)
                        .replaceAll("-----[A-Z ]+-----", "")
                        .replaceAll("\\s", ""));
    }

    private static Map<String, String> environmentOf(String service) throws Exception {
        return get(shop.address(service) + "/environment")
                .lines()
                .filter(line -> line.contains("="))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static String get(String url) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }
}
