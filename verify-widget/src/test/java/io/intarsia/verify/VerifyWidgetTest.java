package io.intarsia.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One planted fault a test: the tool finds it, and says nothing else. */
class VerifyWidgetTest {
    private static final String MANIFEST = "/gift-service/manifest";
    private static final String SKELETON = "/gift-service/widgets/gift";
    private static final String STYLE = "/gift-service/assets/.*";
    private static final String CONTENT = "/gift-service/checkouts/[^/]+/widgets/gift";
    private static final String BASE = "/gift-service/checkouts/{correlationId}/widgets/gift";

    private GiftService service;

    @TempDir
    Path folder;

    @BeforeEach
    void a_service_that_keeps_the_contract() throws Exception {
        service = new GiftService();
    }

    @AfterEach
    void close() {
        service.close();
    }

    private Report report() throws Exception {
        Path key = Files.writeString(folder.resolve("gift-service.pem"), service.publicKey());
        return Contract.of(service.url()).withQuoteKey(key).check();
    }

    private void finds(Chapter chapter, String... sentences) throws Exception {
        assertThat(report().faults())
                .extracting(Fault::chapter, Fault::sentence)
                .containsExactlyInAnyOrderElementsOf(List.of(sentences).stream()
                        .map(sentence -> tuple(chapter, sentence))
                        .toList());
    }

    @Test
    void a_service_that_keeps_the_contract_has_no_fault() throws Exception {
        Report report = report();
        assertThat(report.faults()).isEmpty();
        assertThat(report.notChecked()).singleElement().asString().startsWith("events, because no broker was given");
    }

    @Test
    void what_cannot_be_reached_is_said() {
        service.close();
        assertThat(Contract.of(service.url()).check().faults())
                .singleElement()
                .asString()
                .contains("GET /gift-service/manifest at " + service.url()
                        + " was not answered: java.net.ConnectException");
    }

    // The manifest

    @Test
    void no_manifest() throws Exception {
        service.answers("GET", MANIFEST, reply -> reply.withStatus(204));
        finds(Chapter.MANIFEST, "GET /gift-service/manifest: the status is 204, expected 200.");
    }

    @Test
    void a_manifest_of_another_type() throws Exception {
        service.answers("GET", MANIFEST, reply -> reply.with("Content-Type", "text/plain"));
        finds(Chapter.MANIFEST, "The manifest is of type text/plain, expected application/json.");
    }

    @Test
    void a_manifest_that_is_no_json() throws Exception {
        service.answers("GET", MANIFEST, reply -> reply.replacing("{", "<"));
        assertThat(report().faults()).singleElement().asString().startsWith("The manifest cannot be read as JSON: ");
    }

    @Test
    void a_manifest_without_a_field() throws Exception {
        service.answers("GET", MANIFEST, reply -> reply.replacing("\"essential\"", "\"necessary\""));
        assertThat(report().faults())
                .singleElement()
                .asString()
                .startsWith(
                        "The manifest does not fit docs/manifest.schema.json: $.widgets[0]: required property 'essential' not found");
    }

    @Test
    void a_region_that_no_page_has() throws Exception {
        service.answers("GET", MANIFEST, reply -> reply.replacing("\"main\"", "\"left\""));
        assertThat(report().faults())
                .singleElement()
                .asString()
                .startsWith("The manifest does not fit docs/manifest.schema.json: $.widgets[0].region:")
                .contains("but is \"left\"");
    }

    @Test
    void a_time_limit_that_no_page_waits() throws Exception {
        service.answers("GET", MANIFEST, reply -> reply.replacing("500", "5000"));
        assertThat(report().faults())
                .singleElement()
                .asString()
                .contains("$.widgets[0].timeLimitMillis: must have a maximum value of 2000, but is 5000");
    }

    @Test
    void a_service_that_keeps_what_is_typed_and_does_not_hear_that_the_order_is_forgotten() throws Exception {
        service.answers("GET", MANIFEST, reply -> reply.replacing("order.forgotten", "order.cancelled"));
        finds(
                Chapter.EVENTS,
                "The manifest's reactsTo has no order.forgotten, expected it of a service that keeps what a shopper types: it deletes it then.");
    }

    @Test
    void an_event_type_that_is_no_type() throws Exception {
        service.answers("GET", MANIFEST, reply -> reply.replacing("gift.wrapped", "GiftWrapped"));
        assertThat(report().faults())
                .singleElement()
                .asString()
                .contains("$.publishes[0]: does not match", "but is \"GiftWrapped\"");
    }

    @Test
    void a_contract_of_another_major_version() throws Exception {
        service.answers("GET", MANIFEST, reply -> reply.replacing("\"1.0\"", "\"2.0\""));
        assertThat(report().faults())
                .singleElement()
                .asString()
                .contains("$.contract: does not match", "but is \"2.0\"");
    }

