package io.intarsia.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.shell.SmallService.Widget;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(Neighbourhood.class)
class PagesTest extends Town {
    private static final String STYLE = "/acme-service/assets/part.0123.css";
    private static final String SCRIPT = "/acme-service/assets/part.0123.js";

    @Test
    void each_widget_stands_in_its_region_by_order_then_service_then_name() throws Exception {
        SmallService beta = service("beta-service")
                .widget("late", "main", 30)
                .widget("zeta", "main", 10)
                .widget("alpha", "main", 10)
                .widget("sum", "aside", 1);
        SmallService acme = service("acme-service")
                .widget("same", "main", 10)
                .widget("logo", "header", 1)
                .widget("button", "action", 1);
        list(beta, acme);

        eventually(() -> {
            assertThat(widgets("/checkout", "main"))
                    .containsExactly(
                            "acme-service/same", "beta-service/alpha", "beta-service/zeta", "beta-service/late");
            assertThat(widgets("/checkout", "aside")).containsExactly("beta-service/sum");
            assertThat(widgets("/checkout", "header")).containsExactly("acme-service/logo");
            assertThat(widgets("/checkout", "action")).containsExactly("acme-service/button");
            assertThat(page("/checkout").select("[data-fallback]")).isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "storefront, /",
        "checkout, /checkout",
        "order, /orders/8f8e8d8c-8b8a-8988-8786-858483828180",
        "event-log, /event-log",
        "event-log, /event-log/8f8e8d8c-8b8a-8988-8786-858483828180"
    })
    void a_widget_is_on_the_page_that_it_names(String page, String path) throws Exception {
        list(service("acme-service").widget(new Widget("part", page, "main", 1, false, 300, "Missing.", List.of())));

        eventually(() -> assertThat(widgets(path, "main")).containsExactly("acme-service/part"));
        assertThat(page(page.equals("checkout") ? "/" : "/checkout").select("[data-widget]"))
                .isEmpty();
    }

    @Test
    void the_styles_and_scripts_of_a_page_are_those_of_its_widgets_services_with_their_hashes() throws Exception {
        SmallService here = service("here-service")
                .widget("part", "main", 1)
                .styledBy("/here-service/assets/part.0123.css", "p { color: red; }")
                .scriptedBy("/here-service/assets/part.0123.js", "let part;");
        SmallService elsewhere = service("elsewhere-service")
                .widget(new Widget("other", "storefront", "main", 1, false, 300, "Missing.", List.of()))
                .style("/elsewhere-service/assets/other.0123.css");
        list(here, elsewhere);

        eventually(() -> {
            Document page = page("/checkout");
            Element style = page.selectFirst("link[href='/here-service/assets/part.0123.css']");
            Element script = page.selectFirst("script[src='/here-service/assets/part.0123.js']");
            assertThat(style).isNotNull();
            assertThat(style.attr("integrity")).isEqualTo(integrityOf("p { color: red; }"));
            assertThat(script).isNotNull();
            assertThat(script.attr("integrity")).isEqualTo(integrityOf("let part;"));
            assertThat(page.html()).doesNotContain("/elsewhere-service/assets");
        });
        assertThat(page("/checkout").select("link[rel=stylesheet], script[src]"))
                .allSatisfy(asset -> assertThat(asset.attr("integrity")).startsWith("sha256-"));
    }

    @Test
    void the_styles_and_scripts_of_a_page_come_at_once_though_their_service_hangs_or_is_dead() throws Exception {
        SmallService acme = service("acme-service")
                .widget("part", "main", 1)
                .styledBy(STYLE, "p { color: red; }")
                .scriptedBy(SCRIPT, "let part;");
        list(acme);
        eventually(() -> assertThat(linked("/checkout")).contains(STYLE, SCRIPT));
        assertThat(acme.requests)
                .as("each is fetched once")
                .extracting(SmallService.Request::uri)
                .containsExactlyInAnyOrder(STYLE, SCRIPT);

        acme.hangsAt(STYLE).hangsAt(SCRIPT).hangsAt("/acme-service/manifest");
        sentAtOnce(STYLE, "text/css", "p { color: red; }");
        sentAtOnce(SCRIPT, "text/javascript", "let part;");

        eventually(() -> assertThat(fallback("acme-service/part")).isNotNull());
        assertThat(linked("/checkout"))
                .as("the widget that comes back has its style")
                .contains(STYLE, SCRIPT);
        acme.stop();
        sentAtOnce(STYLE, "text/css", "p { color: red; }");
        assertThat(acme.requests).hasSize(2);
    }

    private void sentAtOnce(String href, String type, String content) throws Exception {
        long asked = System.nanoTime();
        Answer answer = get(href);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofMillis(500));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(content);
        assertThat(answer.header("Content-Type")).isEqualTo(type);
        assertThat(answer.header("Cache-Control")).as("what the service says").isEqualTo("public, max-age=600");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void a_held_style_is_compressed_compared_and_asked_for_by_head() throws Exception {
        String content = "p { color: red; } ".repeat(50);
        list(service("acme-service").widget("part", "main", 1).styledBy(STYLE, content));
        eventually(() -> assertThat(linked("/checkout")).contains(STYLE));

        Answer zipped = get(STYLE, Map.of("Accept-Encoding", "br, gzip"));
        assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(zipped.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(unzipped(zipped.body())).isEqualTo(content);
        Answer same = get(STYLE, Map.of("If-None-Match", zipped.header("ETag")));
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.body().length()).isZero();
        Answer head = ask(HttpMethod.HEAD, STYLE, Map.of(), Buffer.buffer());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body().length()).isZero();
        assertThat(head.header("Content-Length")).isEqualTo(String.valueOf(content.length()));
    }

