package io.intarsia.lamp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.event.Broker;
import io.intarsia.kit.event.Event;
import io.intarsia.kit.inbox.Inbox;
import io.intarsia.kit.outbox.Outbox;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestOperator;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = Infrastructure.class, initArgs = @ResourceArg(name = "service", value = "lamp-service"))
class OperatorWidgetTest {
    private static final String PREFIX = "#operator-lamp-service-";

    private final CorrelationId id = TestShopper.fresh().id();

    @Inject
    Inbox inbox;

    @Inject
    Outbox outbox;

    @Inject
    Broker broker;

    @Inject
    EntityManager entities;

    private TestOperator operator;

    @BeforeEach
    void an_operator_signs_in_to_a_service_where_nothing_has_happened() {
        // What other tests published is on its way until the outbox is empty and the inbox is at rest.
        await().until(() -> number("select count(*) from outbox where attempts = 0") == 0);
        await().until(() -> number("select count(*) from inbox where state in ('received', 'waiting')") == 0);
        sql("delete from outbox");
        sql("delete from inbox");
        sql("delete from operator_action");
        operator = TestOperator.signedIn();
    }

    // The way in

    @Test
    void every_service_has_the_widget_by_itself() {
        given().get("manifest")
                .then()
                .body("widgets.find { it.name == 'operator' }.title", org.hamcrest.Matchers.equalTo("lamp-service"))
                .body("widgets.find { it.name == 'operator' }.page", org.hamcrest.Matchers.equalTo("event-log"))
                .body("widgets.find { it.name == 'operator' }.fallback", containsString("lamp-service"));
    }

    @Test
    void the_skeleton_loads_the_widget_now_and_when_the_operator_has_signed_in() {
        Element root = Jsoup.parse(given().get("widgets/operator").asString()).expectFirst("[data-widget]");

        assertThat(root.attr("hx-get")).isEqualTo("/lamp-service/operator/queues?checkout={correlationId}");
        assertThat(root.attr("hx-trigger")).isEqualTo("load, every 5s, operator:signed-in from:body");
        assertThat(root.text()).contains("after signing in");
    }

    @Test
    void without_a_login_nothing_is_shown_or_done() {
        Event parked = parked("lamp.lit", 1);

        given().get("operator/queues").then().statusCode(401);
        given().cookie("intarsia-operator", "made-up")
                .get("operator/queues")
                .then()
                .statusCode(401);
        given().formParam("which", "all").post("operator/inbox/preview").then().statusCode(401);
        given().formParam("which", "all").post("operator/inbox/again").then().statusCode(401);
        given().formParam("reason", "why not").post("operator/history").then().statusCode(401);
        assertThat(state(parked)).isEqualTo("parked");
    }

    @Test
    void every_id_is_once_and_has_the_services_name_since_many_of_these_stand_on_a_page() {
        parked("lamp.lit", 1);
        stuckInOutbox();
        Document widget = shown();

        List<String> ids = widget.select("[id]").eachAttr("id");
        assertThat(ids).isNotEmpty().allMatch(id -> id.startsWith("operator-lamp-service"));
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
        for (String attribute : List.of("for", "aria-labelledby", "aria-describedby")) {
            assertThat(widget.select("[" + attribute + "]").eachAttr(attribute))
                    .allSatisfy(names ->
                            assertThat(names.split(" ")).allMatch(name -> widget.getElementById(name) != null));
        }
        assertThat(widget.select("[style], style, script")).isEmpty();
        assertThat(widget.select("table:not(:has(caption)), thead th:not([scope])"))
                .isEmpty();
    }

    // The numbers

    @Test
    void what_is_waiting_parked_and_not_sent_is_counted_with_the_age_of_the_oldest() {
        parked("lamp.lit", 3 * 60);
        parked("lamp.lit", 1);
        inTheInbox("lamp.lit", "waiting", "now() - interval '3 hours'");
        stuckInOutbox();

        assertThat(numbers(shown()))
                .contains(
                        "Not sent yet 1, the oldest under a minute",
                        "Sent in vain 1",
                        "Being tried 0",
                        "Waiting for own data 1, the oldest 3 h",
                        "Parked 2, the oldest 3 min");
    }

