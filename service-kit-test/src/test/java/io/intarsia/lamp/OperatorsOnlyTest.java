package io.intarsia.lamp;

import static io.restassured.RestAssured.given;

import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestOperator;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As if a path had led round Quarkus's rule by path: here there is none. */
@QuarkusTest
@TestProfile(OperatorsOnlyTest.RuleByPathLedRound.class)
@WithTestResource(value = Infrastructure.class, initArgs = @ResourceArg(name = "service", value = "lamp-service"))
class OperatorsOnlyTest {
    public static class RuleByPathLedRound implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.auth.permission.operator.policy", "permit");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, queues", "POST, inbox/preview", "POST, inbox/again", "POST, history", "POST, forget"})
    void the_method_itself_asks_for_the_operator(String method, String path) {
        given().formParam("reason", "because")
                .request(method, "/operator/" + path)
                .then()
                .statusCode(401)
                .contentType("application/problem+json");
    }

    @Test
    void and_lets_the_operator_in() {
        TestOperator.signedIn().asking().get("/operator/queues").then().statusCode(200);
    }
}
