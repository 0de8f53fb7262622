package io.intarsia.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.test.TestShopper;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** One shopper at the cash desk, over HTTP. */
final class TestCheckout {
    static final String APPROVED = "4242 4242 4242 4242";
    static final String DECLINED = "4000 0000 0000 0002";
    static final long GOODS = 12_900;
    static final long DELIVERY = 490;
    static final long TOTAL = GOODS + DELIVERY;

    private static final String SERVICE = "payment-service";

    private final TestShopper shopper = TestShopper.fresh();
    private final Quotes quotes;

    TestCheckout(Quotes quotes) {
        this.quotes = quotes;
    }

    CorrelationId id() {
        return shopper.id();
    }

    RequestSpecification asking() {
        return shopper.asking(SERVICE).pathParam("id", id().toString());
    }

    Response card() {
        return asking().get(path("card"));
    }

    Response check(String name, String number, String expiry, String code) {
        return typed(name, number, expiry, code).post(path("card") + "/check");
    }

    Response pay(String number) {
        return pay(number, TOTAL, List.of(quotes.goods(id(), GOODS), quotes.delivery(id(), DELIVERY)));
    }

    Response pay(String number, long total, List<String> sealed) {
        return typed("Ada Lovelace", number, "12/40", number.startsWith("37") ? "1234" : "123")
                .formParam("quote", sealed)
                .formParam("total", total)
                .formParam("currency", "EUR")
                .post(path("card") + "/pay");
    }

    Response release() {
        return asking().delete(path("card") + "/seal");
    }

    Response receipt() {
        return asking().get(path("receipt"));
    }

    Response receiptAfter(String version) {
        return asking().queryParam("after", version).get(path("receipt"));
    }

    Response retry(String number) {
        return typed("Ada Lovelace", number, "12/40", "123").post(path("receipt") + "/retry");
    }

    Response renew(List<String> sealed) {
        return asking().contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParam("quote", sealed)
                .post(path("receipt") + "/renew");
    }

    /** What the receipt says in one word or two. */
    String state() {
        return badge(receipt());
    }

    void awaitState(String state) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(state()).isEqualTo(state));
    }

    static String badge(Response receipt) {
        return html(receipt).select(".badge").text();
    }

    static Document html(Response answer) {
        return Jsoup.parse(answer.asString());
    }

    private RequestSpecification typed(String name, String number, String expiry, String code) {
        return asking().contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParam("name", name)
                .formParam("number", number)
                .formParam("expiry", expiry)
                .formParam("code", code);
    }

    private static String path(String widget) {
        return "/checkouts/{id}/widgets/" + widget;
    }
}
