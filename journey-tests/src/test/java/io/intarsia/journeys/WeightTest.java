package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.LoadState;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the checkout weighs, and that the pages stand still while their parts come. */
@Tag("any-installation")
class WeightTest extends Journey {
    private static final int MOST_BYTES = 60 * 1024;
    private static final double HARDLY_ANYTHING = 0.02;
    private static final Pattern OWN_CONTENT = Pattern.compile(".*/checkouts/[^/]+/widgets/[a-z-]+$");
    private static final String NOTES_WHAT_MOVES = """
            if (!window.moved) {
              window.moved = [];
              new PerformanceObserver(list => list.getEntries().forEach(shift => shift.hadRecentInput || moved.push({
                value: shift.value, what: shift.sources.map(s => s.node?.id || s.node?.className || s.node?.nodeName)
              }))).observe({type: 'layout-shift', buffered: true});
            }""";

    /** As of a first visit that has put five products into the basket: the browser has nothing of this page yet. */
    @Test
    void the_checkout_weighs_at_most_60_kilobytes_and_has_no_scripts_but_the_pages_and_small_ones_of_services() {
        Shopper zoe = aShopper().hasABasketOf(5);
        zoe.context().newCDPSession(zoe.page()).send("Network.clearBrowserCache");
        List<Request> asked = new ArrayList<>();
        zoe.page().onRequestFinished(asked::add);
        zoe.opensTheCheckout();
        zoe.page().waitForLoadState(LoadState.NETWORKIDLE);

        List<Request> heavy = asked.stream()
                .filter(request -> !request.resourceType().equals("image"))
                .toList();
        int bytes = heavy.stream()
                .mapToInt(request -> request.sizes().responseBodySize)
                .sum();
        System.out.println("Bytes of the checkout with five products, compressed, without pictures: " + bytes);
        assertThat(bytes)
                .as(
                        "%s",
                        heavy.stream()
                                .map(request -> request.url() + " " + request.sizes().responseBodySize)
                                .toList())
                .isGreaterThan(20 * 1024)
                .isLessThanOrEqualTo(MOST_BYTES);
        assertThat(heavy.stream()
                        .filter(request -> request.resourceType().equals("script"))
                        .map(request -> request.url().replaceAll("^https?://[^/]+", "")))
                .hasSizeLessThanOrEqualTo(4)
                .allMatch(path ->
                        path.matches("/assets/(htmx|intarsia)\\..*js|/[a-z-]+-service/assets/[a-z-]+-service\\..*js"));
    }

    @ParameterizedTest(name = "{0} in the basket")
    @ValueSource(ints = {1, 2, 5})
    void nothing_moves_when_a_widget_of_a_purchase_arrives_late(int products) {
        Shopper zoe = aShopper().hasABasketOf(products);
        standsStill(zoe, "the checkout of " + products, 4);
        zoe.saysWhoAndWhere()
                .typesACard(Shopper.APPROVED)
                .placesTheOrder()
                .isOnTheOrdersPage()
                .sees("Order confirmed")
                .reads("There is nothing more for you to do");
        standsStill(zoe, "the order of " + products, 4);
    }

    @Test
    void nothing_moves_when_the_basket_arrives_late() {
        Shopper zoe = aShopper().opensTheShop().addsToBasket(0).reads("Added");
        standsStill(zoe, "the storefront", 1);
    }

    private static void standsStill(Shopper shopper, String where, int widgets) {
        for (int width : new int[] {1280, 768, 320}) {
            shopper.page().setViewportSize(width, 780);
            double moved = moved(shopper, widgets);
            System.out.println("Layout shift of " + where + " at " + width + ": " + moved);
            assertThat(moved)
                    .as("%s at %d: %s", where, width, shopper.page().evaluate("() => JSON.stringify(moved)"))
                    .isLessThanOrEqualTo(HARDLY_ANYTHING);
        }
        shopper.page().setViewportSize(1280, 900);
    }

    /** The page again, of which the first paint comes before so many widgets. */
    private static double moved(Shopper shopper, int widgets) {
        Page page = shopper.page();
        List<Route> held = new ArrayList<>();
        page.route(OWN_CONTENT, held::add);

        page.addInitScript(NOTES_WHAT_MOVES);
        page.reload();
        assertThat(page.locator("[data-widget][aria-busy]").first()).isVisible();
        page.waitForFunction("() => performance.getEntriesByName('first-contentful-paint').length === 1");
        page.waitForCondition(() -> held.size() >= widgets);
        page.unroute(OWN_CONTENT);
        held.forEach(Route::resume);
        shopper.seesAllWidgets();

        page.waitForFunction(
                "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
        return ((Number) page.evaluate("() => moved.reduce((sum, shift) => sum + shift.value, 0)")).doubleValue();
    }
}
