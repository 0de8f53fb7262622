package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the checkout weighs, and that it stands still while its parts come. */
@Tag("any-installation")
class WeightTest extends Journey {
    private static final int MOST_BYTES = 60 * 1024;
    private static final double HARDLY_ANYTHING = 0.02;

    @Test
    void the_checkout_weighs_at_most_60_kilobytes_and_has_no_scripts_but_the_pages_and_small_ones_of_services() {
        Shopper zoe = aShopper();
        List<Request> asked = new ArrayList<>();
        zoe.page().onRequestFinished(asked::add);
        zoe.opensTheCheckout();
        zoe.page().waitForLoadState(com.microsoft.playwright.options.LoadState.NETWORKIDLE);

        List<Request> heavy = asked.stream()
                .filter(request -> !request.resourceType().equals("image"))
                .toList();
        int bytes = heavy.stream()
                .mapToInt(request -> request.sizes().responseBodySize)
                .sum();
        System.out.println("Bytes of the checkout, compressed, without pictures: " + bytes);
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

    @ParameterizedTest(name = "{0} pixels wide, {1} in the basket")
    @CsvSource({"1280, 1", "1280, 5", "320, 1", "320, 2", "320, 5"})
    void nothing_moves_when_a_widget_arrives_late(int width, int products) {
        Shopper zoe = aShopperAt(width).hasABasketOf(products);
        Page page = zoe.page();
        page.addInitScript("""
                window.moved = [];
                new PerformanceObserver(list => list.getEntries().forEach(shift => shift.hadRecentInput || moved.push({
                  value: shift.value, what: shift.sources.map(s => s.node?.id || s.node?.className || s.node?.nodeName)
                }))).observe({type: 'layout-shift', buffered: true});""");
        List<com.microsoft.playwright.Route> held = new ArrayList<>();
        page.route(Pattern.compile(".*/checkouts/[^/]+/widgets/[a-z-]+$"), held::add);

        page.reload();
        assertThat(page.locator("[data-widget][aria-busy]").first()).isVisible();
        page.waitForFunction("() => performance.getEntriesByName('first-contentful-paint').length === 1");
        page.waitForCondition(() -> held.size() >= 4);
        page.unroute(Pattern.compile(".*/checkouts/[^/]+/widgets/[a-z-]+$"));
        held.forEach(com.microsoft.playwright.Route::resume);
        zoe.seesAllWidgets();

        page.waitForFunction(
                "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
        double moved =
                ((Number) page.evaluate("() => moved.reduce((sum, shift) => sum + shift.value, 0)")).doubleValue();
        System.out.println("Layout shift at " + width + " with " + products + " in the basket: " + moved);
        assertThat(moved).as("%s", page.evaluate("() => JSON.stringify(moved)")).isLessThanOrEqualTo(HARDLY_ANYTHING);
    }
}
