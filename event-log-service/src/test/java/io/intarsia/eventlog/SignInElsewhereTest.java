package io.intarsia.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing in at an OpenID Connect provider that runs here, with a client that goes where it is led as a browser does. */
@QuarkusTest
@TestProfile(SignInElsewhereTest.WithProvider.class)
@WithTestResource(Infrastructure.class)
@WithTestResource(Provider.class)
class SignInElsewhereTest {
    private static final String OPERATOR = "{\"preferred_username\": \"eve\", \"groups\": [\"shop\", \"operator\"]}";

    @Inject
    EntityManager entities;

    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient browser = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .build();

    /** Apart from the other tests, which have no provider. */
    public static class WithProvider implements QuarkusTestProfile {}

    @Test
    void whoever_has_the_role_at_the_provider_is_signed_in_and_known_by_name() throws Exception {
        HttpResponse<String> end = signIn("eve", OPERATOR);

        assertThat(end.statusCode()).isEqualTo(303);
        assertThat(end.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).endsWith("/event-log"));
        assertThat(get("/event-log-service/operator/events").statusCode()).isEqualTo(200);
        UUID parked = somethingIsParked();
        HttpResponse<String> asked = post(
                "/event-log-service/operator/inbox/again",
                "which=ticked&event=" + parked + "&rate=10&reason=because&action=" + UUID.randomUUID());
        assertThat(asked.statusCode()).isEqualTo(200);
        Document page = Jsoup.parse(get("/event-log-service/operator/queues").body());
        assertThat(page.select("#operator-event-log-service-deeds tbody tr").stream()
                        .map(row -> row.child(1).text() + ": " + row.child(3).text()))
                .contains("eve: because");
    }

    private UUID somethingIsParked() {
        UUID event = UUID.randomUUID();
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(
                                """
                        insert into inbox (event_id, type, source, correlation_id, time, received_at, ended_at, state, next_attempt_at, problem)
                        values ('%s', 'order.placed', 'checkout-service', '%s', now(), now(), now(), 'parked', now(), 'of the test')""".formatted(event, TestShopper.fresh().id()))
                        .executeUpdate());
        return event;
    }

    @Test
    void no_token_of_the_provider_stays_in_the_browser() throws Exception {
        signIn("eve", OPERATOR);

        List<HttpCookie> kept = cookies.getCookieStore().getCookies();
        assertThat(kept).extracting(HttpCookie::getName).containsExactly("intarsia-operator");
        assertThat(kept.get(0).isHttpOnly()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"groups\": [\"shop\"]}", "{}", "{\"groups\": \"operators\"}"})
    void whoever_has_not_the_role_is_refused(String claims) throws Exception {
        HttpResponse<String> end = signIn("mallory", claims);

        assertThat(end.statusCode()).isEqualTo(403);
        assertThat(cookies.getCookieStore().getCookies()).isEmpty();
        assertThat(get("/event-log-service/operator/events").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?code=made-up&state=made-up", "?error=access_denied&state=made-up", "?code=made-up"})
    void an_answer_that_nobody_asked_for_signs_nobody_in(String query) throws Exception {
        HttpResponse<String> answer = get("/event-log-service/sign-in" + query);

        assertThat(answer.statusCode()).isIn(302, 401);
        assertThat(cookies.getCookieStore().getCookies())
                .extracting(HttpCookie::getName)
                .doesNotContain("intarsia-operator");
    }

    /** Or whoever has sent a link could have another signed in as himself. */
    @Test
    void a_code_is_good_only_in_the_browser_that_asked_for_it() throws Exception {
        URI back = throughTheProvider("mallory", OPERATOR);
        cookies.getCookieStore().removeAll();

        HttpResponse<String> answer = send(HttpRequest.newBuilder(back).build());

        assertThat(answer.statusCode()).isIn(302, 401);
        assertThat(cookies.getCookieStore().getCookies())
                .extracting(HttpCookie::getName)
                .doesNotContain("intarsia-operator");
    }

    @Test
    void what_is_for_operators_still_answers_401_and_leads_nowhere() throws Exception {
        HttpResponse<String> answer = get("/event-log-service/operator/events");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void a_token_of_the_provider_is_no_login_here() throws Exception {
        signIn("eve", OPERATOR);
        cookies.getCookieStore().removeAll();
        HttpRequest bearer = HttpRequest.newBuilder(at("/event-log-service/operator/events"))
                .header("Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJldmUifQ.")
                .build();

        assertThat(send(bearer).statusCode()).isEqualTo(401);
    }

    @Test
    void the_page_offers_both_ways_in() throws Exception {
        Document skeleton = Jsoup.parse(get("/event-log-service/widgets/events").body());

        assertThat(skeleton.select("a[href=/event-log-service/sign-in]").text()).contains("organisation");
        assertThat(skeleton.select("input[type=password]")).hasSize(1);
    }

    private HttpResponse<String> signIn(String name, String claims) throws Exception {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(throughTheProvider(name, claims)).build());
        while (answer.statusCode() == 302) {
            answer = send(HttpRequest.newBuilder(at(location(answer))).build());
        }
        return answer;
    }

    /** Where the provider leads back to. */
    private URI throughTheProvider(String name, String claims) throws Exception {
        HttpResponse<String> led = get("/event-log-service/sign-in");
        assertThat(led.statusCode()).isEqualTo(302);
        URI form = at(location(led));
        assertThat(form.getQuery()).contains("code_challenge=", "nonce=", "state=", "redirect_uri=");
        HttpResponse<String> typed = send(HttpRequest.newBuilder(form)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "username=" + name + "&claims=" + URLEncoder.encode(claims, StandardCharsets.UTF_8)))
                .build());
        assertThat(typed.statusCode()).isEqualTo(302);
        return at(location(typed));
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(at(path)).build());
    }

    private HttpResponse<String> post(String path, String form) throws Exception {
        return send(HttpRequest.newBuilder(at(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    }

    private static URI at(String place) {
        return URI.create("http://localhost:" + RestAssured.port).resolve(place);
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return browser.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