    @Test
    void what_is_no_promised_asset_goes_to_its_service() throws Exception {
        SmallService acme = service("acme-service")
                .widget("part", "main", 1)
                .styledBy(STYLE, "p { color: red; }")
                .answer("/acme-service/assets/other.css", exchange -> SmallService.text(exchange, 200, "other"));
        list(acme);
        eventually(() -> assertThat(linked("/checkout")).contains(STYLE));
        acme.answer(STYLE, exchange -> SmallService.text(exchange, 200, "the service's own"));

        assertThat(get("/acme-service/assets/other.css").text()).isEqualTo("other");
        assertThat(get(STYLE + "?v=1").text()).isEqualTo("the service's own");
        assertThat(ask(HttpMethod.POST, STYLE, Map.of(), Buffer.buffer("a=b")).text())
                .isEqualTo("the service's own");
    }

    @Test
    void what_cannot_be_held_is_left_to_the_pages_script_and_waited_for_by_nobody() throws Exception {
        SmallService acme = service("acme-service")
                .widget("part", "main", 1)
                .styledBy(STYLE, "p { color: red; }")
                .scriptedBy(SCRIPT, "let part;")
                .hangsAt(STYLE)
                .answer(SCRIPT, exchange -> SmallService.asset(exchange, "text/javascript", "alert('another one')"));
        list(acme);

        eventually(() -> assertThat(widgets("/checkout", "main")).containsExactly("acme-service/part"));
        assertThat(fallback("acme-service/part")).isNull();
        assertThat(linked("/checkout")).doesNotContain(STYLE, SCRIPT);
        assertThat(late("/checkout")).contains(STYLE, SCRIPT, integrityOf("let part;"));
        assertThat(get("/checkout").header("Content-Security-Policy")).contains("'" + integrityOf("let part;") + "'");
        assertThat(get(SCRIPT).text()).as("from the service itself").isEqualTo("alert('another one')");

        acme.answer(STYLE, exchange -> SmallService.asset(exchange, "text/css", "p { color: red; }"));
        eventually(() -> assertThat(linked("/checkout")).contains(STYLE));
        assertThat(late("/checkout")).doesNotContain(STYLE);
    }

    @Test
    void a_style_that_is_too_large_or_one_of_too_many_is_not_held() throws Exception {
        String large = "/* " + " ".repeat(300_000) + " */";
        SmallService acme = service("acme-service").widget("part", "main", 1).styledBy(STYLE, large);
        for (int number = 0; number < 9; number++) {
            acme.scriptedBy("/acme-service/assets/part." + number + ".js", "let part" + number + ";");
        }
        list(acme);

        eventually(() -> assertThat(linked("/checkout")).contains("/acme-service/assets/part.6.js"));
        assertThat(linked("/checkout"))
                .doesNotContain(STYLE, "/acme-service/assets/part.7.js", "/acme-service/assets/part.8.js");
        assertThat(get(STYLE).text()).isEqualTo(large);
    }

