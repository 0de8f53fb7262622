package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What an operator sees of a checkout; nobody else sees it. */
class EventLogTest extends Journey {
    private static final List<String> SERVICES =
            List.of("checkout-service", "delivery-service", "event-log-service", "payment-service");

    @Test
    void an_operator_reads_the_story_of_one_checkout_after_a_login() {
        assumeTrue(
                ShopUnderTest.isLocal(),
                "-Dbase-url names an installation whose operator's password is not known here");
        Shopper zoe = aShopper().buys(Shopper.APPROVED).isOnTheOrdersPage().sees("Order confirmed");
        ShopUnderTest.awaitInEventLog(zoe.orderId(), "payment.captured");
        Shopper operator = aShopper();
        Page page = operator.page();

        page.navigate("/event-log/" + zoe.orderId());
        assertThat(page.getByText("order.placed")).hasCount(0);
        operator.types("Password", "guessed");
        operator.button("Sign in").click();
        operator.reads("not the operator's password");
        assertThat(page.getByText("order.placed")).hasCount(0);
        operator.types("Password", ShopUnderTest.shop().operatorPassword());
        operator.button("Sign in").click();

        for (String type : new String[] {
            "order.placed",
            "payment.authorised.delivery-service",
            "reservation.made.delivery-service",
            "payment.secured",
            "order.confirmed",
            "payment.captured"
        }) {
            assertThat(page.getByRole(
                                    AriaRole.CELL,
                                    new Page.GetByRoleOptions().setName(type).setExact(true))
                            .first())
                    .isVisible();
        }
        assertThat(page.getByText("Leipzig")).hasCount(0);
    }

    /** The page tells each service, so none of them needs to ask another. */
    @Test
    void who_has_a_copy_of_the_cookie_is_let_in_nowhere_after_the_operator_has_signed_out() throws Exception {
        assumeTrue(ShopUnderTest.isLocal(), "the services of another installation are not known here");
        Shopper operator = aSignedInOperator();
        Page page = operator.page();
        for (String service : SERVICES) {
            assertThat(page.locator("[data-widget='" + service + "/operator'] dl, [data-widget='" + service
                                    + "/operator'] table")
                            .first())
                    .isVisible();
        }
        String copy = operatorCookie(page).orElseThrow();
        for (String service : SERVICES) {
            org.assertj.core.api.Assertions.assertThat(statusWith(copy, service))
                    .as(service)
                    .isEqualTo(200);
        }

        Page other = page.context().newPage();
        other.navigate("/event-log");
        assertThat(other.locator("#events-list")).isVisible();

        operator.button("Sign out").click();

        assertThat(page.getByText("is shown after signing in")).hasCount(SERVICES.size());
        assertThat(other.getByText("is shown after signing in")).hasCount(SERVICES.size());
        assertThat(other.locator("#events-list")).hasCount(0);
        assertThat(other.getByLabel("Password")).isVisible();
        for (String service : SERVICES) {
            org.assertj.core.api.Assertions.assertThat(statusWith(copy, service))
                    .as(service)
                    .isEqualTo(401);
        }
        org.assertj.core.api.Assertions.assertThat(operatorCookie(page)).isEmpty();
    }

    /** Whichever service answers first, and whatever becomes of the cookie. */
    @Test
    void a_service_that_hears_of_the_end_last_ends_the_login_too() throws Exception {
        assumeTrue(ShopUnderTest.isLocal(), "the operator's password of another installation is not known here");
        Shopper operator = aSignedInOperator();
        Page page = operator.page();
        assertThat(page.locator("[data-widget='delivery-service/operator'] dl").first())
                .isVisible();
        String copy = operatorCookie(page).orElseThrow();
        AtomicReference<Route> last = new AtomicReference<>();
        page.route("**/delivery-service/signed-out", last::set);

        operator.button("Sign out").click();
        page.waitForCondition(() -> last.get() != null && operatorCookie(page).isEmpty());
        org.assertj.core.api.Assertions.assertThat(statusWith(copy, "delivery-service"))
                .isEqualTo(200);
        page.waitForResponse("**/delivery-service/signed-out", () -> last.get().resume());

        org.assertj.core.api.Assertions.assertThat(statusWith(copy, "delivery-service"))
                .isEqualTo(401);
    }

    private Shopper aSignedInOperator() {
        Shopper operator = aShopper();
        operator.page().navigate("/event-log");
        operator.types("Password", ShopUnderTest.shop().operatorPassword());
        operator.button("Sign in").click();
        return operator;
    }

    private static Optional<String> operatorCookie(Page page) {
        return page.context().cookies().stream()
                .filter(cookie -> cookie.name.equals("intarsia-operator"))
                .map(cookie -> cookie.value)
                .findFirst();
    }

    @Test
    void a_login_that_runs_out_leaves_nothing_on_the_page() {
        assumeTrue(ShopUnderTest.isLocal(), "the operator's password of another installation is not known here");
        Shopper operator = aSignedInOperator();
        Page page = operator.page();
        assertThat(page.locator("#events-list")).isVisible();
        assertThat(page.getByText("is shown after signing in")).hasCount(0);

        page.context().clearCookies();

        assertThat(page.getByLabel("Password")).isVisible();
        assertThat(page.locator("#events-list")).hasCount(0);
        assertThat(page.getByText("is shown after signing in")).hasCount(SERVICES.size());
    }

    private static int statusWith(String cookie, String service) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(ShopUnderTest.url() + "/" + service + "/operator/queues"))
                .header("Cookie", "intarsia-operator=" + cookie)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void a_list_that_is_paused_stands_still_says_what_came_and_goes_on() {
        Shopper operator = aSignedInOperator();
        Page page = operator.page();
        assertThat(page.locator("#events-heading")).isFocused();

        operator.button("Pause").click();
        assertThat(page.getByText("Nothing newer has come")).isVisible();
        assertThat(page.locator("#events-heading")).isVisible();
        assertThat(page.getByRole(AriaRole.SEARCH)).isVisible();
        Shopper zoe = aShopper().buys(Shopper.APPROVED).isOnTheOrdersPage();
        ShopUnderTest.awaitInEventLog(zoe.orderId(), "order.placed");
        assertThat(page.getByText("newer events have come")).isVisible();
        operator.button("Go on").click();

        assertThat(page.getByText("New events appear by themselves")).isVisible();
        assertThat(page.getByRole(AriaRole.SEARCH)).isVisible();
    }
}
