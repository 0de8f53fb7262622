package io.intarsia.checkout;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.test.TestShopper;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** A shopper at this service's doors, as the page's script acts for one. */
class Buyer {
    private final TestShopper shopper = TestShopper.fresh();

    CorrelationId id() {
        return shopper.id();
    }

    RequestSpecification asking() {
        return shopper.asking("checkout-service");
    }

    String proof() {
        return shopper.proofFor("checkout-service");
    }

    String path(String widget) {
        return "/checkouts/" + id() + "/widgets/" + widget;
    }

    ValidatableResponse adds(String sku, Object quantity) {
        return asking().formParam("sku", sku)
                .formParam("quantity", quantity)
                .post("/checkouts/" + id() + "/basket")
                .then();
    }

    ValidatableResponse changes(String sku, Object quantity) {
        return asking().formParam("sku", sku)
                .formParam("quantity", quantity)
                .post(path("summary"))
                .then();
    }

    ValidatableResponse writes(String email) {
        return asking().formParam("email", email).post(path("contact")).then();
    }

    /** Seals what is shown. */
    ValidatableResponse seals() {
        return seals(versionShown());
    }

    ValidatableResponse seals(String version) {
        return asking().header("If-Match", "\"" + version + "\"")
                .post(path("summary") + "/seal")
                .then();
    }

    ValidatableResponse places() {
        return asking().post(path("summary") + "/place").then();
    }

    ValidatableResponse releases() {
        return asking().delete(path("summary") + "/seal").then();
    }

    ValidatableResponse checks() {
        return asking().post(path("summary") + "/check").then();
    }

    /** Has the widgets' contents carried over from another checkout of the same shopper. */
    void carriesOverFrom(Buyer old) {
        for (String widget : new String[] {"summary", "contact"}) {
            asking().header("Carried-From", old.id().toString())
                    .header("Carried-From-Proof", old.proof())
                    .post(path(widget) + "/carry-over")
                    .then()
                    .statusCode(204);
        }
    }

    String versionShown() {
        return sees("summary").selectFirst("[data-widget]").attr("data-version");
    }

    Document sees(String widget) {
        Response answer = asking().get(path(widget));
        answer.then().statusCode(200).header("Cache-Control", "no-store");
        return Jsoup.parseBodyFragment(answer.asString());
    }

    String stateShown() {
        return sees("order").select("[role=status]").text();
    }

    String orderShown() {
        return sees("order").text();
    }

    /** With two trays and a good address, everything is sealed. */
    Buyer sealed() {
        adds("tray", 2).statusCode(200);
        writes("buyer@example.com").statusCode(200);
        seals().statusCode(200);
        return this;
    }

    Buyer placed() {
        sealed().places().statusCode(204);
        return this;
    }
}