    @Test
    void how_long_it_takes_from_commit_to_reaction_is_told_of_the_last_hour() {
        for (int took = 1; took <= 100; took++) {
            done(10, took);
        }
        done(61 * 60, 90_000);

        assertThat(numbers(shown()))
                .contains("From commit to reaction, last hour half within 50 ms, 99 of 100 within 99 ms");
    }

    @Test
    void the_rate_is_drawn_with_a_bar_for_each_minute_in_which_something_was_done() {
        done(0, 5);
        done(0, 5);
        done(10 * 60, 5);
        done(40 * 60, 5);
        Document widget = shown();

        assertThat(widget.select("svg rect[y]").size()).isEqualTo(3);
        assertThat(widget.select(PREFIX + "rate").text())
                .isEqualTo("Events done a minute in the last 30 minutes: at most 2, 3 in all");
        assertThat(widget.expectFirst("svg").attr("aria-labelledby")).isEqualTo("operator-lamp-service-rate");
    }

    @Test
    void what_has_not_changed_is_not_sent_again() {
        parked("lamp.lit", 100);
        String again = poll(shown());
        operator().get(again).then().statusCode(204);

        parked("lamp.lit", 1);
        operator().get(again).then().statusCode(200);
    }

    @Test
    void a_poll_leaves_a_form_alone_and_says_that_what_it_shows_has_changed() {
        parked("lamp.lit", 100);
        Document before = shown();
        assertThat(before.expectFirst(PREFIX + "now").attr("hx-select")).isEqualTo(PREFIX + "now");
        assertThat(before.expectFirst(PREFIX + "now").attr("hx-select-oob")).isEqualTo(PREFIX + "deeds");
        assertThat(before.select(PREFIX + "now input")).isEmpty();

        parked("lamp.lit", 1);
        Document after = Jsoup.parse(operator().get(poll(before)).asString());
        assertThat(after.select(PREFIX + "now").text()).contains("The events below have changed meanwhile.");
        operator().get(poll(after)).then().statusCode(204);
    }

    @Test
    void where_there_is_no_form_yet_a_poll_brings_it() {
        Document before = shown();
        assertThat(before.expectFirst(PREFIX + "now").attr("hx-select-oob"))
                .isEqualTo(PREFIX + "inbox," + PREFIX + "outbox," + PREFIX + "deeds");
        assertThat(before.text()).contains("Nothing is parked.", "Nothing was sent in vain.");

        parked("lamp.lit", 1);
        Document after = Jsoup.parse(operator().get(poll(before)).asString());
        assertThat(after.select(PREFIX + "inbox form")).hasSize(1);
        assertThat(after.select(PREFIX + "now").text()).doesNotContain("changed meanwhile");
    }

    // The list

    @Test
    void what_is_stuck_is_listed_with_its_order_its_attempts_and_its_problem() {
        Event parked = parked("lamp.lit", 1);
        Element row = shown().expectFirst(PREFIX + "inbox tbody tr");

        assertThat(row.select("code").text()).isEqualTo("lamp.lit");
        assertThat(row.expectFirst("a").attr("href")).isEqualTo("/event-log/" + id);
        assertThat(row.expectFirst("a").text()).isEqualTo(id.shortForm());
        assertThat(row.text()).contains("10", "The bulb is broken");
        assertThat(row.expectFirst("input[type=checkbox]").val())
                .isEqualTo(parked.id().toString());
    }

    @Test
    void a_long_list_has_pages() {
        for (int i = 0; i < 60; i++) {
            parked("lamp.lit", 100 - i);
        }
        Document first = shown();
        Element next = first.expectFirst(PREFIX + "inbox-next");
        Document second = Jsoup.parse(operator().get(path(next.attr("hx-get"))).asString());

        assertThat(next.attr("hx-target")).isEqualTo(PREFIX + "inbox");
        assertThat(first.select(PREFIX + "inbox tbody tr")).hasSize(50);
        assertThat(second.select(PREFIX + "inbox tbody tr")).hasSize(10);
        assertThat(second.select(PREFIX + "inbox-next")).isEmpty();
        assertThat(second.select(PREFIX + "inbox .actions").text()).contains("51 to 60 of 60");
    }