    @Test
    void a_manifest_for_another_service() throws Exception {
        service.answers(
                "GET",
                MANIFEST,
                reply -> reply.replacing("\"service\": \"gift-service\"", "\"service\": \"present-service\""));
        finds(
                Chapter.MANIFEST,
                "The manifest speaks for present-service, expected gift-service, whose path it is below.");
    }

    @Test
    void a_promise_that_it_cannot_keep_itself() throws Exception {
        service.answers(
                "GET",
                MANIFEST,
                reply -> reply.replacing(
                        "\"reactsTo\"",
                        "\"promises\": [{\"after\": [\"order.confirmed\"], \"then\": [\"order.forgotten\"], \"withinSeconds\": 5}], \"reactsTo\""));
        finds(
                Chapter.MANIFEST,
                "The manifest promises [\"order.forgotten\"], expected among these a type that it publishes: [gift.wrapped].");
    }

    @Test
    void two_widgets_of_one_name() throws Exception {
        service.answers(
                "GET",
                MANIFEST,
                reply -> reply.replacing(
                        "\"widgets\": [",
                        "\"widgets\": [{\"name\": \"gift\", \"title\": \"Gift\", \"page\": \"checkout\", \"region\": \"main\", \"order\": 1, \"essential\": false,"
                                + " \"timeLimitMillis\": 500, \"fallback\": \"-\", \"steps\": []},"));
        finds(Chapter.MANIFEST, "The manifest has two widgets of the name gift, expected each name once.");
    }

    @Test
    void a_style_sheet_of_another_service() throws Exception {
        service.answers(
                "GET", MANIFEST, reply -> reply.replacing("/gift-service/assets/gift", "/present-service/assets/gift"));
        finds(
                Chapter.MANIFEST,
                "The manifest names /present-service/assets/gift.1.css, expected a path below /gift-service/.");
    }

    @Test
    void a_style_sheet_with_other_bytes() throws Exception {
        service.answers("GET", STYLE, reply -> reply.replacing("red", "green"));
        assertThat(report().faults())
                .singleElement()
                .asString()
                .startsWith("/gift-service/assets/gift.1.css has the integrity sha256-")
                .contains("expected that of its bytes");
    }

    @Test
    void a_style_sheet_that_is_asked_for_again_and_again() throws Exception {
        service.answers("GET", STYLE, reply -> reply.with("Cache-Control", "no-cache"));
        finds(
                Chapter.MANIFEST,
                "/gift-service/assets/gift.1.css has Cache-Control: no-cache, expected public, max-age=31536000, immutable.");
    }

    // The language

    @Test
    void a_widget_that_does_not_say_in_which_language_it_is() throws Exception {
        speaks("\"en\"");
        String expected = ", asked for in a language that it does not have, has ";
        finds(
                Chapter.LANGUAGE,
                "The skeleton of gift" + expected + "lang=\"\" on its root, expected one of [en].",
                "The skeleton of gift" + expected
                        + "dir=\"\" on its root, expected ltr or rtl: the page around it may be read from the other side.",
                "The own content of gift" + expected + "lang=\"\" on its root, expected one of [en].",
                "The own content of gift" + expected
                        + "dir=\"\" on its root, expected ltr or rtl: the page around it may be read from the other side.");
    }

    @Test
    void a_widget_that_says_in_which_language_it_is() throws Exception {
        speaks("\"en\"");
        service.writes("<section lang=\"en\" dir=\"ltr\" data-widget=", "<section data-widget=");
        assertThat(report().faults()).isEmpty();
    }

    @Test
    void a_language_that_is_promised_and_not_spoken() throws Exception {
        speaks("\"en\", \"de\"");
        service.writes("<section lang=\"en\" dir=\"ltr\" data-widget=", "<section data-widget=");
        finds(
                Chapter.LANGUAGE,
                "The skeleton of gift comes in [en, de], expected Vary: Accept-Language.",
                "The skeleton of gift, asked for in de, is marked with lang=\"en\": the manifest says that it has that language.",
                "The own content of gift, asked for in de, is marked with lang=\"en\": the manifest says that it has that language.");
    }

    private void speaks(String languages) {
        service.answers(
                "GET",
                MANIFEST,
                reply -> reply.replacing(
                        "\"version\": \"7\"", "\"version\": \"7\", \"languages\": [" + languages + "]"));
    }

    // The skeleton

    @Test
    void no_skeleton() throws Exception {
        service.answers(
                "GET",
                SKELETON,
                reply -> new GiftService.Reply(
                        404, Map.of("Content-Type", "application/problem+json"), "{\"detail\": \"Nothing\"}"));
        finds(Chapter.SKELETON, "GET /gift-service/widgets/gift: the status is 404, expected 200.");
        assertThat(report().notChecked()).contains("the widget gift, because it has no skeleton");
    }

    @Test
    void a_skeleton_without_a_tag() throws Exception {
        service.answers("GET", SKELETON, reply -> reply.with("ETag", null));
        finds(Chapter.SKELETON, "The skeleton of gift has no ETag, expected one.");
    }

