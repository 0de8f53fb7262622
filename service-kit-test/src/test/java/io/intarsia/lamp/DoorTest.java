package io.intarsia.lamp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import io.agroal.api.AgroalDataSource;
import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestOperator;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = Infrastructure.class, initArgs = @ResourceArg(name = "service", value = "lamp-service"))
class DoorTest {
    @Inject
    AgroalDataSource database;

    @ConfigProperty(name = "quarkus.datasource.jdbc.max-size")
    int connections;

    private final TestShopper shopper = TestShopper.fresh();
    private final String path = "/checkouts/" + shopper.id() + "/widgets/lamp";

    @Test
    void the_holder_of_the_key_is_let_in_and_nothing_is_cached() {
        shopper.asking("lamp-service").get(path).then().statusCode(200).header("Cache-Control", "no-store");
    }

    /** It is of the shop's origin, and the page's own policy is not there. */
    @Test
    void what_is_opened_by_itself_runs_no_script_and_stands_in_no_frame() {
        for (String opened : List.of("/widgets/lamp", "/manifest", path, "/operator/queues", "/nothing")) {
            TestOperator.signedIn()
                    .asking()
                    .header("Correlation-Proof", shopper.proofFor("lamp-service"))
                    .get(opened)
                    .then()
                    .header("Content-Security-Policy", containsString("default-src 'none'"))
                    .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                    .header("Content-Security-Policy", not(containsString("script-src")))
                    .header("Referrer-Policy", "no-referrer");
        }
    }

    @Test
    void knowing_the_id_opens_nothing() {
        notFound(given().get(path).then());
    }

    @Test
    void a_proof_for_another_service_another_shopper_or_another_time_opens_nothing() {
        notFound(given().header("Correlation-Proof", shopper.proofFor("table-service"))
                .get(path)
                .then());
        notFound(TestShopper.fresh().asking("lamp-service").get(path).then());
        notFound(given().header(
                        "Correlation-Proof",
                        shopper.proof(
                                shopper.id(), "lamp-service", Instant.now().minusSeconds(400)))
                .get(path)
                .then());
    }