    // Sending again

    @Test
    void a_preview_says_what_would_be_done_and_does_nothing() {
        for (int i = 0; i < 10; i++) {
            parked("lamp.lit", 60 + i);
        }
        Event sold = parked("lamp.sold.lamp-service", 1);
        parked("lamp.sold.lamp-service", 2);
        Document widget = preview("inbox", form("all", "5", "the bulbs were changed"));

        assertThat(widget.select(PREFIX + "inbox-preview").text())
                .isEqualTo(
                        "12 parked events will be tried again, 5 a second, for about 3 s: 10 lamp.lit, 2 lamp.sold.lamp-service.");
        assertThat(widget.select(PREFIX + "inbox-send").text()).isEqualTo("Send again");
        assertThat(state(sold)).isEqualTo("parked");
        assertThat(number("select count(*) from operator_action")).isZero();
    }

    @Test
    void so_many_at_once_that_nobody_could_follow_are_sent_in_parts_the_oldest_first() {
        sql("""
                insert into inbox (event_id, type, source, correlation_id, time, state, next_attempt_at, ended_at)
                select gen_random_uuid(), 'lamp.lit', 'lamp-service', '%s', now(), 'parked', now(), now() - interval '1 second' * n
                from generate_series(1, 5003) n""".formatted(id));
        Document previewed = preview("inbox", form("all", "1000", "a whole night of them"));

        assertThat(previewed.select(PREFIX + "inbox-preview").text())
                .isEqualTo("5000 parked events will be tried again, 1000 a second, for about 5 s: 5000 lamp.lit."
                        + " 3 more stay as they are: so many at once are too many.");
        OnLampLit.NOT_HERE.put(id, true);
        html(hidden(previewed, "inbox").post("operator/inbox/again"), 200);
        assertThat(
                        number(
                                "select count(*) from inbox where state = 'parked' and ended_at > now() - interval '10 seconds'"))
                .isEqualTo(3);
        sql("delete from inbox");
    }

    @Test
    void when_the_operator_signs_out_what_is_shown_goes() {
        Element root = shown().expectFirst("[data-widget]");

        assertThat(root.attr("hx-post")).isEqualTo("/lamp-service/signed-out");
        assertThat(root.attr("hx-trigger")).isEqualTo("operator:signed-out from:body");
        assertThat(root.expectFirst(root.attr("hx-include")).attr("name")).isEqualTo("login");
    }

    @Test
    void going_back_from_a_preview_keeps_what_was_typed() {
        Event one = parked("lamp.lit", 1);
        Document previewed = preview("inbox", form("ticked", "7", "as typed").formParam("event", one.id()));
        Document widget =
                html(hidden(previewed, "inbox").formParam("back", "yes").post("operator/inbox/preview"), 200);

        assertThat(widget.expectFirst(PREFIX + "inbox-rate").val()).isEqualTo("7");
        assertThat(widget.expectFirst(PREFIX + "inbox-reason").val()).isEqualTo("as typed");
        assertThat(widget.expectFirst(PREFIX + "inbox-" + one.id()).hasAttr("checked"))
                .isTrue();
    }

    @Test
    void what_is_ticked_is_tried_again_and_takes_effect_and_nothing_else_is_touched() {
        Event ticked = parked("lamp.lit", 2);
        Event other = parked("lamp.lit", 1);
        Document done =
                sendAgain("inbox", form("ticked", "10", "the bulb was changed").formParam("event", ticked.id()));

        assertThat(done.select(PREFIX + "said").text()).isEqualTo("1 event is being sent again.");
        await().untilAsserted(() -> assertThat(state(ticked)).isEqualTo("done"));
        assertThat(state(other)).isEqualTo("parked");
        assertThat(number("select lit from lamp where correlation_id = '" + id + "'"))
                .isEqualTo(1);
    }