    @Test
    void a_skeleton_that_is_sent_again_although_it_is_known() throws Exception {
        service.answers("GET", SKELETON, reply -> reply.withStatus(200));
        finds(
                Chapter.SKELETON,
                "The skeleton of gift asked for with its own ETag in If-None-Match has the status 200, expected 304.");
    }

    @Test
    void a_skeleton_that_is_kept_without_asking() throws Exception {
        service.answers("GET", SKELETON, reply -> reply.with("Cache-Control", "max-age=60"));
        finds(Chapter.SKELETON, "The skeleton of gift has Cache-Control: max-age=60, expected no-cache.");
    }

    @Test
    void a_skeleton_that_knows_who_asks() throws Exception {
        int[] asked = {0};
        service.answers("GET", SKELETON, reply -> reply.replacing(">Gift<", ">Gift " + asked[0]++ + "<"));
        finds(
                Chapter.SKELETON,
                "The skeleton of gift is another one for another asker, expected the same bytes for everyone.");
    }

    @Test
    void a_skeleton_with_an_id_in_it() throws Exception {
        service.answers(
                "GET", SKELETON, reply -> reply.replacing(">Gift<", ">Gift 4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84<"));
        finds(
                Chapter.SKELETON,
                "The skeleton of gift has something of the form of a correlation ID in it, expected the literal {correlationId} only.");
    }

    @Test
    void a_skeleton_that_is_late() throws Exception {
        service.answers("GET", MANIFEST, reply -> reply.replacing("500", "1"));
        service.answers("GET", SKELETON, reply -> {
            long until = System.nanoTime() + 5_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            return reply;
        });
        finds(
                Chapter.SKELETON,
                "The skeleton of gift took longer than its own time limit of 1 ms: the page would show its fallback.");
    }

    @Test
    void a_skeleton_that_sets_a_cookie() throws Exception {
        service.answers("GET", SKELETON, reply -> reply.with("Set-Cookie", "who=you"));
        finds(
                Chapter.SKELETON,
                "GET /gift-service/widgets/gift: the answer sets a cookie, expected none: a shopper is known by the proof only.");
    }

    @Test
    void a_skeleton_that_one_can_type_into() throws Exception {
        service.answers("GET", SKELETON, reply -> reply.replacing(" inert", ""));
        finds(
                Chapter.SKELETON,
                "The root of the skeleton of gift has hx-get \"" + BASE
                        + "\", inert missing and aria-busy \"true\", expected either all of them (it waits for its owner) or none (it is the same for everybody).");
    }

    @Test
    void a_skeleton_that_loads_something_else() throws Exception {
        service.answers(
                "GET",
                SKELETON,
                reply -> reply.replacing(
                        "hx-get=\"" + BASE, "hx-get=\"/gift-service/checkouts/{correlationId}/widgets/present"));
        finds(
                Chapter.SKELETON,
                "The skeleton of gift loads /gift-service/checkouts/{correlationId}/widgets/present, expected " + BASE
                        + ".");
    }

    @Test
    void a_skeleton_of_two_elements() throws Exception {
        service.answers("GET", SKELETON, reply -> reply.replacing("</section>", "</section><p>And this.</p>"));
        finds(Chapter.SKELETON, "GET /gift-service/widgets/gift: the answer has 2 root elements, expected one.");
    }

    @Test
    void a_skeleton_in_another_widgets_name() throws Exception {
        service.answers(
                "GET", SKELETON, reply -> reply.replacing("gift-service/gift\"", "delivery-service/delivery\""));
        finds(
                Chapter.SKELETON,
                "GET /gift-service/widgets/gift: the root element has data-widget=\"delivery-service/delivery\", expected \"gift-service/gift\".");
    }

    // HTML, wherever it stands

    @Test
    void another_services_widget_inside() throws Exception {
        service.writes("<p data-widget=\"payment-service/card\"></p></form>", "</form>");
        finds(
                Chapter.SKELETON,
                "The widget gift has another one inside, data-widget=\"payment-service/card\", expected its own content only.");
    }

    @Test
    void a_script_inside() throws Exception {
        service.writes("<script>steal()</script></form>", "</form>");
        finds(
                Chapter.SKELETON,
                "The widget gift has a <script> element, expected none: styles and scripts stand in the manifest.");
    }

    @Test
    void an_event_handler() throws Exception {
        service.writes("<h2 onclick=\"steal()\"", "<h2");
        finds(
                Chapter.SKELETON,
                "The widget gift has onclick=\"steal()\" on <h2>, expected no inline style, script or event handler, no hx-on and no hx-disable.");
    }

    @Test
    void an_inline_style() throws Exception {
        service.writes("<h2 style=\"color: red\"", "<h2");
        finds(
                Chapter.SKELETON,
                "The widget gift has style=\"color: red\" on <h2>, expected no inline style, script or event handler, no hx-on and no hx-disable.");
    }

