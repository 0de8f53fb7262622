package io.intarsia.lamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.erasure.Forgotten;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Inbox;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestOperator;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Method;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = Infrastructure.class, initArgs = @ResourceArg(name = "service", value = "lamp-service"))
class ForgottenTest {
    private final TestShopper shopper = TestShopper.fresh();
    private final CorrelationId id = shopper.id();

    @Inject
    Inbox inbox;

    @Inject
    Forgotten forgotten;

    @Inject
    EntityManager entities;

    // Events

    @Test
    void what_is_told_after_it_was_forgotten_is_done_at_once_and_begins_nothing_again() {
        inbox.receive(shopper.event("lamp.lit"));
        assertThat(lamps()).isEqualTo(1);
        inbox.receive(shopper.event("lamp.forgotten"));
        assertThat(lamps()).isZero();

        Event late = shopper.event("lamp.lit");
        inbox.receive(late);

        assertThat(lamps()).isZero();
        assertThat(text("select state || ', ' || problem from inbox where event_id = '" + late.id() + "'"))
                .isEqualTo("done, came after the checkout was forgotten");
    }

    @Test
    void forgotten_before_anything_was_heard_of_it_nothing_begins_afterwards() {
        inbox.receive(shopper.event("lamp.forgotten"));
        inbox.receive(shopper.event("lamp.lit"));

        assertThat(lamps()).isZero();
    }

    @Test
    void told_again_that_it_is_forgotten_changes_nothing() {
        inbox.receive(shopper.event("lamp.forgotten"));
        String since = text("select at::text from forgotten where correlation_id = '" + id + "'");
        inbox.receive(shopper.event("lamp.forgotten"));

        assertThat(text("select at::text from forgotten where correlation_id = '" + id + "'"))
                .isEqualTo(since);
    }

    @Test
    void an_event_that_was_still_being_tried_or_was_parked_is_done_and_nobody_has_to_look_after_it() {
        Event failing = shopper.event("lamp.lit");
        OnLampLit.FAILURES.put(id, 1);
        inbox.receive(failing);
        Event parked = shopper.event("lamp.lit");
        sql(
                "insert into inbox (event_id, type, source, correlation_id, time, state, next_attempt_at, ended_at) values ('"
                        + parked.id() + "', 'lamp.lit', 'lamp-service', '" + id + "', now(), 'parked', now(), now())");
        inbox.receive(shopper.event("lamp.forgotten"));

        await().untilAsserted(() -> assertThat(
                        number("select count(*) from inbox where state <> 'done' and correlation_id = '" + id + "'"))
                .isZero());
        assertThat(lamps()).isZero();
    }

    /** One writes the first row at the moment at which another deletes: whoever is first, nothing is left. */
    @Test
    void of_one_who_begins_and_one_who_forgets_at_the_same_time_nothing_is_left_over() {
        for (int round = 0; round < 100; round++) {
            TestShopper one = TestShopper.fresh();
            CompletableFuture<Void> begins = CompletableFuture.runAsync(() -> inbox.receive(one.event("lamp.lit")));
            inbox.receive(one.event("lamp.forgotten"));
            begins.join();

            assertThat(number("select count(*) from lamp where correlation_id = '" + one.id() + "'"))
                    .isZero();
        }
    }

    // The door

    @Test
    void what_a_shopper_posts_afterwards_is_answered_as_over() {
        inbox.receive(shopper.event("lamp.forgotten"));

        shopper.asking("lamp-service")
                .formParam("colour", "red")
                .post("/checkouts/" + id + "/widgets/lamp")
                .then()
                .statusCode(409)
                .header("Widget-State", "over")
                .contentType("application/problem+json")
                .body(containsString("deleted"))
                .body(not(containsString(id.toString())));
    }

    // How long that is known

    @Test
    void what_was_forgotten_is_remembered_until_nobody_can_tell_anything_of_it_any_more() {
        inbox.receive(shopper.event("lamp.forgotten"));
        sql("update forgotten set at = now() - interval '449 days' where correlation_id = '" + id + "'");
        forgetsOld();
        assertThat(knows()).isTrue();

        sql("update forgotten set at = now() - interval '451 days' where correlation_id = '" + id + "'");
        forgetsOld();
        assertThat(knows()).isFalse();
    }

    // An operator

