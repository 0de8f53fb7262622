package io.intarsia.kit.test;

import io.intarsia.kit.correlation.CorrelationId;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** An operator who has signed in to the service under test. */
public final class TestOperator {
    private static final String COOKIE = "intarsia-operator";

    private final String login;

    private TestOperator(String login) {
        this.login = login;
    }

    /** Signs in. */
    public static TestOperator signedIn() {
        return new TestOperator(RestAssured.given()
                .redirects()
                .follow(false)
                .formParam("j_username", "operator")
                .formParam(
                        "j_password", ConfigProvider.getConfig().getValue("intarsia.operator-password", String.class))
                .post("j_security_check")
                .getCookie(COOKIE));
    }

    /** A request of this operator. */
    public RequestSpecification asking() {
        return RestAssured.given().cookie(COOKIE, login);
    }

    /** What the service tells this operator of a checkout. */
    public Document about(CorrelationId checkout) {
        return Jsoup.parse(asking().queryParam("checkout", checkout.toString())
                .get("operator/queues")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }
}