    @Test
    void values_made_by_a_script() throws Exception {
        service.writes("<form hx-vals='js:{a: steal()}'", "<form");
        finds(
                Chapter.SKELETON,
                "The widget gift has hx-vals=\"js:{a: steal()}\" on <form>, expected no inline style, script or event handler, no hx-on and no hx-disable.");
    }

    @Test
    void an_id_that_another_widget_may_have() throws Exception {
        service.writes("id=\"heading\"", "id=\"gift-heading\"");
        service.writes("aria-labelledby=\"heading\"", "aria-labelledby=\"gift-heading\"");
        finds(Chapter.SKELETON, "The widget gift has the id \"heading\", expected one that begins with \"gift-\".");
    }

    @Test
    void an_id_that_stands_twice() throws Exception {
        service.writes("id=\"gift-plain\"", "id=\"gift-golden\"");
        finds(Chapter.SKELETON, "The widget gift has the id \"gift-plain\" twice, expected it once.");
    }

    @Test
    void a_picture_from_elsewhere() throws Exception {
        service.writes("<img src=\"https://pictures.example/gift.png\" alt=\"\"></form>", "</form>");
        finds(
                Chapter.SKELETON,
                "The widget gift has src=\"https://pictures.example/gift.png\", expected a path below /gift-service/.");
    }

    @Test
    void a_form_that_is_sent_to_another_service() throws Exception {
        service.writes(
                "<button hx-get=\"/payment-service/manifest\" hx-target=\"this\" hx-swap=\"none\"></button></form>",
                "</form>");
        finds(
                Chapter.SKELETON,
                "The widget gift has hx-get=\"/payment-service/manifest\", expected a path below /gift-service/.");
    }

    @Test
    void links_to_pages_of_the_shop_are_none_to_elsewhere() throws Exception {
        service.writes(
                "<a href=\"/\">Shop</a> <a href=\"/checkout\">Checkout</a> <a href=\"/orders/{correlationId}\">Order</a></form>",
                "</form>");
        assertThat(report().faults()).isEmpty();
    }

    @Test
    void a_link_to_elsewhere() throws Exception {
        service.writes("<a href=\"https://gifts.example\">More</a></form>", "</form>");
        finds(
                Chapter.SKELETON,
                "The widget gift has href=\"https://gifts.example\", expected a path below /gift-service/ or a page of the shop.");
    }

    @Test
    void a_request_that_leaves_open_what_is_swapped() throws Exception {
        service.writes(
                "<form hx-post=\"" + BASE + "\" hx-trigger=\"submit\"",
                "<form hx-post=\"" + BASE
                        + "\" hx-trigger=\"submit\" hx-target=\"closest [data-widget]\" hx-swap=\"outerHTML\"");
        finds(
                Chapter.SKELETON,
                "The widget gift has a <form> that sends requests without hx-target or hx-swap, expected both on the element itself.");
    }

    @Test
    void a_swap_of_something_that_is_not_there() throws Exception {
        service.writes("hx-target=\"#gift-message-row\"", "hx-target=\"#gift-message-field\"");
        finds(Chapter.SKELETON, "The widget gift has hx-target=\"#gift-message-row\", expected an element in it.");
    }

    @Test
    void a_field_without_a_label() throws Exception {
        service.writes("<span>Message</span>", "<label for=\"gift-message\">Message</label>");
        finds(
                Chapter.CONTENT,
                "The widget gift has the field message without label, expected id, name, autocomplete and a label.");
    }

    @Test
    void a_field_without_autocomplete() throws Exception {
        service.writes(" ", " autocomplete=\"email\" ");
        finds(
                Chapter.CONTENT,
                "The widget gift has the field email without autocomplete, expected id, name, autocomplete and a label.");
    }

    @Test
    void a_card_in_a_service_that_is_not_paid() throws Exception {
        service.writes(
                "<label for=\"gift-number\">Card</label><input id=\"gift-number\" name=\"number\" autocomplete=\"cc-number\" data-keep></form>",
                "</form>");
        finds(
                Chapter.CONTENT,
                "The widget gift has the field number with autocomplete=\"cc-number\", expected no field of a card in a service without the step pay.");
    }

    @Test
    void a_card_that_is_filled_in_by_the_service() throws Exception {
        service.writes(
                "<label for=\"gift-number\">Card</label><input id=\"gift-number\" name=\"number\" autocomplete=\"cc-number\" value=\"4242\"></form>",
                "</form>");
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains(
                        "The widget gift has the card's field number saving itself, filled in or without data-keep, expected that the server neither keeps nor repeats it.");
    }

    @Test
    void a_price_that_is_no_amount() throws Exception {
        service.answers(".*", CONTENT, reply -> reply.replacing("\"EUR\"", "\"Euro\""));
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains(
                        "The widget gift has the amount <data data-amount=\"200\" data-currency=\"Euro\" value=\"200\">, expected <data> with minor units, an ISO 4217 currency and the same value.");
    }