    /** So what is wrong is answered in the same time whether there is such a checkout or not: nobody has looked. */
    @Test
    void what_is_not_proven_is_refused_before_anything_is_looked_up() throws Exception {
        TestShopper known = TestShopper.fresh();
        known.asking("lamp-service")
                .formParam("colour", "red")
                .post("/checkouts/" + known.id() + "/widgets/lamp")
                .then()
                .statusCode(200);
        List<Connection> taken = new ArrayList<>();
        try {
            while (taken.size() < connections) {
                taken.add(database.getConnection());
            }
            for (TestShopper asked : List.of(known, TestShopper.fresh())) {
                String theirs = "/checkouts/" + asked.id() + "/widgets/lamp";
                notFound(given().formParam("colour", "red").post(theirs).then());
                notFound(given().header("Correlation-Proof", "a.b.c")
                        .formParam("colour", "red")
                        .post(theirs)
                        .then());
                notFound(shopper.asking("lamp-service")
                        .formParam("colour", "red")
                        .post(theirs)
                        .then());
                notFound(given().header("Correlation-Proof", asked.proofFor("table-service"))
                        .formParam("colour", "red")
                        .post(theirs)
                        .then());
                notFound(given().header(
                                "Correlation-Proof",
                                asked.proof(
                                        asked.id(),
                                        "lamp-service",
                                        Instant.now().minusSeconds(400)))
                        .formParam("colour", "red")
                        .post(theirs)
                        .then());
            }
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }

    @Test
    void an_id_of_another_form_is_the_same_404() {
        notFound(shopper.asking("lamp-service").get("/checkouts/1/widgets/lamp").then());
    }

    @Test
    void a_carry_over_needs_the_proof_of_both() {
        TestShopper old = TestShopper.fresh();
        notFound(shopper.asking("lamp-service")
                .header("Carried-From", old.id().toString())
                .header("Carried-From-Proof", shopper.proofFor("lamp-service"))
                .get(path)
                .then());
        shopper.asking("lamp-service")
                .header("Carried-From", old.id().toString())
                .header("Carried-From-Proof", old.proofFor("lamp-service"))
                .get(path)
                .then()
                .statusCode(200);
    }

    @Test
    void while_every_connection_to_the_database_is_taken_a_request_is_told_to_come_again() throws Exception {
        List<Connection> taken = new ArrayList<>();
        try {
            while (taken.size() < connections) {
                taken.add(database.getConnection());
            }
            shopper.asking("lamp-service")
                    .formParam("colour", "red")
                    .post(path)
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "1")
                    .contentType("application/problem+json")
                    .body("detail", containsString("try again"));
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        shopper.asking("lamp-service")
                .formParam("colour", "red")
                .post(path)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"colour=%zz", "colour=%", "%C3%=red", "%zz=1", "=", "&=&", "colour=red&=="})
    void a_form_that_cannot_be_decoded_is_refused(String body) {
        shopper.asking("lamp-service")
                .contentType("application/x-www-form-urlencoded")
                .body(body)
                .post(path)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("A form has a name before each equals sign"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "\"", "utf 8"})
    void a_form_in_an_encoding_that_there_is_not_is_refused(String encoding) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/lamp-service" + path))
                .header("Correlation-Proof", shopper.proofFor("lamp-service"))
                .header("Content-Type", "application/x-www-form-urlencoded; charset=" + encoding)
                .POST(HttpRequest.BodyPublishers.ofString("colour=red"))
                .build();

        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("application/x-www-form-urlencoded");
    }

    /** The client of the JDK asks for it in every request in clear text. */
    @Test
    void whoever_asks_for_http_2_in_clear_text_is_answered_in_1_1() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/lamp-service/manifest"))
                .version(HttpClient.Version.HTTP_2)
                .build();

        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void a_post_from_another_site_is_refused() {
        shopper.asking("lamp-service")
                .header("Sec-Fetch-Site", "cross-site")
                .formParam("colour", "red")
                .post(path)
                .then()
                .statusCode(403);
        shopper.asking("lamp-service")
                .header("Origin", "https://elsewhere.example")
                .formParam("colour", "red")
                .post(path)
                .then()
                .statusCode(403);
        shopper.asking("lamp-service")
                .header("Origin", "https://shop.example")
                .header("X-Forwarded-Host", "shop.example")
                .formParam("colour", "red")
                .post(path)
                .then()
                .statusCode(200);
    }

    @Test
    void an_invalid_form_is_answered_with_the_widget() {
        shopper.asking("lamp-service")
                .formParam("colour", "")
                .post(path)
                .then()
                .statusCode(422)
                .contentType("text/html")
                .body(containsString("data-widget=\"lamp-service/lamp\""));
    }

    @Test
    void bad_input_is_a_400_that_says_what_was_expected() {
        shopper.asking("lamp-service")
                .formParam("colour", "x".repeat(11))
                .post(path)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("at most 10"));
    }

    @Test
    void an_error_shows_no_stack_trace() {
        shopper.asking("lamp-service")
                .post(path + "/break")
                .then()
                .statusCode(500)
                .body(not(containsString("table")))
                .body(not(containsString("io.intarsia")));
    }

    @Test
    void another_method_or_media_type_is_refused_as_such() {
        shopper.asking("lamp-service").delete(path).then().statusCode(405).contentType("application/problem+json");
        shopper.asking("lamp-service")
                .body("{}")
                .contentType("application/json")
                .post(path)
                .then()
                .statusCode(415);
    }

    @Test
    void the_skeleton_is_the_same_for_all_and_has_a_tag() {
        String tag = given().get("/widgets/lamp")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-cache")
                .body(containsString("{correlationId}"))
                .extract()
                .header("ETag");
        given().header("If-None-Match", tag).get("/widgets/lamp").then().statusCode(304);
        given().get("/widgets/table").then().statusCode(404);
    }

    @Test
    void the_manifest_says_what_the_page_needs() {
        given().get("/manifest")
                .then()
                .statusCode(200)
                .body("service", equalTo("lamp-service"))
                .body("contract", equalTo("1.2"))
                .body("promises[0].after", hasItem("lamp.sold.*"))
                .body("promises[0].withinSeconds", equalTo(10))
                .body("widgets[0].name", equalTo("lamp"))
                .body("widgets[0].steps", hasItem("carry-over"))
                .body("reactsTo", hasItem("lamp.sold.*"));
    }

    @Test
    void the_operators_side_asks_for_a_login() {
        given().get("/operator/anything").then().statusCode(401);
        String cookie = given().formParam("j_username", "operator")
                .formParam("j_password", "operator-of-the-tests")
                .post("/j_security_check")
                .then()
                .statusCode(200)
                .extract()
                .cookie("intarsia-operator");
        given().cookie("intarsia-operator", cookie)
                .get("/operator/anything")
                .then()
                .statusCode(404);
        given().formParam("j_username", "operator")
                .formParam("j_password", "guessed")
                .post("/j_security_check")
                .then()
                .statusCode(401);
    }

    /** As it is written, so that nothing between here and the service makes it another path. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "operator/queues",
                "operator;a=b/queues",
                "operator%3Ba=b/queues",
                "operator%3ba/queues",
                "operator%3B/queues",
                "operator/queues;a=b",
                "operator/queues%3Ba",
                ";a/operator/queues",
                "%3Ba/operator/queues",
                "%6Fperator/queues",
                "o%70erator%2Fqueues",
                "operator%5Cqueues",
                "operator//queues",
                "/operator/queues",
                "./operator/queues",
                "a/../operator/queues",
                "a/%2e%2e/operator/queues",
                "operator/queues/",
                "operator/queues%20",
                "operator%00/queues",
                "operator%2F%2Fqueues",
                "OPERATOR/queues"
            })
    void no_spelling_of_a_path_leads_round_the_login(String path) throws Exception {
        String answer = raw("GET /lamp-service/" + path + " HTTP/1.1\r\nHost: shop\r\nConnection: close\r\n\r\n");

        assertThat(answer).doesNotContain("data-widget").matches("(?s)HTTP/1.1 4\\d\\d .*");
    }

    private static String raw(String request) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/xml", "text/plain"})
    void the_login_takes_a_form_and_nothing_else(String type) {
        given().contentType(type)
                .body("j_username=operator")
                .post("/j_security_check")
                .then()
                .statusCode(415)
                .contentType("application/problem+json")
                .body("detail", containsString("application/x-www-form-urlencoded"));
    }

    @Test
    void whoever_guesses_passwords_is_slowed_down_and_nobody_else_is() {
        String guesser = "198.51.100.7";
        for (int i = 0; i < 5; i++) {
            signIn(guesser, "guess " + i).statusCode(401);
        }

        signIn(guesser, "operator-of-the-tests")
                .statusCode(429)
                .header("Retry-After", "1")
                .body("detail", containsString("Too many wrong passwords"));
        signIn("198.51.100.8", "operator-of-the-tests").statusCode(200);

        await().until(() -> signIn(guesser, "operator-of-the-tests").extract().statusCode() == 200);
        await().until(() -> signIn(guesser, "guess again").extract().statusCode() == 401);
        signIn(guesser, "guess once more").statusCode(429).header("Retry-After", "2");
    }

    /** What stands before the services keeps that address, and no other, to the operators' host name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/checkouts/j_security_check",
                "/widgets/lamp/j_security_check",
                "/operator/j_security_check",
                "/j_security_check/j_security_check",
                "/nothing/j_security_check"
            })
    void signing_in_is_possible_at_one_address(String path) {
        ValidatableResponse answer = given().header("X-Forwarded-For", "198.51.100.30")
                .formParam("j_username", "operator")
                .formParam("j_password", "operator-of-the-tests")
                .post(path)
                .then();

        notFound(answer);
        assertThat(answer.extract().cookie("intarsia-operator")).isNull();
    }

    /** Or any page that an operator looks at could use up the operator's tries, from the operator's own address. */
    @ParameterizedTest
    @CsvSource({
        "Origin, http://elsewhere.example",
        "Origin, null",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site"
    })
    void a_login_from_another_site_is_refused_and_not_counted(String header, String value) {
        for (int i = 0; i < 10; i++) {
            given().header("X-Forwarded-For", "198.51.100.20")
                    .header(header, value)
                    .formParam("j_username", "operator")
                    .formParam("j_password", "guess " + i)
                    .post("/j_security_check")
                    .then()
                    .statusCode(403)
                    .contentType("application/problem+json")
                    .body("detail", containsString("own pages"));
        }
        signIn("198.51.100.20", "operator-of-the-tests").statusCode(200);
    }

    private static ValidatableResponse signIn(String from, String password) {
        return given().header("X-Forwarded-For", from)
                .formParam("j_username", "operator")
                .formParam("j_password", password)
                .post("/j_security_check")
                .then();
    }

    private static void notFound(ValidatableResponse answer) {
        answer.statusCode(404)
                .contentType("application/problem+json")
                .body("detail", equalTo("There is nothing here, or not for you"));
    }
}
