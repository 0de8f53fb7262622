package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.intarsia.embedded.EmbeddedBroker.Bound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The AsyncAPI document that the running event log makes: it is valid, says what docs/events.md says, and the broker is as it says. */
class EventCatalogueTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern QUEUE = Pattern.compile("(.+)\\.QUEUE");

    @BeforeEach
    void on_this_machine() {
        assumeTrue(ShopUnderTest.isLocal(), "-Dbase-url names an installation whose broker cannot be read from here");
    }

    @Test
    void it_is_valid_by_the_official_schema() throws IOException {
        Path schema = PROJECT.resolve("event-log-service/src/test/resources/asyncapi-3.0.0.json");

        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                        .getSchema(Files.readString(schema))
                        .validate(document()))
                .isEmpty();
    }

    /** DocsTest compares events.md with the manifests; so the three say the same. */
    @Test
    void it_names_the_events_publishers_and_reactions_of_events_md() {
        JsonNode document = document();
        Set<String> told = new TreeSet<>();
        document.path("operations").fields().forEachRemaining(operation -> {
            if (operation.getValue().path("action").asText().equals("send")) {
                JsonNode channel = document.at(pointer(operation.getValue().path("channel")));
                String publisher = operation.getValue().at("/tags/0/name").asText();
                told.add(channel.path("title").asText() + " of " + publisher + ", for "
                        + texts(channel.path("x-reacting")));
            }
        });

        assertThat(told).isEqualTo(DocsTest.documentedEvents());
    }

    @Test
    void its_messages_have_the_headers_of_events_md_and_nothing_in_them() throws IOException {
        Set<String> documented = Files.readAllLines(PROJECT.resolve("docs/events.md")).stream()
                .filter(line -> line.startsWith("| header"))
                .flatMap(line -> Pattern.compile("`(ce-[a-z]+|trace[a-z]+)`")
                        .matcher(line)
                        .results())
                .map(name -> name.group(1))
                .collect(Collectors.toSet());
        JsonNode document = document();

        assertThat(document.at("/components/schemas/headers/properties").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(documented);
        assertThat(document.at("/components/messages"))
                .isNotEmpty()
                .allSatisfy(message ->
                        assertThat(message.at("/payload/maxLength").asInt(-1)).isZero());
    }

    @Test
    void the_exchange_is_the_brokers_and_so_is_every_queue() throws Exception {
        JsonNode document = document();
        try (Connection connection = ShopUnderTest.broker()) {
            Channel channel = connection.createChannel();
            // A declaration that differs from what is there would close the channel.
            channel.exchangeDeclare("events", BuiltinExchangeType.TOPIC, true, false, null);
            document.path("channels").forEach(declared -> {
                JsonNode exchange = declared.at("/bindings/amqp/exchange");
                if (!exchange.isMissingNode()) {
                    assertThat(exchange.toString())
                            .isEqualTo(
                                    "{\"name\":\"events\",\"type\":\"topic\",\"durable\":true,\"autoDelete\":false}");
                }
            });
            for (String queue : queues(document)) {
                channel.queueDeclarePassive(queue);
            }
        }
    }

    /** In both directions: what is said is bound, and what is bound is said. */
    @Test
    void the_brokers_bindings_are_those_that_it_says() {
        await().untilAsserted(() -> assertThat(bindingsOfTheBroker()).isEqualTo(bindingsOf(document())));
    }

    private static JsonNode document() {
        String address = ShopUnderTest.shop().address("event-log-service") + "/event-log-service/asyncapi.json";
        Set<String> shop = new TreeSet<>(ShopUnderTest.shop().services());
        shop.removeAll(DocsTest.NOT_SERVICES);
        // The log reads the manifests every few seconds, and a service's may not have been there yet.
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> JSON.readTree(ShopUnderTest.get(address)), document -> {
                    JsonNode known = document.path("x-services");
                    return texts(known.findValues("name")).equals(String.join(", ", shop))
                            && known.findValues("version").stream()
                                    .noneMatch(version -> version.asText().isEmpty());
                });
    }

    private static Set<Bound> bindingsOf(JsonNode document) {
        Set<Bound> bindings = new HashSet<>();
        for (String queue : queues(document)) {
            for (JsonNode bound :
                    document.path("channels").path(queue + ".QUEUE").path("x-bindings")) {
                bindings.add(new Bound(
                        bound.path("exchange").asText(),
                        queue,
                        bound.path("routingKey").asText()));
            }
        }
        return bindings;
    }

    private static Set<Bound> bindingsOfTheBroker() throws IOException, InterruptedException {
        Optional<Set<Bound>> embedded = ShopUnderTest.shop().bindings();
        return embedded.isPresent() ? embedded.get() : bindingsOfRabbitmq();
    }

    /** By the tool that comes with it, on the node that RABBITMQ_NODENAME names. */
    private static Set<Bound> bindingsOfRabbitmq() throws IOException, InterruptedException {
        assumeTrue(System.getenv("RABBITMQ_NODENAME") != null, "RABBITMQ_NODENAME does not say whom to ask");
        Process asked = new ProcessBuilder(
                        "rabbitmqctl",
                        "-q",
                        "--formatter",
                        "json",
                        "list_bindings",
                        "source_name",
                        "destination_name",
                        "routing_key")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        JsonNode answer = JSON.readTree(asked.getInputStream());
        assertThat(asked.waitFor()).as("rabbitmqctl list_bindings").isZero();
        return StreamSupport.stream(answer.spliterator(), false)
                .map(bound -> new Bound(
                        bound.path("source_name").asText(),
                        bound.path("destination_name").asText(),
                        bound.path("routing_key").asText()))
                .filter(bound -> Set.of("events", "history").contains(bound.exchange()))
                .collect(Collectors.toSet());
    }

    private static Set<String> queues(JsonNode document) {
        Set<String> queues = new TreeSet<>();
        document.path("channels")
                .fieldNames()
                .forEachRemaining(id -> QUEUE.matcher(id).results().forEach(queue -> queues.add(queue.group(1))));
        return queues;
    }

    private static String pointer(JsonNode reference) {
        return reference.path("$ref").asText().substring(1);
    }

    private static String texts(Iterable<JsonNode> nodes) {
        return StreamSupport.stream(nodes.spliterator(), false)
                .map(JsonNode::asText)
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