    @Test
    void two_prices() throws Exception {
        service.answers(
                ".*",
                CONTENT + ".*",
                reply -> reply.replacing(
                        "</form>", "<data data-amount=\"1\" data-currency=\"EUR\" value=\"1\">1</data></form>"));
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains(
                        "The widget gift has 2 elements with data-amount, expected at most one: the page adds them up.");
    }

    // Own content

    @Test
    void own_content_that_may_be_kept() throws Exception {
        service.answers("GET", CONTENT, reply -> reply.with("Cache-Control", "private"));
        finds(Chapter.CONTENT, "GET " + BASE + ": Cache-Control is private, expected no-store.");
    }

    @Test
    void own_content_that_stays_inert() throws Exception {
        service.answers("GET", CONTENT, reply -> reply.replacing("<section", "<section inert"));
        finds(
                Chapter.CONTENT,
                "GET " + BASE + ": the widget is still inert or aria-busy, expected that only of the skeleton.");
    }

    @Test
    void own_content_without_a_version() throws Exception {
        service.answers("GET", CONTENT, reply -> reply.replacing("data-version", "data-revision"));
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains("GET " + BASE + ": the root has data-version=\"\", expected a number.");
    }

    @Test
    void nothing_new_that_is_sent_again() throws Exception {
        service.answers("GET", CONTENT, reply -> reply.status() == 204 ? reply.withStatus(200) : reply);
        finds(
                Chapter.CONTENT,
                "GET " + BASE + "?after=N of the version that is shown: the status is 200, expected 204.");
    }

    @Test
    void what_was_typed_is_forgotten() throws Exception {
        service.answers("GET", CONTENT, reply -> reply.replacing("value=\"Intarsia\"", "value=\"\""));
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains(
                        "The field message of gift shows \"\" after \"Intarsia\" was saved, expected what was typed.");
    }

    @Test
    void a_repetition_that_counts() throws Exception {
        service.forgets("a repetition changes nothing");
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .anySatisfy(sentence -> assertThat(sentence)
                        .startsWith("POST " + BASE + " twice with the same: version ")
                        .endsWith("as after the first time."));
    }

    @Test
    void a_body_that_is_no_form() throws Exception {
        service.forgets("only forms");
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains("POST " + BASE + " with JSON for a body: the status is 200, expected 400 or 415.");
    }

    @Test
    void a_post_from_another_site() throws Exception {
        service.forgets("only our own pages");
        finds(
                Chapter.CONTENT,
                "POST " + BASE + " from another site: the status is 200, expected 403.",
                "POST " + BASE
                        + " from another site: the widget shows something else afterwards, expected that nothing is changed.",
                "POST " + BASE + " from a page of another origin: the status is 200, expected 403.");
    }

    @Test
    void a_field_that_takes_too_much() throws Exception {
        service.forgets("lengths");
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains("POST " + BASE
                        + " with too much in the field message: the status is 200, expected 400 or 413 or 422.");
    }

    @Test
    void a_field_that_takes_control_characters() throws Exception {
        service.forgets("control characters");
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains("POST " + BASE
                        + " with a control character in the field message: the status is 200, expected 400 or 422.");
    }

    @Test
    void an_error_that_forgets_what_was_typed() throws Exception {
        service.answers(
                "POST",
                CONTENT,
                reply -> reply.status() == 422 ? reply.replacing("value=\"Intarsia\"", "value=\"\"") : reply);
        finds(
                Chapter.CONTENT,
                "POST " + BASE
                        + " with \"nobody at home\" in the field email: the field message shows \"\", expected all that was typed, as it was typed.");
    }

    @Test
    void an_error_that_marks_no_field() throws Exception {
        service.answers("POST", CONTENT, reply -> reply.replacing(" aria-invalid=\"true\"", ""));
        finds(
                Chapter.CONTENT,
                "POST " + BASE
                        + " with \"nobody at home\" in the field email: no field has aria-invalid=\"true\", expected it on the one that is wrong.");
    }

    @Test
    void an_error_that_belongs_to_no_field() throws Exception {
        service.answers("POST", CONTENT, reply -> reply.replacing(" aria-describedby=\"gift-email-error\"", ""));
        finds(
                Chapter.CONTENT,
                "POST " + BASE
                        + " with \"nobody at home\" in the field email: the wrong field has no aria-describedby, expected the id of what is said about it.");
    }

    @Test
    void a_description_that_is_not_there() throws Exception {
        service.answers("POST", CONTENT, reply -> reply.replacing("id=\"gift-email-error\"", ""));
        finds(
                Chapter.CONTENT,
                "The widget gift has aria-describedby=\"gift-email-error\", expected the id of an element in it.");
    }

    @Test
    void what_was_typed_becomes_html() throws Exception {
        service.forgets("escaping");
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains("POST " + BASE
                        + " with \"><i>&' in the field message: it comes back as HTML, expected it escaped.");
    }

    @Test
    void a_dom_event_in_another_services_name() throws Exception {
        service.answers(
                "POST", CONTENT, reply -> reply.with("HX-Trigger", "{\"checkout-service:basket-changed\": {}}"));
        finds(
                Chapter.DOM_EVENTS,
                "POST " + BASE
                        + ": the DOM event is named checkout-service:basket-changed, expected a name that begins with gift-service:");
    }

