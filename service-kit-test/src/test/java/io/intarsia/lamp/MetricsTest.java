package io.intarsia.lamp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Inbox;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = Infrastructure.class, initArgs = @ResourceArg(name = "service", value = "lamp-service"))
class MetricsTest {
    private final TestShopper shopper = TestShopper.fresh();

    @Inject
    Inbox inbox;

    @Inject
    EntityManager entities;

    @Test
    void no_id_and_no_path_of_a_strangers_choice_becomes_a_label() {
        shopper.asking("lamp-service")
                .formParam("colour", "red")
                .post("/checkouts/" + shopper.id() + "/widgets/lamp")
                .then()
                .statusCode(200);
        given().get("/checkouts/" + shopper.id() + "/widgets/lamp").then().statusCode(404);
        given().get("/checkouts/" + shopper.id() + "/widgets/unknown").then().statusCode(404);
        given().get("/jane-doe/7301?email=jane@example.org").then().statusCode(404);
        given().get("/operator/queues?checkout=" + shopper.id()).then().statusCode(401);
        given().get("/operator/jane-doe").then().statusCode(401);
        given().put("/checkouts/" + shopper.id() + "/widgets/lamp").then().statusCode(405);
        given().get("/j_security_check/jane").then().statusCode(404);

        await().untilAsserted(() -> assertThat(metrics()).contains("uri=\"/checkouts/{correlationId}/widgets/lamp\""));
        assertThat(metrics()).doesNotContain(shopper.id().toString(), "unknown/", "widgets/unknown", "jane", "7301");
    }

    /** Each would be a meter that stays until the process ends: a hundred thousand of them ended it. */
    @Test
    void no_method_of_a_strangers_choice_becomes_a_label() {
        for (int i = 0; i < 20; i++) {
            given().request("M" + i + "ETHOD", "/manifest").then().statusCode(405);
            given().request("M" + i + "ETHOD", "/nowhere").then().statusCode(404);
        }

        await().untilAsserted(() -> assertThat(metrics()).contains("method=\"OTHER\""));
        assertThat(metrics()).doesNotContain("ETHOD");
    }

    @Test
    void what_is_done_failed_parked_and_repeated_is_counted_and_what_is_not_done_is_told() {
        double done = value("intarsia_inbox_attempts_total\\{outcome=\"done\",?}");
        double failed = value("intarsia_inbox_attempts_total\\{outcome=\"failed\",?}");
        double parked = value("intarsia_inbox_attempts_total\\{outcome=\"parked\",?}");
        double repeats = value("intarsia_inbox_repeats_total");
        double sent = value("intarsia_outbox_sent_total");
        double reactions = value("intarsia_inbox_commit_to_reaction_seconds_count");
        Event lit = lit(shopper);
        inbox.receive(lit);
        inbox.receive(lit);
        TestShopper unlucky = TestShopper.fresh();
        OnLampLit.FAILURES.put(unlucky.id(), 1000);
        inbox.receive(lit(unlucky));

        await().untilAsserted(() -> {
            assertThat(value("intarsia_inbox_attempts_total\\{outcome=\"done\",?}"))
                    .isGreaterThanOrEqualTo(done + 1);
            assertThat(value("intarsia_inbox_attempts_total\\{outcome=\"failed\",?}"))
                    .isGreaterThanOrEqualTo(failed + 2);
            assertThat(value("intarsia_inbox_attempts_total\\{outcome=\"parked\",?}"))
                    .isGreaterThanOrEqualTo(parked + 1);
            assertThat(value("intarsia_inbox_repeats_total")).isGreaterThanOrEqualTo(repeats + 1);
            assertThat(value("intarsia_outbox_sent_total")).isGreaterThanOrEqualTo(sent + 1);
            assertThat(value("intarsia_inbox_commit_to_reaction_seconds_count")).isGreaterThanOrEqualTo(reactions + 1);
            assertThat(value("intarsia_inbox_events\\{state=\"parked\",?}")).isGreaterThanOrEqualTo(1);
        });
        assertThat(value("intarsia_outbox_events")).isNotNegative();
        assertThat(value("intarsia_outbox_oldest_seconds")).isNotNegative();
    }

    @Test
    void an_outbox_that_waits_makes_the_service_degraded_and_not_down() {
        // What other tests told nobody, too.
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("delete from outbox").executeUpdate());
        await().untilAsserted(() -> given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'outbox' }.data.state", is("well")));
        UUID old = UUID.randomUUID();
        change(
                "insert into outbox (id, type, correlation_id, time, next_attempt_at) values (:id, 'lamp.unheard', :id, now() - interval '1 hour', now() + interval '1 hour')",
                old);

        await().untilAsserted(() -> given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", is("UP"))
                .body("checks.find { it.name == 'outbox' }.data.state", is("degraded")));

        change("delete from outbox where id = :id", old);
    }

    private void change(String statement, UUID id) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(statement)
                        .setParameter("id", id)
                        .executeUpdate());
    }

    private static Event lit(TestShopper shopper) {
        return new Event(UUID.randomUUID(), "lamp.lit", "lamp-service", shopper.id(), null, Instant.now());
    }

    private static String metrics() {
        return given().get("/q/metrics").then().statusCode(200).extract().asString();
    }

    private static double value(String series) {
        Matcher found =
                Pattern.compile("(?m)^" + series + "(?:\\{})? ([0-9.E-]+)$").matcher(metrics());
        assertThat(found.find()).as(series).isTrue();
        return Double.parseDouble(found.group(1));
    }
}