    @Test
    void all_means_what_was_parked_at_the_preview() {
        Event before = parked("lamp.lit", 60);
        Document previewed = preview("inbox", form("all", "10", "the bulbs were changed"));
        Event after = parked("lamp.lit", 0);
        html(hidden(previewed, "inbox").post("operator/inbox/again"), 200);

        await().untilAsserted(() -> assertThat(state(before)).isEqualTo("done"));
        assertThat(state(after)).isEqualTo("parked");
    }

    @Test
    void they_are_due_one_after_the_other_at_the_rate_that_was_chosen() {
        for (int i = 0; i < 5; i++) {
            parked("lamp.lit", 100 - i);
        }
        sendAgain("inbox", form("all", "2", "slowly"));

        // The first ones may have been tried already, which moves them.
        assertThat(number("""
                select cast(round(extract(epoch from max(next_attempt_at) - (select max(at) from operator_action)) * 1000) as bigint)
                from inbox where state = 'received' and attempts = 0""")).isEqualTo(2000);
        await().until(() -> number("select count(*) from inbox where state = 'done'") >= 5);
    }

    @Test
    void what_fails_again_is_parked_again_with_all_its_attempts_and_the_audit_says_so() {
        Event broken = parked("lamp.lit", 1);
        OnLampLit.FAILURES.put(id, 1000);
        sendAgain("inbox", form("ticked", "10", "hope").formParam("event", broken.id()));
        assertThat(deeds(shown()).get(0)).endsWith("0 done, 0 parked again, 1 waiting or being tried");

        await().untilAsserted(() -> assertThat(deeds(shown()).get(0))
                .contains("operator", "1 parked event tried again", "hope")
                .endsWith("0 done, 1 parked again, 0 waiting or being tried"));
        assertThat(number("select attempts from inbox where event_id = '" + broken.id() + "'"))
                .isEqualTo(3);
    }

    @Test
    void the_audit_tells_what_was_done_newest_first() {
        Event first = parked("lamp.lit", 1);
        sendAgain("inbox", form("ticked", "10", "first").formParam("event", first.id()));
        Event second = parked("lamp.lit", 1);
        sendAgain("inbox", form("ticked", "10", "second").formParam("event", second.id()));

        await().untilAsserted(() -> assertThat(deeds(shown()))
                .hasSize(2)
                .allSatisfy(deed -> assertThat(deed).endsWith("1 done, 0 parked again, 0 waiting or being tried")));
        assertThat(deeds(shown()).get(0)).contains("second");
    }

    @Test
    void a_double_click_sends_once() {
        Event parked = parked("lamp.lit", 1);
        OnLampLit.FAILURES.put(id, 1000);
        Document previewed = preview("inbox", form("ticked", "10", "twice").formParam("event", parked.id()));
        html(hidden(previewed, "inbox").post("operator/inbox/again"), 200);
        await().until(() -> state(parked).equals("parked"));
        Document again = html(hidden(previewed, "inbox").post("operator/inbox/again"), 200);

        assertThat(again.select(PREFIX + "said").text()).isEqualTo("1 event is being sent again.");
        assertThat(state(parked)).isEqualTo("parked");
        assertThat(number("select count(*) from operator_action")).isEqualTo(1);
    }

    @Test
    void what_somebody_else_has_freed_meanwhile_is_left_alone() {
        Event parked = parked("lamp.lit", 1);
        Document one = preview("inbox", form("ticked", "10", "one").formParam("event", parked.id()));
        Document other = preview("inbox", form("ticked", "10", "other").formParam("event", parked.id()));
        html(hidden(one, "inbox").post("operator/inbox/again"), 200);
        Document late = html(hidden(other, "inbox").post("operator/inbox/again"), 200);

        assertThat(late.select(PREFIX + "said").text()).isEqualTo("Nothing of that is left to be sent again.");
    }

