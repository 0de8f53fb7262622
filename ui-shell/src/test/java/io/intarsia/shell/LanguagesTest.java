package io.intarsia.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.intarsia.verify.Texts;
import io.quarkus.qute.i18n.Message;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(Neighbourhood.class)
class LanguagesTest extends Town {
    private static final String DE = "de";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de                      | de | ltr | Kasse",
                "de-AT, en;q=0.5         | de | ltr | Kasse",
                "fr, ar-EG;q=0.8, en;q=0.5 | ar | rtl | إتمام الشراء",
                "fr                      | en | ltr | Checkout",
                "*                       | en | ltr | Checkout",
                "en;q=nonsense, ,        | en | ltr | Checkout",
                "''                      | en | ltr | Checkout"
            })
    void a_page_comes_in_the_language_that_the_browser_asks_for_or_else_in_the_first(
            String accepted, String language, String direction, String title) throws Exception {
        Answer answer = get("/checkout", Map.of("Accept-Language", accepted));

        Document page = Jsoup.parse(answer.text());
        assertThat(page.selectFirst("html").attr("lang")).isEqualTo(language);
        assertThat(page.selectFirst("html").attr("dir")).isEqualTo(direction);
        assertThat(page.selectFirst("h1").text()).isEqualTo(title);
        assertThat(answer.header("Content-Language")).isEqualTo(language);
    }

    @Test
    void what_was_chosen_counts_more_than_what_the_browser_asks_for() throws Exception {
        Answer answer = get("/checkout", Map.of("Accept-Language", "ar", "Cookie", "a=b; intarsia-language=de; c=d"));

        assertThat(answer.header("Content-Language")).isEqualTo(DE);
    }

    @Test
    void a_link_in_the_head_of_every_page_leads_to_it_in_another_language() throws Exception {
        for (String path : List.of("/", "/checkout", "/event-log", "/nothing-here")) {
            assertThat(Jsoup.parse(get(path).text()).select("header nav a").eachAttr("href"))
                    .as(path)
                    .containsExactly("?language=de", "?language=ar");
            Answer answer = get(path + "?language=de");

            assertThat(answer.status()).isEqualTo(303);
            assertThat(answer.header("Location")).isEqualTo(path);
            assertThat(answer.header("Set-Cookie"))
                    .startsWith("intarsia-language=de;")
                    .contains("Path=/", "SameSite=Lax", "HTTPOnly");
        }
    }

    @Test
    void a_language_that_is_not_offered_is_not_chosen_nor_remembered() throws Exception {
        Answer answer = get("/checkout?language=fr", Map.of("Cookie", "intarsia-language=%22%3E%3Cb%3E"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(answer.header("Content-Language")).isEqualTo("en");
    }

    @Test
    void each_language_has_its_own_tag_and_a_cache_is_told_what_tells_them_apart() throws Exception {
        Answer english = get("/checkout");
        Answer german = get("/checkout", Map.of("Accept-Language", DE));

        assertThat(german.header("ETag")).isNotEqualTo(english.header("ETag"));
        assertThat(german.header("Vary")).contains("Accept-Language", "Cookie", "Accept-Encoding");
        assertThat(get("/checkout", Map.of("Accept-Language", DE, "If-None-Match", german.header("ETag")))
                        .status())
                .isEqualTo(304);
        assertThat(get("/checkout", Map.of("Accept-Language", DE, "If-None-Match", english.header("ETag")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_widget_stands_there_in_the_language_of_the_page_if_its_service_has_it() throws Exception {
        SmallService polyglot =
                service("poly-service").widget("part", "main", 1).speaks(List.of("en", DE), Map.of());
        polyglot.answer("/poly-service/widgets/part", exchange -> inItsLanguage(polyglot, exchange));
        listed(polyglot);

        eventually(() -> {
            assertThat(in(DE).select("[data-widget='poly-service/part'] h2").text())
                    .isEqualTo("de");
            assertThat(in("en").select("[data-widget='poly-service/part'] h2").text())
                    .isEqualTo("en");
            // It has no Arabic, so it is not asked in it, and what it says of itself stands there.
            assertThat(in("ar").select("[data-widget='poly-service/part'] h2").text())
                    .isEqualTo("nothing in particular");
        });
    }

    @Test
    void a_service_that_says_nothing_of_languages_is_asked_once_for_all() throws Exception {
        SmallService plain = service("plain-service").widget("part", "main", 1);
        listed(plain);
        eventually(() -> assertThat(in("ar").select("[data-widget='plain-service/part'] h2"))
                .hasSize(1));

        assertThat(plain.questions.stream()
                        .filter(question -> question.uri().endsWith("/widgets/part"))
                        .map(question -> question.headers().getFirst("Accept-Language")))
                .containsOnlyNulls();
    }

    @Test
    void a_service_that_is_away_is_told_of_in_the_language_of_the_page_or_marked_with_its_own() throws Exception {
        SmallService away = service("away-service")
                .widget("part", "main", 1)
                .speaks(List.of("en", DE), Map.of(DE, Map.of("title", "Teil", "fallback", "Der Teil fehlt.")));
        listed(away);
        eventually(() -> assertThat(widgets("/checkout", "main")).hasSize(1));

        away.stop();

        eventually(() -> {
            assertThat(in(DE).select("[data-fallback]").text()).isEqualTo("Der Teil fehlt.");
            assertThat(in(DE).select("[data-fallback]").attr("lang")).isEmpty();
            assertThat(in("ar").select("[data-fallback]").text()).isEqualTo("part is missing.");
            assertThat(in("ar").select("[data-fallback]").attr("lang")).isEqualTo("en");
            assertThat(in("ar").select("[data-fallback]").attr("dir")).isEqualTo("ltr");
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "en | <p>Or order by telephone: 030 1234567.</p>",
                "de | <p>Oder bestellen Sie per Telefon: 030 1234567.</p>",
                "ar | <p lang=\"en\" dir=\"ltr\">Or order by telephone: 030 1234567.</p>"
            })
    void how_to_order_otherwise_is_said_in_the_language_of_the_page_or_marked_with_the_first(
            String language, String said) throws Exception {
        assertThat(in(language).select("noscript p").last().outerHtml()).isEqualTo(said);
        assertThat(in(language).select("[data-script-missing] p").last().outerHtml())
                .isEqualTo(said);
    }

    @Test
    void every_text_of_the_shell_is_there_in_every_language() {
        Map<String, String> texts = Arrays.stream(Messages.class.getMethods())
                .collect(Collectors.toMap(
                        text -> text.getName(),
                        text -> text.getAnnotation(Message.class).value()));

        assertThat(Texts.faults(
                        Path.of("target/classes"), List.of(new Texts.Bundle("msg", texts)), List.of("en", DE, "ar")))
                .isEmpty();
    }

    private static void inItsLanguage(SmallService service, HttpExchange exchange) throws java.io.IOException {
        String asked = exchange.getRequestHeaders().getFirst("Accept-Language");
        SmallService.text(
                exchange,
                200,
                service.skeleton("part")
                        .replace(">part<", ">" + (asked == null ? "nothing in particular" : asked) + "<"));
    }

    private Document in(String language) throws Exception {
        return Jsoup.parse(get("/checkout", Map.of("Accept-Language", language)).text());
    }
}