    @Test
    void an_operator_has_a_checkout_forgotten_after_saying_why_and_confirming_it() {
        inbox.receive(shopper.event("lamp.lit"));
        TestOperator operator = TestOperator.signedIn();
        assertThat(operator.about(id).select("#operator-lamp-service-forget form"))
                .hasSize(1);

        String action = UUID.randomUUID().toString();
        assertThat(asks(operator, "", action, null).statusCode(422).extract().asString())
                .contains("Enter why.");
        Document toConfirm = Jsoup.parse(asks(operator, "ticket 4711", action, null)
                .statusCode(200)
                .extract()
                .asString());
        assertThat(toConfirm.select("#operator-lamp-service-forget-warning").text())
                .contains("cannot be undone");
        assertThat(toConfirm.select("input[name=reason]").val()).isEqualTo("ticket 4711");
        assertThat(lamps()).isEqualTo(1);

        Document done = Jsoup.parse(asks(operator, "ticket 4711", action, "confirmed")
                .statusCode(200)
                .extract()
                .asString());
        assertThat(done.select("[role=status]").text()).contains("every other service has been told");
        await().untilAsserted(() -> assertThat(lamps()).isZero());
        await().untilAsserted(() -> assertThat(operator.about(id)
                        .select("#operator-lamp-service-forgotten")
                        .text())
                .contains("Forgotten", "operator wanted it: ticket 4711"));
        assertThat(allDeeds(operator)).contains("order " + id.shortForm() + " forgotten ticket 4711 done");
    }

    @Test
    void the_button_pressed_twice_has_it_forgotten_once() {
        TestOperator operator = TestOperator.signedIn();
        String action = UUID.randomUUID().toString();
        asks(operator, "asked for", action, "confirmed").statusCode(200);
        asks(operator, "asked for", action, "confirmed").statusCode(200);

        assertThat(number("select count(*) from operator_action where checkout = '" + id + "'"))
                .isEqualTo(1);
    }

    @Test
    void what_stands_against_it_is_said_and_then_nothing_is_done_or_written_down() {
        inbox.receive(shopper.event("lamp.lit"));
        LampForgetting.OBJECTIONS.put(id, "The lamp is still burning.");
        TestOperator operator = TestOperator.signedIn();
        Document shown = operator.about(id);
        assertThat(shown.select("#operator-lamp-service-forget").text()).contains("The lamp is still burning.");
        assertThat(shown.select("#operator-lamp-service-forget form")).isEmpty();
        assertThat(shown.expectFirst("#operator-lamp-service-now").attr("hx-select-oob"))
                .contains("#operator-lamp-service-forget");

        assertThat(asks(operator, "at once", UUID.randomUUID().toString(), "confirmed")
                        .statusCode(409)
                        .extract()
                        .asString())
                .contains("The lamp is still burning.");
        assertThat(number("select count(*) from operator_action where checkout = '" + id + "'"))
                .isZero();
        assertThat(number("select count(*) from outbox where correlation_id = '" + id + "'"))
                .isZero();
        assertThat(lamps()).isEqualTo(1);
    }

    @Test
    void without_a_login_nobody_has_anything_forgotten() {
        io.restassured.RestAssured.given()
                .formParam("checkout", id.toString())
                .formParam("reason", "because")
                .formParam("action", UUID.randomUUID().toString())
                .formParam("confirmed", "yes")
                .post("operator/forget")
                .then()
                .statusCode(401);

        assertThat(number("select count(*) from operator_action where checkout = '" + id + "'"))
                .isZero();
    }

    @Test
    void who_had_it_forgotten_is_known_as_long_as_that_it_was() {
        asks(TestOperator.signedIn(), "asked for", UUID.randomUUID().toString(), "confirmed")
                .statusCode(200);
        inbox.receive(shopper.event("lamp.forgotten"));
        sql("update operator_action set at = now() - interval '60 days' where checkout = '" + id + "'");
        forgetsOldDeeds();
        assertThat(number("select count(*) from operator_action where checkout = '" + id + "'"))
                .isEqualTo(1);

        sql("delete from forgotten where correlation_id = '" + id + "'");
        forgetsOldDeeds();
        assertThat(number("select count(*) from operator_action where checkout = '" + id + "'"))
                .isZero();
    }

    private ValidatableResponse asks(TestOperator operator, String reason, String action, String button) {
        var asking = operator.asking()
                .formParam("checkout", id.toString())
                .formParam("reason", reason)
                .formParam("action", action);
        if (button != null) {
            asking.formParam(button, "yes");
        }
        return asking.post("operator/forget").then();
    }

    private static String allDeeds(TestOperator operator) {
        return Jsoup.parse(operator.asking().get("operator/queues").asString())
                .select("#operator-lamp-service-deeds tbody")
                .text();
    }

    private static void forgetsOld() {
        runs("io.intarsia.kit.erasure.Forgotten");
    }

    private static void forgetsOldDeeds() {
        runs("io.intarsia.kit.operator.Audit");
    }

    /** What runs once an hour, now. */
    private static void runs(String job) {
        try {
            Class<?> type = Class.forName(job, true, Thread.currentThread().getContextClassLoader());
            Method forgetOld = type.getDeclaredMethod("forgetOld");
            forgetOld.setAccessible(true);
            forgetOld.invoke(CDI.current().select(type).get());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean knows() {
        return QuarkusTransaction.requiringNew().call(() -> forgotten.has(id));
    }

    private long lamps() {
        return number("select count(*) from lamp where correlation_id = '" + id + "'");
    }

    private long number(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(query).getSingleResult()).longValue());
    }

    private String text(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> (String) entities.createNativeQuery(query).getSingleResult());
    }

    private void sql(String statement) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(statement).executeUpdate());
    }
}
