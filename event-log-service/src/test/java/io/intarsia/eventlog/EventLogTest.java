package io.intarsia.eventlog;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Infrastructure.class)
class EventLogTest {
    private static final String COOKIE = "intarsia-operator";
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @Inject
    OtherService others;

    @ConfigProperty(name = "intarsia.operator-password")
    String password;

    @Inject
    Participants participants;

    private final CorrelationId checkout = TestShopper.fresh().id();

    @BeforeEach
    void forget() {
        QuarkusTransaction.requiringNew().run(() -> {
            LoggedEvent.deleteAll();
            LoggedEvent.getEntityManager()
                    .createNativeQuery("delete from watched_checkout")
                    .executeUpdate();
        });
    }

    @Test
    void any_event_of_any_service_is_remembered() throws Exception {
        Event placed = event("order.placed", "checkout-service", NOON, null);
        Event unheardOf = event("gift.wrapped.with-a-bow", "gift-service", NOON.plusSeconds(1), placed.id());
        others.publish(placed, unheardOf);

        awaitLogged(2);
        LoggedEvent kept = logged(unheardOf.id());
        assertThat(kept.type).isEqualTo("gift.wrapped.with-a-bow");
        assertThat(kept.source).isEqualTo("gift-service");
        assertThat(kept.checkout()).isEqualTo(checkout);
        assertThat(kept.causationId).isEqualTo(placed.id());
        assertThat(kept.time).isEqualTo(NOON.plusSeconds(1));
        assertThat(kept.receivedAt).isNotNull();
    }

    @Test
    void an_event_that_comes_twice_is_remembered_once() throws Exception {
        Event placed = event("order.placed", "checkout-service", NOON, null);
        others.publish(placed, placed, placed, event("order.confirmed", "checkout-service", NOON, placed.id()));

        awaitLogged(2);
        assertThat(rows(list())).hasSize(2);
    }