    // The proof

    private void letsIn(String rule, String... how) throws Exception {
        service.forgets(rule);
        finds(
                Chapter.PROOF,
                List.of(how).stream()
                        .map(special -> "GET " + BASE + " " + special + ": the status is 200, expected 404.")
                        .toArray(String[]::new));
    }

    @Test
    void whoever_knows_the_id_is_let_in() throws Exception {
        service.forgets("proofs are needed");
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains("GET " + BASE + " without a proof: the status is 200, expected 404.");
    }

    @Test
    void a_proof_for_another_service_is_let_in() throws Exception {
        service.forgets("the audience");
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .containsExactlyInAnyOrder(
                        "GET " + BASE + " with a proof made for another service: the status is 200, expected 404.",
                        "GET " + BASE + " with a proof made for two services: the status is 200, expected 404.",
                        "POST " + BASE
                                + "/carry-over with the old ID's proof for another service: the status is 204, expected 404.",
                        "POST " + BASE
                                + "/carry-over: the contents are there although the proof of the old ID was refused, expected nothing changed.");
    }

    @Test
    void a_signature_is_not_looked_at() throws Exception {
        letsIn("signatures", "with a proof whose signature was altered", "with an unsigned proof");
    }

    @Test
    void another_key_is_let_in() throws Exception {
        service.forgets("the ID is the thumbprint");
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains("GET " + BASE + " with a proof signed by another key: the status is 200, expected 404.");
    }

    @Test
    void another_subject_is_let_in() throws Exception {
        letsIn("the subject", "with a proof whose subject is another ID");
    }

    @Test
    void an_expired_proof_is_let_in() throws Exception {
        letsIn("expiry", "with an expired proof");
    }

    @Test
    void a_proof_for_ever_is_let_in() throws Exception {
        letsIn("the longest life", "with a proof that is good for an hour");
    }

    @Test
    void a_proof_from_the_future_is_let_in() throws Exception {
        letsIn("the future", "with a proof from the future");
    }

    @Test
    void a_token_of_another_type_is_let_in() throws Exception {
        letsIn("proofs have a type", "with a proof of another type");
    }

    @Test
    void a_key_that_says_more_is_let_in() throws Exception {
        letsIn("the parts of the key", "with a proof whose key says more than kty, crv, x and y");
    }

    @Test
    void an_id_in_capitals_is_let_in() throws Exception {
        letsIn("IDs in lower case", "with the ID in capitals");
    }

    @Test
    void a_404_that_tells_more() throws Exception {
        service.answers(
                "GET",
                "/gift-service/checkouts/.*-of-nobody",
                reply -> reply.replacing("There is nothing here, or not for you", "No such widget"));
        assertThat(report().faults())
                .singleElement()
                .asString()
                .startsWith("GET " + BASE + "-of-nobody (no such widget): the 404 is another one than without a proof");
    }

    // Errors

    @Test
    void an_error_page_instead_of_a_problem() throws Exception {
        service.answers("PUT", CONTENT, reply -> reply.with("Content-Type", "text/html"));
        finds(Chapter.ERRORS, "A 405 is of type text/html, expected application/problem+json.");
    }

    @Test
    void a_problem_that_says_nothing() throws Exception {
        service.answers("PUT", CONTENT, reply -> reply.replacing("detail", "number"));
        finds(
                Chapter.ERRORS,
                "PUT " + BASE + ": the problem (405) has no detail, expected a sentence that says what was expected.");
    }

    @Test
    void a_stack_trace() throws Exception {
        service.answers(
                "PUT",
                CONTENT,
                reply -> reply.replacing(
                        "This address does not take this method", "java.lang.IllegalStateException: no such method"));
        finds(
                Chapter.ERRORS,
                "PUT " + BASE + ": the answer (405) shows a stack trace or the name of an exception, expected none.");
    }

    @Test
    void a_method_that_is_taken_for_another() throws Exception {
        service.answers("PUT", CONTENT, reply -> reply.withStatus(204));
        finds(Chapter.ERRORS, "PUT " + BASE + ": the status is 204, expected 405.");
    }

    // The steps

    @Test
    void a_check_that_lets_nothing_through_for_everything() throws Exception {
        service.forgets("everything is looked at");
        finds(
                Chapter.STEPS,
                "POST " + BASE + "/check with nothing typed: the status is 204, expected 422.",
                "POST " + BASE + "/check without email: the status is 204, expected 422.");
    }

    @Test
    void a_check_that_is_never_satisfied() throws Exception {
        service.answers("POST", CONTENT + "/check", reply -> reply.withStatus(422));
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .anyMatch(sentence -> sentence.startsWith(
                        "POST " + BASE + "/check with everything typed: the status is 422, expected 204"));
    }