    @Test
    void an_event_that_nobody_listened_to_is_sent_again_as_soon_as_the_operator_says() throws Exception {
        Event stuck = stuckInOutbox();
        assertThat(shown().select(PREFIX + "outbox tbody tr").text())
                .contains("lamp.unheard", "nobody listens to this type");

        try (Connection connection = broker.connect("test");
                Channel channel = connection.createChannel()) {
            channel.queueDeclare("unheard-operator", true, false, false, null);
            channel.queueBind("unheard-operator", Broker.EXCHANGE, "lamp.unheard");
            Document previewed = preview(
                    "outbox", form("ticked", "10", "somebody listens now").formParam("event", stuck.id()));
            assertThat(previewed.select(PREFIX + "outbox-preview").text())
                    .isEqualTo("1 event will be sent again: 1 lamp.unheard.");
            html(hidden(previewed, "outbox").post("operator/outbox/again"), 200);

            await().untilAsserted(() -> assertThat(channel.basicGet("unheard-operator", true))
                    .isNotNull()
                    .satisfies(message -> assertThat(message.getProps().getMessageId())
                            .isEqualTo(stuck.id().toString())));
            await().untilAsserted(() -> assertThat(deeds(shown()).get(0))
                    .contains("1 event sent again")
                    .endsWith("1 sent, 0 still here"));
            channel.queueDelete("unheard-operator");
        }
    }

    @Test
    void what_is_missing_is_said_beside_its_field_and_what_was_typed_is_kept() {
        Event ticked = parked("lamp.lit", 1);
        Document noReason =
                html(form("ticked", "fast", "").formParam("event", ticked.id()).post("operator/inbox/preview"), 422);
        assertThat(describing(noReason, "inbox-reason")).contains("Enter why.");
        assertThat(describing(noReason, "inbox-rate")).isEqualTo("Enter a whole number from 1 to 1000.");
        assertThat(noReason.expectFirst(PREFIX + "inbox-rate").val()).isEqualTo("fast");
        assertThat(noReason.expectFirst(PREFIX + "inbox-" + ticked.id()).hasAttr("checked"))
                .isTrue();

        Document nothingTicked = html(form("ticked", "0", "because").post("operator/inbox/preview"), 422);
        assertThat(describing(nothingTicked, "inbox-which"))
                .isEqualTo("Tick the events to be sent again, or choose all.");
        assertThat(nothingTicked.expectFirst(PREFIX + "inbox-reason").val()).isEqualTo("because");
        assertThat(describing(nothingTicked, "inbox-rate")).isNotEmpty();
    }

    @Test
    void what_no_page_sends_is_refused_with_what_was_expected() {
        refused(operator().get("operator/queues?checkout=1"));
        refused(operator().get("operator/queues?inbox=0"));
        refused(form("ticked", "5", "x").formParam("event", "1").post("operator/inbox/preview"));
        refused(form("some", "5", "x").post("operator/inbox/preview"));
        refused(form("all", "5", "x").formParam("until", "now").post("operator/inbox/preview"));
        refused(form("all", "5", "x").post("operator/inbox/again"));
        refused(form("all", "5", "x").formParam("action", UUID.randomUUID()).post("operator/inbox/again"));
        refused(form("all", "5", "x".repeat(201)).post("operator/inbox/preview"));
        form("all", "5", "x").post("operator/wastebox/preview").then().statusCode(404);
        form("all", "5", "x")
                .header("Sec-Fetch-Site", "cross-site")
                .post("operator/inbox/preview")
                .then()
                .statusCode(403);
    }

    // History

    @Test
    void history_is_asked_for_again_when_the_operator_says_so() {
        await().until(() -> number("select count(*) from listening where asked_at is not null") == 3);
        Instant before = asked();
        Document widget = shown();
        assertThat(widget.select("details").text()).contains("the event log sends them to its queue");
        Document said = html(history(widget, "the queue was purged").post("operator/history"), 200);

        assertThat(said.select(PREFIX + "said").text()).isEqualTo("The history is asked for in a few seconds.");
        await().untilAsserted(() -> assertThat(asked()).isAfter(before));
        await().untilAsserted(() -> assertThat(deeds(shown()).get(0))
                .contains("history asked for", "the queue was purged")
                .endsWith(" asked"));
    }

    @Test
    void asking_for_history_twice_by_a_double_click_asks_once() {
        Document widget = shown();
        html(history(widget, "once").post("operator/history"), 200);
        html(history(widget, "once").post("operator/history"), 200);

        assertThat(number("select count(*) from operator_action")).isEqualTo(1);
    }

