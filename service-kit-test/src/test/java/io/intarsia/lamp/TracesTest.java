package io.intarsia.lamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.sun.net.httpserver.HttpServer;
import io.intarsia.kit.event.Broker;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** With an address for traces; without one, EventsTest shows that an event has no {@code traceparent}. */
@QuarkusTest
@WithTestResource(value = Infrastructure.class, initArgs = @ResourceArg(name = "service", value = "lamp-service"))
@WithTestResource(TracesTest.Collector.class)
class TracesTest {
    private final TestShopper shopper = TestShopper.fresh();

    /** What the collector was sent. */
    Queue<String> bodies;

    @Inject
    EntityManager entities;

    @Inject
    Broker broker;

    /** Takes what is sent to it, and understands nothing. */
    public static class Collector implements QuarkusTestResourceLifecycleManager {
        private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
        private HttpServer server;

        @Override
        public Map<String, String> start() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            server.createContext("/v1/traces", exchange -> {
                bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return Map.of(
                    "intarsia.traces", "http://127.0.0.1:" + server.getAddress().getPort());
        }

        @Override
        public void inject(TestInjector test) {
            test.injectIntoFields(bodies, new TestInjector.MatchesType(Queue.class));
        }

        @Override
        public void stop() {
            if (server != null) {
                server.stop(0);
            }
        }
    }

    @Test
    void a_post_its_event_and_what_follows_from_it_belong_to_one_trace() throws Exception {
        try (Connection connection = broker.connect("test");
                Channel channel = connection.createChannel()) {
            channel.queueDeclare("traced", false, true, true, null);
            channel.queueBind("traced", Broker.EXCHANGE, "lamp.#");

            lightTheLamp();

            await().untilAsserted(() -> assertThat(traceIds()).hasSize(2));
            assertThat(traceIds())
                    .as("of lamp.lit and lamp.sold")
                    .containsOnly(traceIds().get(0));
            Map<String, Object> headers = await().until(
                            () -> channel.basicGet("traced", true), message -> message != null)
                    .getProps()
                    .getHeaders();
            assertThat(headers.get("traceparent").toString())
                    .startsWith("00-" + traceIds().get(0) + "-");
        }
        await().untilAsserted(() -> assertThat(sent())
                .contains("POST /lamp-service/checkouts/{correlationId}/widgets/lamp")
                .contains("send lamp.lit", "react to lamp.lit", "send lamp.sold.lamp-service", "react to lamp.sold"));
    }

    @Test
    void a_trace_that_a_browser_names_is_not_taken_up() {
        String chosen = "4bf92f3577b34da6a3ce929d0e0e4736";
        shopper.asking("lamp-service")
                .header("traceparent", "00-" + chosen + "-00f067aa0ba902b7-01")
                .formParam("colour", "red")
                .post("/checkouts/" + shopper.id() + "/widgets/lamp")
                .then()
                .statusCode(200);

        await().untilAsserted(() -> assertThat(traceIds()).hasSize(2));
        assertThat(traceIds()).doesNotContain(chosen);
    }

    @Test
    void a_reaction_that_is_tried_again_stays_in_its_trace_and_no_exceptions_words_leave_the_service() {
        OnLampLit.FAILURES.put(shopper.id(), 1);

        lightTheLamp();

        await().untilAsserted(() -> assertThat(traceIds()).hasSize(2));
        assertThat(traceIds()).containsOnly(traceIds().get(0));
        await().untilAsserted(() -> assertThat(sent()).contains("java.lang.IllegalStateException"));
        assertThat(sent()).doesNotContain("The bulb is broken", "colour", "infra-red");
    }

    private void lightTheLamp() {
        shopper.asking("lamp-service")
                .header("User-Agent", "infra-red")
                .formParam("colour", "red")
                .post("/checkouts/" + shopper.id() + "/widgets/lamp?colour=infra-red")
                .then()
                .statusCode(200);
    }

    /** Of the events that have taken effect here. */
    private List<String> traceIds() {
        return QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery(
                                "select substring(traceparent from 4 for 32) from inbox where correlation_id = :id and state = 'done'",
                                String.class)
                        .setParameter("id", shopper.id().value())
                        .getResultList());
    }

    private String sent() {
        return bodies.stream().collect(Collectors.joining());
    }
}