    @Test
    void an_event_that_comes_again_after_the_inbox_forgot_it_is_remembered_once() throws Exception {
        Event placed = event("order.placed", "checkout-service", NOON, null);
        others.publish(placed);
        awaitLogged(1);
        forgetInbox();

        others.publish(placed, event("order.confirmed", "checkout-service", NOON, null));
        awaitLogged(2);
        assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> LoggedEvent.getEntityManager()
                                .createNativeQuery("select count(*) from inbox where state = 'done'", Long.class)
                                .getSingleResult()))
                .isEqualTo(2L);
    }

    @Test
    void without_a_login_nothing_is_shown() {
        given().redirects()
                .follow(false)
                .get("operator/events")
                .then()
                .statusCode(401)
                .header("Location", (String) null);
        given().get("operator/events?checkout=" + checkout).then().statusCode(401);
        given().cookie(COOKIE, "made-up").get("operator/events").then().statusCode(401);
        given().post("operator/sign-out").then().statusCode(401);
    }

    @Test
    void signing_in_answers_the_widget_that_loads_the_list_and_a_cookie_for_every_service() {
        Response answer = signIn(password);

        answer.then()
                .statusCode(302)
                .header("Location", org.hamcrest.Matchers.endsWith("/event-log-service/signed-in"));
        assertThat(answer.getDetailedCookie(COOKIE).getPath()).isEqualTo("/");
        assertThat(answer.getDetailedCookie(COOKIE).isHttpOnly()).isTrue();
        assertThat(answer.getDetailedCookie(COOKIE).getSameSite()).isEqualToIgnoringCase("strict");
        assertThat(answer.getDetailedCookie(COOKIE).isSecured()).isFalse();
    }

    @Test
    void behind_a_gateway_the_answer_leads_back_to_the_gateway_and_the_cookie_keeps_to_its_https() {
        Response answer = given().header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "shop.example")
                .redirects()
                .follow(false)
                .formParam("j_username", "operator")
                .formParam("j_password", password)
                .post("j_security_check");

        answer.then().statusCode(302).header("Location", equalTo("https://shop.example/event-log-service/signed-in"));
        assertThat(answer.getDetailedCookie(COOKIE).isSecured()).isTrue();
    }

    @Test
    void a_wrong_password_is_told_at_the_field() {
        Response refused = signIn("open sesame");
        assertThat(refused.getDetailedCookie(COOKIE)).isNull();

        Document widget = Jsoup.parse(given().get(refused.getHeader("Location"))
                .then()
                .statusCode(422)
                .extract()
                .asString());
        Element field = widget.expectFirst("#events-password");
        assertThat(field.attr("aria-invalid")).isEqualTo("true");
        assertThat(widget.expectFirst("#" + field.attr("aria-describedby")).text())
                .isEqualTo("This is not the operator's password.");
    }

    @Test
    void signing_out_ends_the_login_and_has_each_services_widget_tell_its_service() {
        String cookie = signIn(password).getCookie(COOKIE);
        Response answer = given().cookie(COOKIE, cookie).post("operator/sign-out");

        answer.then().statusCode(200).header("HX-Trigger", "operator:signed-out");
        assertThat(Jsoup.parse(answer.asString()).select("input[type=password]"))
                .hasSize(1);
        given().cookie(COOKIE, cookie).get("operator/events").then().statusCode(401);
        assertThat(answer.getDetailedCookie(COOKIE).getMaxAge()).isZero();
    }

    @Test
    void all_events_are_shown_newest_first_each_with_its_cause() throws Exception {
        Event placed = event("order.placed", "checkout-service", NOON, null);
        Event authorised =
                event("payment.authorised.checkout-service", "payment-service", NOON.plusMillis(5), placed.id());
        UUID unknown = UUID.randomUUID();
        Event captured = event("payment.captured", "payment-service", NOON.plusMillis(9), unknown);
        others.publish(authorised, captured, placed);
        awaitLogged(3);

        Document widget = list();
        assertThat(widget.select("caption").text()).isEqualTo("Newest first; times in UTC");
        assertThat(widget.select("thead th[scope=col]").eachText())
                .containsExactly("Time", "Event", "Service", "Order", "Cause");
        assertThat(rows(widget))
                .containsExactly(
                        List.of(
                                "2026-11-24 12:00:00.009",
                                "payment.captured",
                                "payment-service",
                                checkout.shortForm(),
                                unknown.toString()),
                        List.of(
                                "2026-11-24 12:00:00.005",
                                "payment.authorised.checkout-service",
                                "payment-service",
                                checkout.shortForm(),
                                "order.placed"),
                        List.of(
                                "2026-11-24 12:00:00.000",
                                "order.placed",
                                "checkout-service",
                                checkout.shortForm(),
                                ""));
        assertThat(widget.select("tbody a").first().attr("href")).isEqualTo("/event-log/" + checkout);
    }

    @Test
    void the_story_of_one_checkout_has_only_its_own_events() throws Exception {
        Event elsewhere = new Event(
                UUID.randomUUID(),
                "order.placed",
                "checkout-service",
                TestShopper.fresh().id(),
                null,
                NOON);
        others.publish(
                event("order.confirmed", "checkout-service", NOON.plusSeconds(2), null),
                elsewhere,
                event("order.placed", "checkout-service", NOON, null));
        awaitLogged(3);

        Document widget = list("?checkout=" + checkout);
        assertThat(widget.select("h2").text()).isEqualTo("Events of order " + checkout.shortForm());
        assertThat(types(widget)).containsExactly("order.placed", "order.confirmed");
        assertThat(widget.select("svg[role=img][aria-label]")).hasSize(2);
    }

    @Test
    void a_placeholder_that_the_page_left_in_the_address_means_all_events() throws Exception {
        others.publish(event("order.placed", "checkout-service", NOON, null));
        awaitLogged(1);

        assertThat(types(list("?checkout=%7BcorrelationId%7D"))).containsExactly("order.placed");
    }

    @Test
    void events_are_found_by_the_beginning_of_their_type_and_by_the_order_number() throws Exception {
        CorrelationId other = TestShopper.fresh().id();
        others.publish(
                event("order.placed", "checkout-service", NOON, null),
                event("payment.captured", "payment-service", NOON, null),
                new Event(UUID.randomUUID(), "payment.voided", "payment-service", other, null, NOON.plusSeconds(1)));
        awaitLogged(3);

        assertThat(types(list("?type=payment"))).containsExactly("payment.voided", "payment.captured");
        assertThat(types(list("?number=" + other.shortForm()))).containsExactly("payment.voided");
        assertThat(types(list("?number=" + checkout + "&type=payment"))).containsExactly("payment.captured");
    }

    @Test
    void filters_combine_and_so_do_the_times_and_the_problems() throws Exception {
        others.publish(
                event("payment.declined", "payment-service", NOON, null),
                event("payment.captured", "payment-service", NOON.plusSeconds(60), null),
                event("reservation.refused.delivery-service", "delivery-service", NOON.plusSeconds(120), null));
        awaitLogged(3);

        assertThat(types(list("?service=payment-service")))
                .containsExactly("payment.captured", "payment.declined problem");
        assertThat(types(list("?problems=only")))
                .containsExactly("reservation.refused.delivery-service problem", "payment.declined problem");
        assertThat(types(list("?problems=only&service=payment-service"))).containsExactly("payment.declined problem");
        assertThat(types(list("?from=2026-11-24T12:00:30&to=2026-11-24T12:02"))).containsExactly("payment.captured");
    }

    @Test
    void a_paused_list_stands_still_and_says_how_many_newer_events_wait() throws Exception {
        others.publish(event("order.placed", "checkout-service", NOON, null));
        awaitLogged(1);
        Document paused = list("?paused=true");
        assertThat(paused.expectFirst("#events-list").hasAttr("hx-get")).isFalse();
        String ask = paused.expectFirst("#events-waiting").attr("hx-get");
        operator().get(ask.substring("/event-log-service/".length())).then().statusCode(204);

        others.publish(
                event("order.confirmed", "checkout-service", NOON.plusSeconds(1), null),
                event("payment.captured", "payment-service", NOON.plusSeconds(2), null));
        awaitLogged(3);

        String answer = operator()
                .get(ask.substring("/event-log-service/".length()))
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(Jsoup.parse(answer).text()).isEqualTo("Paused. 2 newer events have come.");
    }

    @Test
    void the_story_can_be_taken_along_as_cloudevents_and_mermaid_and_printed_without_script() throws Exception {
        Event placed = event("order.placed", "checkout-service", NOON, null);
        Event secured = event("payment.secured", "payment-service", NOON.plusMillis(20), placed.id());
        others.publish(placed, secured);
        awaitLogged(2);
        String base = "operator/checkouts/" + checkout;

        operator()
                .get(base + "/events.json")
                .then()
                .statusCode(200)
                .contentType("application/cloudevents-batch+json")
                .header(
                        "Content-Disposition",
                        equalTo("attachment; filename=\"order-" + checkout.shortForm() + ".json\""));
        assertThat(operator().get(base + "/events.ndjson").asString().lines())
                .hasSize(2)
                .last()
                .asString()
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"" + secured.id()
                        + "\",\"type\":\"payment.secured\",\"source\":\"payment-service\",\"subject\":\"" + checkout
                        + "\",\"time\":\"2026-11-24T12:00:00.020Z\",\"causationid\":\"" + placed.id() + "\"}");
        assertThat(operator().get(base + "/events.mmd").asString()).contains("s1->>s2: payment.secured (20 ms)");
        Document printed = Jsoup.parse(
                operator().get(base).then().statusCode(200).extract().asString());
        assertThat(printed.select("svg")).hasSize(2);
        assertThat(printed.select("script, [hx-get]")).isEmpty();
        given().get("print.css").then().statusCode(200).contentType("text/css");
        for (String ending : new String[] {"", "/events.json", "/events.ndjson", "/events.mmd"}) {
            given().get(base + ending).then().statusCode(401);
            operator().get("operator/checkouts/1" + ending).then().statusCode(400);
        }
    }

    @Test
    void a_checkout_in_which_a_promise_is_not_kept_is_stuck_until_it_is_kept() throws Exception {
        participants.take("""
                [{"service": "payment-service", "up": false, "manifest": {"version": "1", "publishes": ["payment.secured"], "reactsTo": [],
                  "promises": [{"after": ["order.placed"], "then": ["payment.secured"], "withinSeconds": 1}]}}]""");
        Event placed = event("order.placed", "checkout-service", Instant.now(), null);
        others.publish(placed);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(list().select("#events-stuck").text()).isEqualTo("One checkout is stuck"));
        assertThat(list().select(".log-alarm li").text())
                .startsWith(checkout.shortForm()
                        + ": payment-service should have told payment.secured after order.placed; waiting for ")
                .endsWith("payment-service does not answer.");
        assertThat(list("?checkout=" + checkout).select(".log-alarm h3").text()).isEqualTo("This checkout is stuck");

        others.publish(event("payment.secured", "payment-service", Instant.now(), placed.id()));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(list().select(".log-alarm")).isEmpty());
        await().untilAsserted(() -> assertThat(QuarkusTransaction.requiringNew()
                        .call(() -> LoggedEvent.getEntityManager()
                                .createNativeQuery("select count(*) from watched_checkout")
                                .getSingleResult()))
                .isEqualTo(0L));
    }

    @Test
    void the_shopper_sees_what_happened_behind_the_order_and_nobody_else_does() throws Exception {
        TestShopper shopper = TestShopper.fresh();
        others.publish(new Event(UUID.randomUUID(), "order.placed", "checkout-service", shopper.id(), null, NOON));
        others.publish(new Event(
                UUID.randomUUID(), "order.opened", "checkout-service", shopper.id(), null, NOON.plusMillis(1_500)));
        awaitLogged(2);
        String path = "checkouts/" + shopper.id() + "/widgets/happened";

        given().get(path).then().statusCode(404);
        Document widget = Jsoup.parse(given().header("Correlation-Proof", shopper.proofFor("event-log-service"))
                .get(path)
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .extract()
                .asString());
        assertThat(widget.select("#happened-events li").eachText())
                .containsExactly("order.placed by checkout-service", "order.opened by checkout-service, after 1.5 s");
    }

    @Test
    void a_search_that_cannot_be_read_is_shown_again_with_what_is_wrong() {
        String typed = "\"><script>";
        Document widget = Jsoup.parse(operator()
                .queryParam("number", typed)
                .get("operator/events")
                .then()
                .statusCode(422)
                .extract()
                .asString());

        assertThat(widget.expectFirst("#events-number").attr("value")).isEqualTo(typed);
        assertThat(widget.expectFirst("#events-number-error").text())
                .isEqualTo("An order number has eight digits or letters from A to F.");
        assertThat(widget.select("script, #events-type-error, table")).isEmpty();
    }

    @Test
    void an_empty_list_says_whether_nothing_has_happened_or_nothing_fits() throws Exception {
        assertThat(list().select("tbody").text()).isEqualTo("Nothing has happened yet.");

        others.publish(event("order.placed", "checkout-service", NOON, null));
        awaitLogged(1);
        assertThat(list("?type=payment").select("tbody").text()).isEqualTo("No event fits.");
    }

    @Test
    void a_long_list_goes_on_at_the_next_older_page_without_a_gap() {
        List<UUID> stored = storeAtTheSameTime(EventLog.LINES_OF_A_PAGE + 50);
        Document newest = list();
        String older = newest.expectFirst("#events-older").attr("href");
        Document oldest = list(older.substring(older.indexOf('?')));

        assertThat(rows(newest)).hasSize(EventLog.LINES_OF_A_PAGE);
        assertThat(oldest.select("#events-older")).isEmpty();
        assertThat(oldest.select("section [hx-trigger]")).isEmpty();
        List<String> shown = new ArrayList<>(newest.select("tbody a").eachAttr("id"));
        shown.addAll(oldest.select("tbody a").eachAttr("id"));
        assertThat(shown)
                .containsExactlyInAnyOrderElementsOf(
                        stored.stream().map(id -> "events-" + id).toList());
    }

    @Test
    void a_list_that_has_not_changed_is_not_sent_again() throws Exception {
        others.publish(event("order.placed", "checkout-service", NOON, null));
        awaitLogged(1);
        String again = list().expectFirst("#events-list").attr("hx-get");
        operator().get(again.substring("/event-log-service/".length())).then().statusCode(204);

        others.publish(event("order.confirmed", "checkout-service", NOON.plusSeconds(1), null));
        awaitLogged(2);
        operator().get(again.substring("/event-log-service/".length())).then().statusCode(200);
    }

    @Test
    void an_id_that_is_none_is_refused_with_what_was_expected() {
        operator().get("operator/events?checkout=1").then().statusCode(400).contentType("application/problem+json");
        operator().get("operator/events?before=1").then().statusCode(400).contentType("application/problem+json");
    }

    @Test
    void what_is_shown_to_the_operator_is_never_kept_by_a_cache() {
        operator().get("operator/events").then().statusCode(200).header("Cache-Control", "no-store");
    }

    @Test
    void the_skeleton_is_the_sign_in_form_and_loads_the_list_by_itself() {
        Document skeleton = Jsoup.parse(
                given().get("widgets/events").then().statusCode(200).extract().asString());

        Element root = skeleton.expectFirst("[data-widget=event-log-service/events]");
        assertThat(root.attr("hx-get"))
                .isEqualTo("/event-log-service/operator/events?checkout={correlationId}&{query}");
        assertThat(root.attr("hx-trigger")).isEqualTo("load");
        assertThat(skeleton.select("form[method=post] input[type=password]")).hasSize(1);
        assertThat(skeleton.select("label[for=events-password]").text()).isEqualTo("Password");
        assertThat(skeleton.select("button").eachText()).containsExactly("Sign in");
    }

    @Test
    void the_manifest_offers_a_widget_for_the_operators_page_and_one_for_the_shoppers_order() {
        given().get("manifest")
                .then()
                .statusCode(200)
                .body("service", equalTo("event-log-service"))
                .body("widgets.find { it.name == 'events' }.page", equalTo("event-log"))
                .body("widgets.find { it.name == 'happened' }.page", equalTo("order"))
                .body("publishes", equalTo(List.of()))
                .body("reactsTo", equalTo(List.of("#", "history.requested.#")));
    }

    @Test
    void the_service_says_that_it_is_ready() {
        given().get("q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    }

    private Event event(String type, String source, Instant time, @Nullable UUID cause) {
        return new Event(UUID.randomUUID(), type, source, checkout, cause, time);
    }

    private static void awaitLogged(long count) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> QuarkusTransaction.requiringNew().call(() -> LoggedEvent.count() == count));
    }

    private static LoggedEvent logged(UUID id) {
        return QuarkusTransaction.requiringNew().call(() -> LoggedEvent.findById(id));
    }

    private static void forgetInbox() {
        await().until(() -> QuarkusTransaction.requiringNew()
                .call(() -> LoggedEvent.getEntityManager()
                                .createNativeQuery("delete from inbox where state = 'done'")
                                .executeUpdate()
                        > 0));
    }

    private List<UUID> storeAtTheSameTime(int count) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<UUID> ids = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Event event = event("order.placed", "checkout-service", NOON, null);
                LoggedEvent.remember(event, NOON, null);
                ids.add(event.id());
            }
            return ids;
        });
    }

    private static Response signIn(String password) {
        return given().redirects()
                .follow(false)
                .formParam("j_username", "operator")
                .formParam("j_password", password)
                .post("j_security_check");
    }

    private RequestSpecification operator() {
        return given().cookie(COOKIE, signIn(password).getCookie(COOKIE));
    }

    private Document list() {
        return list("");
    }

    private Document list(String query) {
        return Jsoup.parse(operator()
                .urlEncodingEnabled(false)
                .get("operator/events" + query)
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    private static List<String> types(Document widget) {
        return rows(widget).stream().map(row -> row.get(1)).toList();
    }

    private static List<List<String>> rows(Document widget) {
        return widget.select("tbody tr").stream()
                .map(row -> row.select("td").eachText().size() == 5
                        ? row.select("td").eachText()
                        : row.select("td").stream().map(Element::text).toList())
                .toList();
    }
}