    @Test
    void a_new_version_of_a_service_has_its_own_style_and_pages_of_the_one_before_still_have_theirs() throws Exception {
        SmallService acme = service("acme-service").widget("part", "main", 1).styledBy(STYLE, "p { color: red; }");
        list(acme);
        eventually(() -> assertThat(linked("/checkout")).contains(STYLE));

        String next = "/acme-service/assets/part.4567.css";
        acme.styledBy(next, "p { color: green; }").answer(STYLE, exchange -> SmallService.text(exchange, 404, ""));

        eventually(() -> assertThat(linked("/checkout")).contains(next).doesNotContain(STYLE));
        assertThat(get(next).text()).isEqualTo("p { color: green; }");
        assertThat(get(STYLE).text()).isEqualTo("p { color: red; }");

        acme.styledBy(next, "p { color: blue; }");
        eventually(() -> {
            assertThat(page("/checkout").select("link[href='" + next + "']").attr("integrity"))
                    .isEqualTo(integrityOf("p { color: blue; }"));
            assertThat(get(next).text()).isEqualTo("p { color: blue; }");
        });
    }

    private List<String> linked(String path) throws Exception {
        return page(path).select("link[rel=stylesheet], script[src]").stream()
                .map(asset -> asset.hasAttr("href") ? asset.attr("href") : asset.attr("src"))
                .toList();
    }

    private String late(String path) throws Exception {
        return page(path).select("script#intarsia-page").get(0).data().replaceAll("(?s).*\"late\":(\\[.*?]).*", "$1");
    }