    @Test
    void history_without_a_reason_is_not_asked_for() {
        Document widget = html(history(shown(), " ").post("operator/history"), 422);

        assertThat(describing(widget, "history-reason")).contains("Enter why.");
        assertThat(number("select count(*) from operator_action")).isZero();
    }

    // One checkout

    @Test
    void of_one_checkout_it_is_told_what_is_known_what_came_and_what_waits() {
        LampKnowledge.LIT.put(id, Instant.parse("2026-11-24T12:00:00Z"));
        Event lit = event("lamp.lit");
        inbox.receive(lit);
        inbox.receive(lit);
        inbox.receive(lit);
        inTheInbox("lamp.sold.elsewhere", "waiting", "now()");
        parkedOf(TestShopper.fresh().id(), "lamp.lit", 1);
        Document widget = one();

        assertThat(widget.select("dl").text()).isEqualTo("lit_at 2026-11-24 12:00:00");
        // What the reaction publishes may not have left yet, and stands in a table of its own.
        assertThat(widget.select("#operator-lamp-service-now tbody tr:has(td:eq(5))").stream()
                        .map(row -> row.select("td").get(0).text() + ", "
                                + row.select("td").get(3).text() + ", "
                                + row.select("td").get(5).text()))
                .contains("lamp.lit, done, 2", "lamp.sold.elsewhere, waiting for own data, 0");
        assertThat(widget.select(PREFIX + "inbox form, " + PREFIX + "deeds, svg"))
                .isEmpty();
    }

    @Test
    void of_an_unknown_checkout_it_is_said_that_nothing_is_known() {
        assertThat(one().text()).contains("This service knows nothing of this order.");
    }

    @Test
    void what_is_parked_of_one_checkout_is_sent_again_from_its_page_and_no_other() {
        Event mine = parked("lamp.lit", 1);
        Event others = parkedOf(TestShopper.fresh().id(), "lamp.lit", 2);
        assertThat(one().select(PREFIX + "inbox tbody tr")).hasSize(1);

        Document previewed = preview("inbox", form("all", "10", "repaired").formParam("checkout", id.toString()));
        assertThat(previewed.select(PREFIX + "inbox-preview").text()).startsWith("1 parked event");
        html(hidden(previewed, "inbox").post("operator/inbox/again"), 200);

        await().untilAsserted(() -> assertThat(state(mine)).isEqualTo("done"));
        assertThat(state(others)).isEqualTo("parked");
    }

    @Test
    void nothing_of_what_a_shopper_did_is_on_the_operators_screen_but_the_order_number() {
        sql("insert into lamp values ('" + id + "', 730273027)");
        LampKnowledge.LIT.put(id, Instant.parse("2026-11-24T12:00:00Z"));
        parked("lamp.lit", 1);

        assertThat(shown().html() + one().html()).doesNotContain("73027302");
    }

    @Test
    void what_is_shown_to_the_operator_is_never_kept_by_a_cache() {
        operator().get("operator/queues").then().header("Cache-Control", "no-store");
    }

    private RequestSpecification operator() {
        return operator.asking();
    }

    private RequestSpecification form(String which, String rate, String reason) {
        return operator().formParam("which", which).formParam("rate", rate).formParam("reason", reason);
    }

    private Document shown() {
        return html(operator().get("operator/queues"), 200);
    }

    private Document one() {
        return operator.about(id);
    }

    private Document preview(String queue, RequestSpecification form) {
        return html(form.post("operator/" + queue + "/preview"), 200);
    }

    private Document sendAgain(String queue, RequestSpecification form) {
        return html(hidden(preview(queue, form), queue).post("operator/" + queue + "/again"), 200);
    }

    /** The form of a preview, as its button sends it. */
    private RequestSpecification hidden(Document previewed, String queue) {
        RequestSpecification request = operator();
        for (Element field : previewed.select(PREFIX + queue + " input[type=hidden]")) {
            request.formParam(field.attr("name"), field.val());
        }
        return request;
    }

