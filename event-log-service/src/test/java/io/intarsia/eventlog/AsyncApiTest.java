package io.intarsia.eventlog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.intarsia.kit.test.Infrastructure;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class AsyncApiTest {
    private static final String SHOP = """
            [{"service": "lamp-service", "up": true, "manifest": {"version": "1.2",
              "publishes": ["lamp.lit", "lamp.sold.*", "history.requested.lamp-service.#"], "reactsTo": ["lamp.sold.lamp-service"]}},
             {"service": "switch-service", "up": false, "manifest": {"version": "1", "publishes": ["lamp.lit"], "reactsTo": ["lamp.lit"]}},
             {"service": "new-service", "up": false, "manifest": null},
             {"service": "event-log-service", "up": true, "manifest": {"reactsTo": ["#"]}}]""";

    @Inject
    Participants participants;

    @Inject
    ObjectMapper json;

    @Test
    void it_is_valid_by_the_official_schema() throws Exception {
        ObjectNode document = document();
        assertThat(problems(document)).isEmpty();

        ((ObjectNode) document.at("/operations/lamp-service.reacts")).remove("channel");
        assertThat(problems(document)).isNotEmpty();
    }

    @Test
    void a_shop_of_which_nothing_is_known_yet_has_a_valid_one_too() {
        assertThat(problems(json.valueToTree(AsyncApi.of(List.of(), "1")))).isEmpty();
    }

    @Test
    void every_type_has_a_channel_a_message_without_a_payload_and_those_who_send_it() throws Exception {
        JsonNode document = document();

        assertThat(document.at("/channels").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "history.requested.lamp-service.ALL",
                        "lamp.lit",
                        "lamp.sold.ANY",
                        "lamp-service.QUEUE",
                        "switch-service.QUEUE",
                        "event-log-service.QUEUE");
        assertThat(document.at("/channels/lamp.sold.ANY/address").asText()).isEqualTo("lamp.sold.{word}");
        assertThat(document.at("/components/messages/lamp.lit/payload/maxLength")
                        .asInt(-1))
                .isZero();
        assertThat(document.at("/components/messages/lamp.lit/headers/allOf/1/properties/ce-source/enum"))
                .extracting(JsonNode::asText)
                .containsExactly("lamp-service", "switch-service");
        assertThat(document.at("/operations").fieldNames())
                .toIterable()
                .contains("lamp-service.publishes.lamp.lit", "switch-service.publishes.lamp.lit")
                .doesNotContain("switch-service.publishes.lamp.sold.ANY");
    }

    @Test
    void a_service_receives_from_its_queue_what_that_is_bound_with() throws Exception {
        JsonNode document = document();

        assertThat(document.at("/operations/lamp-service.reacts/messages"))
                .extracting(message -> message.path("$ref").asText())
                .containsExactly("#/channels/lamp-service.QUEUE/messages/lamp.sold.ANY");
        assertThat(document.at("/operations/event-log-service.reacts/messages")).hasSize(3);
        assertThat(document.at("/channels/lamp-service.QUEUE/x-bindings"))
                .extracting(bound -> bound.path("exchange").asText() + " "
                        + bound.path("routingKey").asText())
                .containsExactly("events lamp.sold.lamp-service", "history lamp-service");
        assertThat(document.at("/channels/lamp.lit/x-reacting"))
                .extracting(JsonNode::asText)
                .containsExactly("event-log-service", "switch-service");
    }

    /** The manifests are everybody's, too. */
    @Test
    void everybody_may_read_it_and_it_names_no_host_and_no_login() throws Exception {
        participants.take(SHOP);

        String read =
                given().get("asyncapi.json").then().statusCode(200).extract().asString();

        assertThat(json.readTree(read).at("/operations")).hasSize(7);
        assertThat(read).doesNotContain("127.0.0.1", "localhost", "password");
    }

    private ObjectNode document() throws Exception {
        participants.take(SHOP);
        return json.valueToTree(AsyncApi.of(participants.all(), "1"));
    }

    private static Set<ValidationMessage> problems(JsonNode document) {
        InputStream schema = AsyncApiTest.class.getResourceAsStream("/asyncapi-3.0.0.json");
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(schema)
                .validate(document);
    }
}
