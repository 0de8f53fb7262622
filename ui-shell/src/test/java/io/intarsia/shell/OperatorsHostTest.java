package io.intarsia.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(OperatorsHostTest.OfTheirOwn.class)
@WithTestResource(Neighbourhood.class)
class OperatorsHostTest extends Town {
    private static final String ID = "6fd6bb94-7ca1-8ee6-a6e2-ad0e7a7b2a5f";

    private SmallService acme;

    public static class OfTheirOwn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("intarsia.shell.operators-host", "operators.shop.example");
        }
    }

    @BeforeEach
    void listOneService() throws Exception {
        acme = service("acme-service");
        listed(acme);
        acme.requests.clear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/event-log",
                "/event-log/" + ID,
                "/event-log/6FD6BB94",
                "/event-log/",
                "/acme-service/operator",
                "/acme-service/operator/queues",
                "/acme-service/operator/queues?x=/checkouts/",
                "/acme-service/j_security_check",
                "/acme-service/sign-in",
                "/acme-service/sign-in?code=1&state=2"
            })
    void operators_pages_answer_on_their_host_and_are_not_found_on_any_other(String path) throws Exception {
        for (String host :
                new String[] {"shop.example", "localhost", "operators.shop.example.", "a.operators.shop.example"}) {
            assertThat(on(host, path).status()).as(host).isEqualTo(404);
        }
        assertThat(acme.requests).isEmpty();

        for (String host : new String[] {"operators.shop.example", "Operators.Shop.Example:8443"}) {
            Answer answer = on(host, path);
            boolean passed =
                    acme.requests.stream().anyMatch(request -> request.uri().equals(path));
            assertThat(answer.status() < 400 || passed || path.equals("/event-log/"))
                    .as(host)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/checkout",
                "/orders/" + ID,
                "/acme-service/checkouts/" + ID + "/widgets/acme",
                "/acme-service/checkouts/" + ID + "/widgets/acme/seal"
            })
    void the_shops_pages_are_not_found_on_the_operators_host(String path) throws Exception {
        assertThat(on("operators.shop.example", path).status()).isEqualTo(404);
        assertThat(acme.requests).isEmpty();

        Answer answer = on("shop.example", path);
        assertThat(answer.status() == 200 || !acme.requests.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%65vent-log",
                "/./event-log",
                "//event-log",
                "/event-log;a",
                "/checkout/../event-log",
                "/acme-service/%6fperator/queues",
                "/acme-service//operator/queues",
                "/acme-service/./operator/queues",
                "/acme-service/operator;a/queues",
                "/acme-service%2Foperator/queues",
                "/acme-service/j_security%5fcheck",
                "/event-log#a",
                "/acme-service/sign-in#a",
                "/acme-service/j_security_check#a"
            })
    void no_spelling_of_a_path_leads_there_from_the_shops_host(String path) throws Exception {
        assertThat(on("shop.example", path).status()).isIn(400, 404);
        assertThat(acme.requests).isEmpty();
    }

    @Test
    void what_both_need_answers_on_both() throws Exception {
        for (String host : new String[] {"shop.example", "operators.shop.example"}) {
            assertThat(on(host, "/acme-service/manifest").status()).isEqualTo(200);
            String script = page("/").select("script[src]").get(0).attr("src");
            assertThat(on(host, script).status()).isEqualTo(200);
            assertThat(on(host, "/q/health/ready").status()).isEqualTo(200);
        }
    }

    private Answer on(String host, String path) throws Exception {
        return get(path, Map.of("Host", host));
    }
}