    private static String integrityOf(String content) {
        return "sha256-" + Base64.getEncoder().encodeToString(Assets.sha256(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void what_is_the_shells_to_say_is_told_to_the_pages_script_as_data() throws Exception {
        Widget button = new Widget("button", "checkout", "action", 1, true, 300, "</script><b>", List.of("place"));
        list(service("acme-service").widget(button));

        eventually(() -> {
            Element data = page("/checkout").selectFirst("script#intarsia-page");
            assertThat(data).isNotNull();
            assertThat(data.data()).contains("\"acme-service\"", "\"place\"", "\\u003c/script>\\u003cb>");
        });
    }

    @Test
    void a_dead_service_costs_its_own_widget_and_heals() throws Exception {
        SmallService dead = service("dead-service")
                .widget(new Widget("pay", "checkout", "main", 2, true, 300, "No <b>cards</b> today.", List.of()));
        SmallService alive = service("alive-service").widget("basket", "main", 1);
        list(dead, alive);
        eventually(() -> assertThat(page("/checkout").select("main h2")).hasSize(2));

        dead.stop();
        eventually(() -> assertThat(fallback("dead-service/pay")).isNotNull());
        Element fallback = fallback("dead-service/pay");
        assertThat(fallback.text()).isEqualTo("No <b>cards</b> today.");
        assertThat(fallback.hasAttr("data-essential")).isTrue();
        assertThat(fallback.attr("role")).isEqualTo("status");
        assertThat(fallback.attr("hx-get")).isEqualTo("/dead-service/widgets/pay");
        assertThat(fallback.attr("hx-target")).isEqualTo("this");
        assertThat(fallback.attr("hx-swap")).isEqualTo("outerHTML");
        assertThat(widgets("/checkout", "main")).containsExactly("alive-service/basket", "dead-service/pay");
        assertThat(fallback("alive-service/basket")).isNull();

        dead.startAgain();
        eventually(() -> assertThat(fallback("dead-service/pay")).isNull());
        assertThat(page("/checkout").select("main h2").eachText()).containsExactly("basket", "pay");
    }

    @Test
    void a_service_that_answers_with_errors_costs_its_own_widget() throws Exception {
        SmallService broken = service("broken-service").widget("part", "main", 1);
        list(broken);
        eventually(() -> assertThat(page("/checkout").select("main h2")).hasSize(1));

        broken.answer("/broken-service/manifest", exchange -> SmallService.text(exchange, 500, "oops"));

        eventually(() -> assertThat(fallback("broken-service/part")).isNotNull());
    }

    @Test
    void a_hanging_service_slows_no_page_and_heals() throws Exception {
        SmallService hanging = service("hanging-service").widget("part", "main", 1);
        SmallService alive = service("alive-service").widget("basket", "main", 2);
        list(hanging, alive);
        eventually(() -> assertThat(page("/checkout").select("main h2")).hasSize(2));

        hanging.hangsAt("/hanging-service/manifest");

        eventually(() -> {
            long asked = System.nanoTime();
            Element missing = fallback("hanging-service/part");
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofMillis(250));
            assertThat(missing).isNotNull();
        });

        hanging.hangsNoMore();
        eventually(() -> assertThat(page("/checkout").select("main h2")).hasSize(2));
    }

    @Test
    void a_service_that_answers_drop_by_drop_is_not_waited_for() throws Exception {
        SmallService dripping = service("dripping-service").widget("part", "main", 1);
        list(dripping);
        eventually(() -> assertThat(page("/checkout").select("main h2")).hasSize(1));

        Drip drip = new Drip();
        dripping.answer("/dripping-service/manifest", drip);

        eventually(() -> assertThat(fallback("dripping-service/part")).isNotNull());
        assertThat(drip.isOver()).isFalse();
    }

    @Test
    void a_late_skeleton_is_its_fallback_and_its_neighbours_are_there() throws Exception {
        SmallService late = service("late-service")
                .widget("slow", "main", 1)
                .widget("quick", "main", 2)
                .hangsAt("/late-service/widgets/slow");
        list(late);

        eventually(() -> assertThat(fallback("late-service/slow")).isNotNull());
        assertThat(page("/checkout").select("main h2").eachText()).containsExactly("quick");

        late.skeleton("slow", late.skeleton("slow"));
        eventually(
                () -> assertThat(page("/checkout").select("main h2").eachText()).containsExactly("slow", "quick"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<section><h2>part</h2></section>",
                "<section data-widget=\"other-service/part\"><h2>part</h2></section>",
                "<section data-widget=\"acme-service/part\"></section><section>one more</section>"
            })
    void a_skeleton_of_a_wrong_form_is_its_fallback(String html) throws Exception {
        list(service("acme-service").widget("part", "main", 1).skeleton("part", html));

        eventually(() -> assertThat(fallback("acme-service/part")).isNotNull());
        assertThat(page("/checkout").select("main h2")).isEmpty();
    }

    @Test
    void a_skeleton_that_leaves_tags_open_spoils_nothing_beside_it() throws Exception {
        SmallService acme = service("acme-service")
                .widget("sloppy", "main", 1)
                .skeleton("sloppy", "<section data-widget=\"acme-service/sloppy\"><h2>sloppy</h2><form><div>");
        list(acme, service("beta-service").widget("neat", "main", 2));

        eventually(() -> assertThat(page("/checkout").select("[data-region=main] > [data-widget] > h2"))
                .extracting(Element::text)
                .containsExactly("sloppy", "neat"));
        assertThat(page("/checkout").select("form [data-widget]")).isEmpty();
    }

    @Test
    void a_skeleton_that_is_too_large_is_its_fallback() throws Exception {
        SmallService acme = service("acme-service").widget("part", "main", 1);
        list(acme.skeleton("part", acme.skeleton("part") + " ".repeat(300_000)));

        eventually(() -> assertThat(fallback("acme-service/part")).isNotNull());
    }

    @Test
    void a_skeleton_that_changes_is_seen_and_one_that_does_not_is_not_sent_again() throws Exception {
        SmallService acme = service("acme-service").widget("part", "main", 1);
        acme.answer("/acme-service/widgets/part", exchange -> {
            exchange.getResponseHeaders().add("ETag", "\"one\"");
            boolean same = "\"one\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
            SmallService.text(exchange, same ? 304 : 200, same ? "" : acme.skeleton("part"));
        });
        list(acme);
        eventually(() -> assertThat(acme.questions)
                .anySatisfy(question ->
                        assertThat(question.headers().getFirst("If-None-Match")).isEqualTo("\"one\"")));
        assertThat(page("/checkout").select("main h2").eachText()).containsExactly("part");

        acme.skeleton("part", acme.skeleton("part").replace("<h2>part", "<h2>new"));
        eventually(
                () -> assertThat(page("/checkout").select("main h2").eachText()).containsExactly("new"));
    }

    @Test
    void a_listed_service_that_was_never_seen_is_named_in_a_note() throws Exception {
        writeList("never-seen-service=" + NOWHERE);

        eventually(() -> {
            Element note = page("/checkout").selectFirst("main [data-unknown]");
            assertThat(note).isNotNull();
            assertThat(note.text()).contains("never-seen-service");
        });
        assertThat(get("/checkout").status()).isEqualTo(200);
    }

    @Test
    void a_manifest_speaks_for_its_own_service_only() throws Exception {
        SmallService greedy = service("greedy-service")
                .answer("/greedy-service/manifest", exchange -> SmallService.text(exchange, 200, """
                        {"contract": "1.7", "service": "greedy-service", "version": "1",
                         "widgets": [
                           {"name": "part", "page": "checkout", "region": "main", "order": 1, "timeLimitMillis": 300},
                           {"name": "lost", "page": "nowhere", "region": "main", "order": 1, "timeLimitMillis": 300},
                           {"name": "part", "page": "checkout", "region": "aside", "order": 1, "timeLimitMillis": 300},
                           {"name": "odd", "page": "checkout", "region": "cellar", "order": 1, "timeLimitMillis": 300},
                           {"name": "slow", "page": "checkout", "region": "main", "order": 1, "timeLimitMillis": 2001},
                           {"name": "../x", "page": "checkout", "region": "main", "order": 1, "timeLimitMillis": 300}],
                         "styles": [
                           {"href": "/victim-service/assets/a.css", "integrity": "sha256-abc="},
                           {"href": "https://elsewhere.example/a.css", "integrity": "sha256-abc="},
                           {"href": "//elsewhere.example/a.css", "integrity": "sha256-abc="},
                           {"href": "/greedy-service/../victim-service/a.css", "integrity": "sha256-abc="},
                           {"href": "/greedy-service/bare.css"},
                           {"href": "/greedy-service/own.css", "integrity": "sha256-abc="}],
                         "scripts": [{"href": "/victim-service/a.js", "integrity": "sha256-abc="}],
                         "unheardOf": {"left": "alone"}}
                        """));
        SmallService victim = service("victim-service").widget("mine", "main", 2);
        list(greedy.skeleton("part", greedy.skeleton("part")), victim);

        eventually(() ->
                assertThat(widgets("/checkout", "main")).containsExactly("greedy-service/part", "victim-service/mine"));
        String page = get("/checkout").text();
        assertThat(page).contains("/greedy-service/own.css");
        assertThat(page).doesNotContain("victim-service/a", "elsewhere.example", "bare.css", "cellar", "nowhere");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "not json",
                "{}",
                "{\"contract\": \"1.0\", \"service\": \"wrong-service\", \"widgets\": 7}",
                "{\"contract\": \"2.0\", \"service\": \"wrong-service\"}",
                "{\"contract\": \"1.0\", \"service\": \"alive-service\"}"
            })
    void a_manifest_of_a_wrong_form_costs_its_own_service_only(String manifest) throws Exception {
        SmallService wrong = service("wrong-service")
                .answer("/wrong-service/manifest", exchange -> SmallService.text(exchange, 200, manifest));
        list(wrong, service("alive-service").widget("basket", "main", 1));

        eventually(() -> {
            assertThat(widgets("/checkout", "main")).containsExactly("alive-service/basket");
            assertThat(page("/checkout").select("[data-unknown]").eachText()).hasSize(1);
        });
    }

    @Test
    void the_last_good_manifest_is_kept_on_disk() throws Exception {
        list(service("acme-service").widget("part", "main", 1));

        eventually(() -> assertThat(configuration.manifests().orElseThrow().resolve("acme-service.json"))
                .content()
                .contains("\"part\""));
    }

    @Test
    void a_page_that_the_browser_has_is_not_sent_again_until_it_changes() throws Exception {
        Answer first = get("/checkout");
        String tag = first.header("ETag");
        assertThat(tag).matches("W/\"[0-9a-f]{16}\"");
        assertThat(first.header("Cache-Control")).isEqualTo("no-cache");

        Answer again = get("/checkout", Map.of("If-None-Match", tag));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body().length()).isZero();
        assertThat(again.header("ETag")).isEqualTo(tag);

        list(service("acme-service").widget("part", "main", 1));
        eventually(() -> {
            Answer changed = get("/checkout", Map.of("If-None-Match", tag));
            assertThat(changed.status()).isEqualTo(200);
            assertThat(changed.header("ETag")).isNotEqualTo(tag);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "\"other\", %s", "*"})
    void every_form_of_if_none_match_is_understood(String form) throws Exception {
        String tag = get("/checkout").header("ETag");

        assertThat(get("/checkout", Map.of("If-None-Match", form.formatted(tag)))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void a_page_is_compressed_for_a_browser_that_takes_it() throws Exception {
        Answer plain = get("/checkout");
        Answer zipped = get("/checkout", Map.of("Accept-Encoding", "br, gzip"));

        assertThat(plain.header("Content-Encoding")).isNull();
        assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(zipped.header("Vary")).isEqualTo("Accept-Encoding, Accept-Language, Cookie");
        assertThat(unzipped(zipped.body())).isEqualTo(plain.text());
        assertThat(zipped.body().length()).isLessThan(plain.body().length());
    }

    @Test
    void a_page_is_the_same_for_every_shopper_who_reads_its_language() throws Exception {
        listed(service("acme-service").widget("part", "main", 1));
        eventually(() -> assertThat(widgets("/checkout", "main")).hasSize(1));

        Answer one = get(
                "/orders/8f8e8d8c-8b8a-8988-8786-858483828180",
                Map.of("Cookie", "who=ann", "Correlation-Proof", "ann's", "User-Agent", "one"));
        Answer other = get(
                "/orders/11111111-2222-8333-8444-555555555555",
                Map.of("Cookie", "who=ben", "Accept-Language", "en-GB, de;q=0.5", "X-Forwarded-For", "10.1.2.3"));

        assertThat(one.text()).isEqualTo(other.text()).doesNotContain("8f8e8d8c", "ann's", "10.1.2.3");
        assertThat(one.header("ETag")).isEqualTo(other.header("ETag"));
        assertThat(one.header("Set-Cookie")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/checkout", "/orders/11111111-2222-8333-8444-555555555555", "/event-log", "/not-there"})
    void every_page_comes_with_the_security_headers(String path) throws Exception {
        Answer page = get(path);

        assertThat(page.header("Content-Security-Policy"))
                .matches(
                        "default-src 'none'; script-src( 'sha256-[A-Za-z0-9+/]+=*')+; style-src 'self'; img-src 'self';"
                                + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(page.header("Permissions-Policy")).contains("camera=()");
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(page.header("Strict-Transport-Security")).isNull();
    }

    @Test
    void the_policy_has_the_hash_of_each_script_that_the_page_is_made_with_and_of_no_other() throws Exception {
        SmallService here = service("here-service")
                .widget("part", "main", 1)
                .scriptedBy("/here-service/assets/part.0123.js", "let part;")
                .script("/here-service/assets/late.0123.js");
        SmallService elsewhere = service("elsewhere-service")
                .widget(new Widget("other", "storefront", "main", 1, false, 300, "Missing.", List.of()));
        list(here, elsewhere);

        eventually(() -> assertThat(page("/checkout").selectFirst("script[src^='/here-service/']"))
                .isNotNull());
        for (String path : new String[] {"/", "/checkout", "/not-there"}) {
            Answer answer = get(path);
            String late = path.equals("/checkout") ? " 'sha256-def=';" : ";";
            String expected = Jsoup.parse(answer.text()).select("script[src]").stream()
                    .map(script -> "'" + script.attr("integrity") + "'")
                    .collect(Collectors.joining(" ", "script-src ", late));
            assertThat(answer.header("Content-Security-Policy")).as(path).contains(expected);
        }
        assertThat(get("/checkout").header("Content-Security-Policy")).contains("'sha256-def='");
        assertThat(get("/").header("Content-Security-Policy")).doesNotContain("'sha256-def='");
    }

    @Test
    void behind_tls_a_page_asks_for_tls_from_then_on() throws Exception {
        assertThat(get("/", Map.of("X-Forwarded-Proto", "https")).header("Strict-Transport-Security"))
                .isEqualTo("max-age=31536000");
    }

    @Test
    void a_page_has_nothing_inline_that_the_policy_would_refuse() throws Exception {
        listed(service("acme-service").widget("part", "main", 1));

        Document page = page("/checkout");
        assertThat(page.select("style, [style]")).isEmpty();
        assertThat(page.select("script:not([src])"))
                .allSatisfy(script -> assertThat(script.attr("type")).isEqualTo("application/json"));
        assertThat(page.getAllElements())
                .allSatisfy(element -> assertThat(element.attributes())
                        .noneSatisfy(attribute -> assertThat(attribute.getKey()).startsWith("on")));
    }

    @Test
    void the_assets_of_the_page_never_change_under_their_names() throws Exception {
        Document page = page("/checkout");
        List<String> assets = page.select("link[href], script[src]").stream()
                .map(asset -> asset.hasAttr("href") ? asset.attr("href") : asset.attr("src"))
                .toList();
        assertThat(assets).hasSize(4);
        for (String asset : assets) {
            Answer answer = get(asset, Map.of("Accept-Encoding", "gzip"));
            assertThat(answer.status()).as(asset).isEqualTo(200);
            assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(asset).matches("/assets/[a-z]+\\.[0-9a-f]{16}\\.(css|js|svg)");
            assertThat(unzipped(answer.body())).isEqualTo(get(asset).text());
            assertThat(ask(HttpMethod.HEAD, asset, Map.of(), Buffer.buffer()).status())
                    .isEqualTo(200);
        }
        assertThat(get("/assets/intarsia.0000000000000000.js").status()).isEqualTo(404);
    }

    @Test
    void a_page_that_does_not_exist_looks_like_the_shop_and_leads_back() throws Exception {
        Answer answer = get("/no/such/page");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("This page does not exist", "href=\"/\"", "/assets/intarsia.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/orders", "/orders/", "/orders/1", "/orders/11111111-2222-4333-8444-555555555555"})
    void an_order_page_needs_a_well_formed_id(String path) throws Exception {
        assertThat(get(path).status()).isEqualTo(404);
    }

    @Test
    void an_order_number_in_the_place_of_an_id_leads_to_the_events_that_have_it() throws Exception {
        Answer answer = get("/event-log/6a57AE50");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo("/event-log?number=6A57AE50");
        assertThat(get("/event-log/6a57AE5").status()).isEqualTo(404);
        assertThat(get("/event-log/6a57AE50/").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/checkout",
                "/orders/11111111-2222-8333-8444-555555555555",
                "/event-log",
                "/event-log/11111111-2222-8333-8444-555555555555"
            })
    void head_is_answered_like_get_without_the_page(String path) throws Exception {
        Answer head = ask(HttpMethod.HEAD, path, Map.of(), Buffer.buffer());
        Answer page = get(path);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body().length()).isZero();
        assertThat(head.header("ETag")).isEqualTo(page.header("ETag"));
        assertThat(head.header("Content-Length")).isEqualTo(page.header("Content-Length"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void a_page_can_only_be_read(String method) throws Exception {
        Answer answer = ask(HttpMethod.valueOf(method), "/checkout", Map.of(), Buffer.buffer("a=b"));

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void the_shell_is_ready_when_every_listed_service_has_been_seen() throws Exception {
        listed(service("acme-service").widget("part", "main", 1));

        eventually(() -> assertThat(get("/q/health/ready").status()).isEqualTo(200));
    }

    private Element fallback(String widget) throws Exception {
        return page("/checkout").selectFirst("[data-fallback][data-widget='" + widget + "']");
    }

    private static String unzipped(Buffer zipped) throws Exception {
        try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(zipped.getBytes()))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
