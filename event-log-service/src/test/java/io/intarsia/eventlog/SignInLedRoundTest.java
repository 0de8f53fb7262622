package io.intarsia.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.kit.test.Infrastructure;
import io.intarsia.kit.test.TestOperator;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** As if a path had led round the rule that the address of the sign-in takes only what the provider says: here it takes the cookie, too. */
@QuarkusTest
@TestProfile(SignInLedRoundTest.RuleByPathLedRound.class)
@WithTestResource(Infrastructure.class)
@WithTestResource(Provider.class)
class SignInLedRoundTest {
    public static class RuleByPathLedRound implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.auth.permission.elsewhere.auth-mechanism", "form");
        }
    }

    /** Or it would have no end. */
    @Test
    void a_login_that_there_is_does_not_begin_anew() {
        Response answer =
                TestOperator.signedIn().asking().redirects().follow(false).get("sign-in");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.getCookie("intarsia-operator")).isNull();
    }
}