    @Test
    void a_check_that_marks_nothing() throws Exception {
        service.answers("POST", CONTENT + "/check", reply -> reply.replacing(" aria-invalid=\"true\"", ""));
        finds(
                Chapter.STEPS,
                "POST " + BASE
                        + "/check with nothing typed: nothing has aria-invalid=\"true\" or role=\"alert\", expected it on what is wrong: the first gets the focus.",
                "POST " + BASE
                        + "/check without email: nothing has aria-invalid=\"true\" or role=\"alert\", expected it on what is wrong: the first gets the focus.");
    }

    @Test
    void an_old_version_is_sealed() throws Exception {
        service.forgets("the version that was seen");
        finds(
                Chapter.STEPS,
                "POST " + BASE + "/seal with If-Match of another version: the status is 200, expected 412.");
    }

    @Test
    void whatever_version_is_sealed() throws Exception {
        service.forgets("a version is named");
        service.forgets("the version that was seen");
        finds(
                Chapter.STEPS,
                "POST " + BASE
                        + "/seal without If-Match: the status is 200, expected 4xx: nobody says which version was seen.",
                "POST " + BASE + "/seal with If-Match of another version: the status is 200, expected 412.");
    }

    @Test
    void what_was_sealed_is_changed() throws Exception {
        service.forgets("sealing freezes");
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains(
                        "POST " + BASE + " with a change after it was sealed: the status is 200, expected 409.",
                        "POST " + BASE
                                + " with a change after it was sealed: the widget shows something else afterwards, expected what was sealed.");
    }

    @Test
    void a_conflict_that_does_not_say_why() throws Exception {
        service.answers("POST", CONTENT, reply -> reply.with("Widget-State", null));
        finds(
                Chapter.STEPS,
                "POST " + BASE + " with a change after it was sealed: Widget-State is missing, expected sealed.");
    }

    @Test
    void a_release_that_can_be_made_once() throws Exception {
        int[] released = {0};
        service.answers(
                "DELETE",
                CONTENT + "/seal",
                reply -> reply.status() == 204 && released[0]++ == 1 ? reply.withStatus(410) : reply);
        finds(Chapter.STEPS, "DELETE " + BASE + "/seal a second time: the status is 410, expected 204.");
    }

    @Test
    void a_checkout_that_was_given_up_is_sealed_again() throws Exception {
        service.answers("POST", CONTENT + "/seal", reply -> reply.status() == 409 ? reply.withStatus(200) : reply);
        finds(Chapter.STEPS, "POST " + BASE + "/seal after it was released: the status is 200, expected 409.");
    }

    @Test
    void a_carry_over_without_the_old_proof() throws Exception {
        service.forgets("the proof of the old ID");
        finds(
                Chapter.STEPS,
                "POST " + BASE + "/carry-over without the proof of the old ID: the status is 204, expected 404.",
                "POST " + BASE
                        + "/carry-over with the new ID's proof for the old one's: the status is 204, expected 404.",
                "POST " + BASE
                        + "/carry-over with the old ID's proof for another service: the status is 204, expected 404.",
                "POST " + BASE
                        + "/carry-over: the contents are there although the proof of the old ID was refused, expected nothing changed.");
    }

    @Test
    void a_carry_over_of_the_state() throws Exception {
        service.forgets("nothing of its state");
        finds(Chapter.STEPS, "POST " + BASE + " with a change after the carry-over: the status is 409, expected 200.");
    }

    @Test
    void an_order_that_is_placed_before_it_is_sealed() throws Exception {
        service.answers(
                "POST",
                CONTENT + "/place",
                reply -> reply.status() == 409 ? new GiftService.Reply(204, reply.headers(), "") : reply);
        finds(Chapter.STEPS, "POST " + BASE + "/place before it was sealed: the status is 204, expected 409.");
    }

    @Test
    void a_bill_that_nobody_approved_is_paid() throws Exception {
        service.answers(
                "GET",
                MANIFEST,
                reply -> reply.replacing("\"seal\", \"place\", \"release\", \"carry-over\"", "\"pay\""));
        service.answers("POST", CONTENT + "/pay", reply -> reply.status() == 409 ? reply.withStatus(204) : reply);
        finds(
                Chapter.STEPS,
                "POST " + BASE + "/pay without a quote: the status is 204, expected 409.",
                "POST " + BASE + "/pay with a quote that no approved issuer made: the status is 204, expected 409.");
    }

    // An operator's widget

    private void becomesAnOperators() {
        service.answers(
                "GET",
                MANIFEST,
                reply -> reply.replacing("\"check\", \"seal\", \"place\", \"release\", \"carry-over\"", ""));
        service.answers(
                "GET",
                SKELETON,
                reply -> reply.replacing(" aria-busy=\"true\" inert", "")
                        .replacing("hx-get=\"" + BASE, "hx-get=\"/gift-service/operator/gifts"));
    }