    private RequestSpecification history(Document widget, String reason) {
        return operator()
                .formParam("reason", reason)
                .formParam(
                        "action",
                        widget.expectFirst("details input[name=action]").val());
    }

    private static Document html(Response answer, int status) {
        return Jsoup.parse(answer.then()
                .statusCode(status)
                .contentType("text/html")
                .extract()
                .asString());
    }

    private static void refused(Response answer) {
        answer.then().statusCode(400).contentType("application/problem+json");
    }

    private static String poll(Document widget) {
        return path(widget.expectFirst(PREFIX + "now").attr("hx-get"));
    }

    private static String path(String url) {
        return url.substring("/lamp-service/".length());
    }

    private static List<String> numbers(Document widget) {
        return widget.select(PREFIX + "now dl > div").eachText();
    }

    private static List<String> deeds(Document widget) {
        return widget.select(PREFIX + "deeds tbody tr").eachText();
    }

    private static String describing(Document widget, String field) {
        Element found = widget.expectFirst(PREFIX + field);
        assertThat(found.attr("aria-invalid")).isEqualTo("true");
        List<String> words = new ArrayList<>();
        for (String name : found.attr("aria-describedby").split(" ")) {
            words.add(widget.getElementById(name).text());
        }
        return String.join(" ", words);
    }

    private Event event(String type) {
        return new Event(
                UUID.randomUUID(), type, "lamp-service", id, null, Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    private Event parked(String type, int secondsAgo) {
        return parkedOf(id, type, secondsAgo);
    }

    private Event parkedOf(CorrelationId checkout, String type, int secondsAgo) {
        Event event = new Event(UUID.randomUUID(), type, "lamp-service", checkout, null, Instant.now());
        sql("""
                insert into inbox (event_id, type, source, correlation_id, time, state, attempts, next_attempt_at, ended_at, problem)
                values ('%s', '%s', 'lamp-service', '%s', now(), 'parked', 10, now(), now() - interval '%d seconds', 'The bulb is broken')""".formatted(event.id(), type, checkout, secondsAgo));
        return event;
    }

    private void inTheInbox(String type, String state, String since) {
        sql("""
                insert into inbox (event_id, type, source, correlation_id, time, received_at, state, next_attempt_at, problem)
                values ('%s', '%s', 'lamp-service', '%s', now(), %s, '%s', now() + interval '2 seconds', 'the lamp')""".formatted(UUID.randomUUID(), type, id, since, state));
    }

    private void done(int secondsAgo, int tookMillis) {
        sql("""
                insert into inbox (event_id, type, source, correlation_id, time, state, next_attempt_at, ended_at)
                select '%s', 'lamp.lit', 'lamp-service', '%s', ended - interval '%d milliseconds', 'done', now(), ended
                from (select now() - interval '%d seconds' as ended) t""".formatted(UUID.randomUUID(), id, tookMillis, secondsAgo));
    }

    private Event stuckInOutbox() {
        QuarkusTransaction.requiringNew().run(() -> outbox.publish("lamp.unheard", id));
        await().until(() -> number("select count(*) from outbox where type = 'lamp.unheard' and attempts > 0") == 1);
        UUID stuck = QuarkusTransaction.requiringNew()
                .call(() -> (UUID)
                        entities.createNativeQuery("select id from outbox where type = 'lamp.unheard'", UUID.class)
                                .getSingleResult());
        return new Event(stuck, "lamp.unheard", "lamp-service", id, null, Instant.now());
    }

    private Instant asked() {
        return QuarkusTransaction.requiringNew().call(() -> (Instant)
                entities.createNativeQuery("select coalesce(min(asked_at), 'epoch') from listening", Instant.class)
                        .getSingleResult());
    }

    private String state(Event event) {
        return QuarkusTransaction.requiringNew()
                .call(() -> (String) entities.createNativeQuery("select state from inbox where event_id = :id")
                        .setParameter("id", event.id())
                        .getSingleResult());
    }

    private void sql(String statement) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(statement).executeUpdate());
    }

    private long number(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(query).getSingleResult()).longValue());
    }
}
