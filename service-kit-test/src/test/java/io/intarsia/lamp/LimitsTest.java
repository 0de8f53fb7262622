package io.intarsia.lamp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestShopper;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service's team gets without a line of code. Each test has clients of its own. */
@QuarkusTest
@TestProfile(LimitsTest.Limited.class)
@WithTestResource(value = Infrastructure.class, initArgs = @ResourceArg(name = "service", value = "lamp-service"))
class LimitsTest {
    private final TestShopper shopper = TestShopper.fresh();

    public static class Limited implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "intarsia.limits.pay-by-checkout", "3 in 1h",
                    "intarsia.limits.pay-by-client", "5 in 1h",
                    "intarsia.limits.seal-by-client", "4 in 1h",
                    "intarsia.limits.new-checkouts-by-client", "6 in 1h");
        }
    }

    @Test
    void one_checkout_tries_so_many_cards_from_wherever() {
        for (int i = 0; i < 3; i++) {
            assertThat(post(shopper, "pay", "192.0.2." + i).statusCode()).isEqualTo(204);
        }

        assertTooOften(post(shopper, "pay", "192.0.2.9"), 1200);
    }

    @Test
    void one_client_tries_so_many_cards_under_however_many_checkouts() {
        for (int i = 0; i < 5; i++) {
            assertThat(post(TestShopper.fresh(), "pay", "192.0.2.20").statusCode())
                    .isEqualTo(204);
        }

        assertTooOften(post(shopper, "pay", "192.0.2.20"), 720);
        assertThat(post(shopper, "pay", "192.0.2.21").statusCode()).isEqualTo(204);
    }

    @Test
    void what_a_client_may_not_try_does_not_count_against_its_checkout() {
        for (int i = 0; i < 5; i++) {
            post(TestShopper.fresh(), "pay", "192.0.2.30");
        }
        for (int i = 0; i < 5; i++) {
            assertTooOften(post(shopper, "pay", "192.0.2.30"), 720);
        }

        for (int i = 0; i < 3; i++) {
            assertThat(post(shopper, "pay", "192.0.2.31").statusCode()).isEqualTo(204);
        }
    }

    @Test
    void one_client_seals_so_often_and_may_do_everything_else() {
        for (int i = 0; i < 4; i++) {
            assertThat(post(shopper, "seal", "192.0.2.40").statusCode()).isEqualTo(204);
        }

        assertTooOften(post(shopper, "seal", "192.0.2.40"), 900);
        assertThat(post(shopper, "pay", "192.0.2.40").statusCode()).isEqualTo(204);
        shopper.asking("lamp-service")
                .header("X-Forwarded-For", "192.0.2.40")
                .get(path(shopper, ""))
                .then()
                .statusCode(200);
    }

    @Test
    void one_client_begins_so_many_checkouts_and_goes_on_with_those() {
        post(shopper, "", "192.0.2.50");
        for (int i = 0; i < 5; i++) {
            assertThat(post(TestShopper.fresh(), "", "192.0.2.50").statusCode()).isEqualTo(200);
        }

        assertTooOften(post(TestShopper.fresh(), "", "192.0.2.50"), 600);
        for (int i = 0; i < 20; i++) {
            assertThat(post(shopper, "", "192.0.2.50").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void to_look_begins_no_checkout() {
        for (int i = 0; i < 20; i++) {
            TestShopper looking = TestShopper.fresh();
            looking.asking("lamp-service")
                    .header("X-Forwarded-For", "192.0.2.60")
                    .get(path(looking, ""))
                    .then()
                    .statusCode(200);
        }

        assertThat(post(shopper, "", "192.0.2.60").statusCode()).isEqualTo(200);
    }

    @Test
    void who_knows_an_id_cannot_use_up_what_its_checkout_may_do() {
        for (int i = 0; i < 20; i++) {
            given().header("X-Forwarded-For", "192.0.2.70")
                    .formParam("a", "b")
                    .post(path(shopper, "/pay"))
                    .then()
                    .statusCode(404);
        }

        assertThat(post(shopper, "pay", "192.0.2.70").statusCode()).isEqualTo(204);
    }

    @Test
    void all_addresses_of_one_ipv6_network_are_one_client() {
        for (int i = 0; i < 4; i++) {
            post(shopper, "seal", "2001:db8:0:1::" + i);
        }

        assertTooOften(post(shopper, "seal", "2001:db8:0:1:ffff::1"), 900);
        assertThat(post(shopper, "seal", "2001:db8:0:2::1").statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%70ay", "/pay/", "//pay", "/pay;a=b"})
    void another_spelling_of_the_path_is_no_way_round(String pay) {
        String client = "192.0.2." + (100 + pay.length());
        for (int i = 0; i < 3; i++) {
            post(shopper, "pay", client);
        }

        Response answer = shopper.asking("lamp-service")
                .urlEncodingEnabled(false)
                .header("X-Forwarded-For", client)
                .formParam("a", "b")
                .post(path(shopper, pay));

        assertThat(answer.statusCode()).isIn(400, 404, 405, 429);
    }

    @Test
    void what_is_refused_is_counted_for_the_operator() {
        for (int i = 0; i < 5; i++) {
            post(shopper, "seal", "192.0.2.80");
        }

        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("intarsia_limits_refused_total{limit=\"seal-by-client\"}"));
    }

    private static void assertTooOften(Response answer, int seconds) {
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(seconds - 30, seconds);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.jsonPath().getString("detail")).contains("too often", "try again in");
    }

    private static Response post(TestShopper who, String step, String from) {
        return who.asking("lamp-service")
                .header("X-Forwarded-For", from)
                .formParam("colour", "red")
                .post(path(who, step.isEmpty() ? "" : "/" + step));
    }

    private static String path(TestShopper who, String below) {
        return "/checkouts/" + who.id() + "/widgets/lamp" + below;
    }
}