    @Test
    void an_operators_widget_that_asks_for_a_login_has_no_fault() throws Exception {
        becomesAnOperators();
        service.answers("GET", "/gift-service/operator/gifts", reply -> reply.withStatus(401));
        assertThat(report().faults()).isEmpty();
        assertThat(report().notChecked()).contains("what gift shows behind the login");
    }

    @Test
    void an_operators_widget_for_anybody() throws Exception {
        becomesAnOperators();
        service.answers("GET", "/gift-service/operator/gifts", reply -> reply.withStatus(200));
        finds(
                Chapter.OPERATOR,
                "GET /gift-service/operator/gifts without a login: the status is 200, expected 401.",
                "GET /gift-service/operator/gifts with a made-up cookie: the status is 200, expected 401.");
    }

    @Test
    void a_widget_that_takes_part_in_a_step_but_is_the_same_for_all() throws Exception {
        service.answers(
                "GET",
                SKELETON,
                reply -> reply.replacing("aria-busy=\"true\" inert hx-get=\"" + BASE + "\" hx-trigger=\"load\"", ""));
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains(
                        "The widget gift takes part in [carry-over, check, place, release, seal] but loads no content of its own, expected an hx-get on the root of its skeleton.");
    }

    // The quote

    @Test
    void nothing_is_sealed_though_a_price_is_shown() throws Exception {
        service.forgets("a quote for what is bought");
        finds(
                Chapter.STEPS,
                "POST /gift-service/checkouts/{correlationId}/widgets/gift/seal with If-Match of the version shown: the status is 204, nothing is bought, but the widget shows the amount 200; expected 200 with a quote.");
    }

    @Test
    void a_quote_of_another_price() throws Exception {
        service.forgets("the price shown");
        finds(Chapter.QUOTE, "The quote has the amount 1, expected 200 minor units, as the widget shows.");
    }

    @Test
    void a_quote_in_another_currency() throws Exception {
        service.forgets("the currency shown");
        finds(Chapter.QUOTE, "The quote has the currency \"USD\", expected EUR, as the widget shows.");
    }

    @Test
    void a_quote_in_another_services_name() throws Exception {
        service.forgets("its own name");
        finds(Chapter.QUOTE, "The quote has the iss \"present-service\", expected gift-service.");
    }

    @Test
    void a_quote_for_somebody_else() throws Exception {
        service.forgets("whose quote");
        finds(Chapter.QUOTE, "The quote has the sub \"somebody\", expected the correlation ID.");
    }

    @Test
    void a_quote_of_another_type() throws Exception {
        service.forgets("the quote's type");
        finds(Chapter.QUOTE, "The quote has the typ \"JWT\", expected quote+jwt.");
    }

    @Test
    void a_quote_that_has_expired() throws Exception {
        service.forgets("quotes are good for a while");
        assertThat(report().faults())
                .singleElement()
                .asString()
                .matches("The quote has the exp \\d+, expected a time to come, in seconds. .*");
    }

    @Test
    void a_quote_that_somebody_else_has_signed() throws Exception {
        try (GiftService other = new GiftService()) {
            Path key = Files.writeString(folder.resolve("gift-service.pem"), other.publicKey());
            assertThat(Contract.of(service.url()).withQuoteKey(key).check().faults())
                    .extracting(Fault::sentence)
                    .containsExactly("The quote's signature does not fit the key in gift-service.pem.");
        }
    }

    @Test
    void no_quote() throws Exception {
        service.answers("POST", CONTENT + "/seal", reply -> reply.replacing("quote", "price"));
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .anyMatch(sentence -> sentence.startsWith(
                        "POST " + BASE + "/seal with If-Match of the version shown: the answer is {\"price\""));
    }

    // What a person types and reads

    @Test
    void what_cannot_be_guessed_is_said_and_can_be_told() throws Exception {
        service.answers(
                "POST", CONTENT, reply -> reply.body().contains("value=\"Intarsia\"") ? reply.withStatus(422) : reply);
        assertThat(report().faults())
                .extracting(Fault::sentence)
                .contains(
                        "POST " + BASE
                                + " with {message=Intarsia, email=ada@example.com, wrapping=plain}: the status is 422, expected 200. If this cannot be typed there, say what can: -Dfill=gift:field=value");
        assertThat(Contract.of(service.url())
                        .filling(VerifyWidget.fields("gift:message=Happy+birthday%2C+Ada"))
                        .check()
                        .faults())
                .isEmpty();
    }

    @Test
    void the_report_has_a_line_for_each_chapter_and_each_fault() throws Exception {
        service.answers("GET", SKELETON, reply -> reply.with("ETag", null));
        assertThat(report().toString().lines().toList())
                .contains("    - The skeleton of gift has no ETag, expected one.")
                .anyMatch(line -> line.matches("  The manifest: \\d+ checked, no fault"))
                .anyMatch(line -> line.matches("  The skeleton: the same for everyone: \\d+ checked, 1 fault"))
                .contains("  An operator's widget: nothing of it was met")
                .anyMatch(line -> line.startsWith("  Not checked: events, because no broker was given"));
    }
}
