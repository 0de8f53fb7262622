package io.intarsia.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.intarsia.kit.correlation.CorrelationId;
import io.intarsia.kit.test.TestShopper;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** One shopper's browser, as delivery-service sees it. */
final class AtTheDoor {
    private static final String SERVICE = "delivery-service";
    private static final int MOST_TIMES = 20;

    private final TestShopper shopper = TestShopper.fresh();
    private final Clock clock;

    AtTheDoor(Clock clock) {
        this.clock = clock;
    }

    CorrelationId id() {
        return shopper.id();
    }

    /** All that is needed for a delivery to Berlin in a slot. */
    static Map<String, String> complete(String slot) {
        return new HashMap<>(Map.of(
                "name", "Ada Lovelace",
                "line1", "Invalidenstraße 116",
                "line2", "",
                "city", "Berlin",
                "postcode", "10115",
                "country", "DE",
                "option", slot.substring(0, slot.indexOf('-')),
                "slot", slot));
    }

    Response show() {
        return asking().get(base());
    }

    /** @param accepted as in {@code Accept-Language} */
    Response showIn(String accepted) {
        return asking().header("Accept-Language", accepted).get(base());
    }

    Response showAfter(long version) {
        return asking().queryParam("after", version).get(base());
    }

    Response save(Map<String, String> fields) {
        return asking().formParams(fields).post(base());
    }

    Response check(Map<String, String> fields) {
        return asking().formParams(fields).post(base() + "/check");
    }

    Response seal(long version) {
        return asking().header("If-Match", "\"" + version + "\"").post(base() + "/seal");
    }

    /** One of a crowd: without waiting for the answer, of which only the status is told. */
    CompletableFuture<Integer> saves(HttpClient browser, Map<String, String> fields) {
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return sends(
                browser,
                HttpRequest.newBuilder(address(base()))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)));
    }

    /** One of a crowd, as {@link #saves}. */
    CompletableFuture<Integer> seals(HttpClient browser, long version) {
        return sends(
                browser,
                HttpRequest.newBuilder(address(base() + "/seal"))
                        .header("If-Match", "\"" + version + "\"")
                        .POST(BodyPublishers.noBody()));
    }

    private CompletableFuture<Integer> sends(HttpClient browser, HttpRequest.Builder request) {
        return sends(browser, request.header("Correlation-Proof", proof()).build(), MOST_TIMES);
    }

    /** Where the shop is too busy for so many at once, it asks to come again, and they do. */
    private static CompletableFuture<Integer> sends(HttpClient browser, HttpRequest request, int times) {
        return browser.sendAsync(request, BodyHandlers.discarding())
                .thenApply(HttpResponse::statusCode)
                .thenCompose(status -> status == 503 && times > 1
                        ? sends(browser, request, times - 1)
                        : CompletableFuture.completedFuture(status));
    }

    private static URI address(String path) {
        return URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/" + SERVICE + path);
    }

    /** As no page does: without saying which version the shopper saw. */
    Response sealAnyVersion() {
        return asking().post(base() + "/seal");
    }

    /** Checks and seals a complete delivery in a slot. */
    void sealIn(String slot) {
        save(complete(slot)).then().statusCode(200);
        check(complete(slot)).then().statusCode(204);
        seal(version(show())).then().statusCode(200);
    }

    Response release() {
        return asking().delete(base() + "/seal");
    }

    Response carryOverFrom(AtTheDoor old) {
        return asking().header("Carried-From", old.id().toString())
                .header("Carried-From-Proof", old.proof())
                .post(base() + "/carry-over");
    }

    /** As no page does: without saying from which checkout. */
    Response carryOverFromNowhere() {
        return asking().post(base() + "/carry-over");
    }

    Response shipment() {
        return asking().get("/checkouts/" + id() + "/widgets/shipment");
    }

    Response shipmentAfter(long version) {
        return asking().queryParam("after", version).get("/checkouts/" + id() + "/widgets/shipment");
    }

    private RequestSpecification asking() {
        return RestAssured.given().header("Correlation-Proof", proof()).formParams(Map.of());
    }

    private String proof() {
        return shopper.proof(id(), SERVICE, clock.instant());
    }

    private String base() {
        return "/checkouts/" + id() + "/widgets/delivery";
    }

    /** An answer that is a whole widget. */
    static Element widget(Response answer) {
        assertThat(answer.contentType()).startsWith("text/html");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        Document document = Jsoup.parseBodyFragment(answer.asString());
        assertThat(document.body().children()).hasSize(1);
        return document.body().child(0);
    }

    static long version(Response answer) {
        return Long.parseLong(widget(answer).attr("data-version"));
    }

    static String value(Response answer, String field) {
        return widget(answer).expectFirst("#delivery-" + field).val();
    }

    static String error(Response answer, String field) {
        Element error = widget(answer).selectFirst("#delivery-" + field + "-error");
        return error == null ? "" : error.text();
    }

    /** The value of the radio button that is chosen in a group, or empty. */
    static String chosen(Response answer, String group) {
        Element checked = widget(answer).selectFirst("input[name=" + group + "][checked]");
        return checked == null ? "" : checked.val();
    }
}
