package io.intarsia.shell;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's script in a real browser, with two services that have no meaning. */
@QuarkusTest
@WithTestResource(Neighbourhood.class)
class ScriptTest extends Town {
    private static final List<String> ALL_STEPS = List.of("check", "seal", "release", "carry-over");
    private static final String UNKNOWN_ID = "4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84";

    /** The page's own limits and pauses, which nobody wants to wait for here. */
    private static final String FOUR_TIMES_AS_FAST = """
            const later = setTimeout;
            window.setTimeout = (then, millis, ...rest) => later(then, millis >= 1000 ? millis / 4 : millis, ...rest);
            const { get, set } = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, 'timeout');
            Object.defineProperty(XMLHttpRequest.prototype, 'timeout', { get, set(millis) { set.call(this, millis / 4); } });""";

    private static final String GIVES_UP_TEN_TIMES_AS_FAST =
            "const timeout = AbortSignal.timeout; AbortSignal.timeout = millis => timeout.call(AbortSignal, millis / 10)";

    private static final String NOTHING_IS_TRIED_AGAIN_BY_ITSELF = """
            const later = setTimeout;
            window.setTimeout = (then, millis, ...rest) => later(then, millis >= 1000 ? 3_600_000 : millis, ...rest);""";

    private static Playwright playwright;
    private static Browser browser;
    private static String whyNone;

    private final Shelf acme = new Shelf("acme-service", "acme");
    private final Shelf beta = new Shelf("beta-service", "beta");
    private SmallService betaService;
    private BrowserContext context;
    private Page page;

    @BeforeAll
    static void openBrowser() {
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        Optional<Path> installed = Stream.of(
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome",
                        "/usr/bin/microsoft-edge")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (installed.isEmpty()) {
            whyNone = "no Chromium, Chrome or Edge in /usr/bin; the journeys may find another";
            return;
        }
        try {
            playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(installed.get())
                            .setChromiumSandbox(false)
                            .setArgs(List.of(
                                    // Playwright's own, as far as they matter here, and what Chromium makes ready in
                                    // every window for its address bar.
                                    "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,BlockOriginHeaderModificationOnRedirect,"
                                            + "HttpsUpgrades,PaintHolding,Translate,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,WebUIOmniboxPopup",
                                    "--disable-gpu",
                                    "--disable-quic",
                                    "--no-first-run",
                                    "--disable-background-networking",
                                    "--disable-component-update",
                                    "--disable-sync")));
        } catch (PlaywrightException e) {
            whyNone = "Playwright cannot start " + installed.get() + ": " + e.getMessage();
        }
    }

    @AfterAll
    static void closeBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void open_the_checkout() throws Exception {
        if (browser == null) {
            abort(whyNone);
        }
        betaService = listed("beta-service", beta, "beta", "main", ALL_STEPS);
        SmallService acmeService = listed(
                "acme-service",
                acme,
                "acme",
                "aside",
                Stream.concat(ALL_STEPS.stream(), Stream.of("place", "pay")).toList());
        acmeService
                .widget(new SmallService.Widget("button", "checkout", "action", 1, true, 300, "Missing.", List.of()))
                .skeleton(
                        "button",
                        "<section data-widget='acme-service/button'><output data-total></output><button type='button' data-action='place-order'>Place order</button><p role='status' data-placing-status></p></section>");
        list(acmeService, betaService);
        eventually(() -> assertThat(page("/checkout").select("[data-widget]:not([data-fallback])"))
                .hasSize(3));
        context = browser.newContext();
        page = context.newPage();
        page.navigate(shell.resolve("/checkout").toString());
        isComplete(page);
    }

    @AfterEach
    void close() {
        if (context != null) {
            // A route that is for one request only takes itself away at the request, which may come while the page
            // closes.
            page.unrouteAll();
            context.close();
        }
    }

    private SmallService listed(String name, Shelf shelf, String widget, String region, List<String> steps) {
        return service(name)
                .widget(new SmallService.Widget(
                        widget, "checkout", region, 10, true, 300, widget + " is missing.", steps))
                .skeleton(widget, shelf.skeleton())
                .checkouts(shelf);
    }

    private static void isComplete(Page page) {
        assertThat(page.locator("[data-widget][data-version]:not([aria-busy])")).hasCount(2);
    }

    @Test
    void the_id_is_the_beginning_of_the_keys_thumbprint_and_a_proof_is_for_one_service() throws Exception {
        Shelf.Asked asked = acme.last("GET");

        JsonWebSignature proof = asked.proof();
        PublicJsonWebKey key = proof.getHeaders().getPublicJwkHeaderValue("jwk", null);
        proof.setKey(key.getPublicKey());
        JwtClaims claims = JwtClaims.parse(proof.getPayload());

        assertThat(proof.verifySignature()).isTrue();
        assertThat(proof.getAlgorithmHeaderValue()).isEqualTo("ES256");
        assertThat(proof.getHeader("typ")).isEqualTo("correlation-proof+jwt");
        assertThat(asked.id()).isEqualTo(idOf(key));
        assertThat(claims.getSubject()).isEqualTo(asked.id());
        assertThat(claims.getAudience()).containsExactly("acme-service");
        assertThat(claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue())
                .isBetween(1L, 300L);
        assertThat(beta.last("GET").id()).isEqualTo(asked.id());
        assertThat(beta.last("GET").headers().getFirst("Correlation-Proof"))
                .isNotEqualTo(asked.headers().getFirst("Correlation-Proof"));
    }

    /** RFC 7638 by another library, then UUIDv8 by the letter of RFC 9562. */
    private static String idOf(PublicJsonWebKey key) {
        byte[] thumbprint = key.calculateThumbprint("SHA-256");
        BigInteger bits = new BigInteger(1, Arrays.copyOf(thumbprint, 16)).shiftRight(6);
        long high = bits.shiftRight(74)
                .shiftLeft(16)
                .or(BigInteger.valueOf(0x8000))
                .or(bits.shiftRight(62).and(BigInteger.valueOf(0xFFF)))
                .longValue();
        long low =
                bits.and(BigInteger.ONE.shiftLeft(62).subtract(BigInteger.ONE)).longValue() | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }

    @Test
    void two_tabs_that_open_at_once_share_one_checkout_and_so_does_a_reload() {
        try (BrowserContext another = browser.newContext()) {
            acme.asked.clear();
            Page first = another.newPage();
            Page second = another.newPage();
            first.evaluate("location.href = '" + shell.resolve("/checkout") + "'");
            second.evaluate("location.href = '" + shell.resolve("/checkout") + "'");
            isComplete(first);
            isComplete(second);
            first.reload();
            isComplete(first);

            assertThat(acme.asked.stream().map(Shelf.Asked::id).distinct()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/acme-service/assets/other.js", "/assets/htmx.js"})
    void a_script_that_the_page_is_not_made_with_does_not_run_wherever_it_comes_from(String path) {
        page.route(
                "**" + path,
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/javascript")
                        .setBody("document.title = 'taken over'")));

        Object refused = page.evaluate("""
                path => new Promise(resolve => {
                  document.addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective));
                  const script = document.createElement('script');
                  script.src = path;
                  script.onload = () => resolve('it ran');
                  document.body.append(script);
                })""", path);

        assertThat(refused).isEqualTo("script-src-elem");
        assertThat(page.title()).doesNotContain("taken over");
    }

    @Test
    void an_order_of_another_browser_is_not_shown_and_the_page_says_why() {
        page.navigate(shell.resolve("/orders/" + UNKNOWN_ID).toString());

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("another browser");
    }

    @Test
    void the_amounts_on_the_page_are_summed() {
        assertThat(page.locator("[data-total]")).hasText(new String[] {"€25.80", "€25.80"});
    }

    @Test
    void a_changed_total_is_announced_once_though_it_is_shown_in_several_places() {
        assertThat(page.locator("[data-total]:not([aria-live=off])")).hasCount(1);
        assertThat(page.locator(".standing-total [data-total]:not([aria-live=off])"))
                .hasCount(1);
    }

    @Test
    void while_something_that_costs_is_saved_the_total_says_that_it_is_the_one_of_before_but_not_for_a_moment() {
        Locator total = page.locator(".standing-total output");
        Route held = holdFirstPost("beta-service", () -> {
            note("beta").fill("A");
            assertThat(page.evaluate("""
                    () => {
                      document.getElementById('beta-note').blur();
                      return document.querySelectorAll('[data-total][aria-busy]').length;
                    }""")).isEqualTo(0);
        });
        assertThat(total).hasAttribute("aria-busy", "true");

        beta.amount = 1490;
        held.resume();

        assertThat(total).hasText("€27.80");
        assertThat(total).not().hasAttribute("aria-busy", "true");
    }

    @Test
    void a_price_that_is_another_one_when_it_comes_to_paying_is_shown_and_asked_again() {
        beta.amount = 1490;
        acme.trouble.put("POST pay", 409);

        placeOrder();

        assertThat(page.locator("[data-placing-status]")).containsText("changed");
        assertThat(page.locator(".standing-total output")).hasText("€27.80");
        acme.trouble.clear();
        placeOrder();
        page.waitForURL("**/orders/*");
        assertThat(acme.last("POST pay").form()).containsEntry("total", "2780");
    }

    @Test
    void placing_an_order_checks_all_seals_all_with_the_owner_of_the_order_last_places_and_pays() {
        note("acme").fill("A");
        note("beta").fill("B");
        page.getByLabel("Secret of acme").fill("1234");

        placeOrder();

        page.waitForURL("**/orders/*");
        String id = acme.last("POST pay").id();
        assertThat(page.url()).endsWith("/orders/" + id);
        assertThat(acme.steps()).containsSubsequence("POST check", "POST seal", "POST place", "POST pay");
        assertThat(beta.steps())
                .containsSubsequence("POST check", "POST seal")
                .doesNotContain("POST place", "POST pay");
        assertThat(acme.last("POST check").form()).containsEntry("note", "A").containsEntry("secret", "1234");
        assertThat(beta.last("POST check").form()).containsEntry("note", "B").doesNotContainValue("1234");
        assertThat(acme.last("POST seal").headers().getFirst("If-Match")).isEqualTo("\"1\"");
        assertThat(acme.last("POST pay").form())
                .hasEntrySatisfying(
                        "quote",
                        quotes -> assertThat(quotes).matches("quote-of-acme-service\\S+ quote-of-beta-service\\S+"))
                .containsEntry("total", "2580")
                .containsEntry("currency", "EUR")
                .containsEntry("secret", "1234");
    }

    @Test
    void after_an_order_the_next_checkout_has_another_id_in_every_tab() {
        Page other = context.newPage();
        other.navigate(shell.resolve("/checkout").toString());
        isComplete(other);
        String first = acme.last("GET").id();

        placeOrder();

        page.waitForURL("**/orders/" + first);
        eventually(() -> assertThat(acme.last("GET").id()).isNotEqualTo(first));
    }

    @Test
    void the_last_order_is_one_link_away_on_every_page_and_where_there_is_nothing_to_buy() {
        Page other = context.newPage();
        other.navigate(shell.resolve("/checkout").toString());
        isComplete(other);
        assertThat(lastOrder(other.locator("body"))).hasCount(0);

        placeOrder();
        page.waitForURL("**/orders/*");

        String id = acme.last("POST pay").id();
        assertThat(lastOrder(other.locator("footer"))).hasAttribute("href", "/orders/" + id);
        assertThat(lastOrder(other.locator("main"))).hasCount(0);
        acme.empty = true;
        page.goBack();
        assertThat(lastOrder(page.locator("main")))
                .hasText("Your last order: " + id.substring(0, 8).toUpperCase());
        lastOrder(page.locator("main")).click();
        page.waitForURL("**/orders/" + id);
        assertThat(lastOrder(page.locator("body"))).hasCount(0);
        page.navigate(shell.resolve("/").toString());
        lastOrder(page.locator("footer")).click();
        page.waitForURL("**/orders/" + id);
    }

    @Test
    void where_there_is_something_to_buy_again_the_last_order_is_at_the_foot_only_and_nowhere_when_it_is_forgotten() {
        placeOrder();
        page.waitForURL("**/orders/*");
        acme.empty = true;
        page.navigate(shell.resolve("/checkout").toString());
        assertThat(lastOrder(page.locator("main"))).isVisible();

        acme.empty = false;
        page.evaluate("document.body.dispatchEvent(new CustomEvent('acme-service:changed'))");

        assertThat(lastOrder(page.locator("main"))).hasCount(0);
        assertThat(lastOrder(page.locator("footer"))).isVisible();
        page.locator("[data-action=forget]").click();
        assertThat(page.locator("[data-forgotten]")).not().isEmpty();
        assertThat(lastOrder(page.locator("body"))).hasCount(0);
    }

    private static Locator lastOrder(Locator within) {
        return within.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Your last order"));
    }

    @Test
    void whoever_is_gone_between_paying_and_the_page_of_the_order_is_led_to_it_by_placing_it_again() {
        List<Route> paid = new CopyOnWriteArrayList<>();
        page.route("**/pay", route -> {
            route.fetch();
            paid.add(route);
        });
        placeOrder();
        page.waitForCondition(() -> !paid.isEmpty());
        String id = acme.last("POST pay").id();
        page.close();

        page = context.newPage();
        page.navigate(shell.resolve("/checkout").toString());
        isComplete(page);
        placeOrder();

        page.waitForURL("**/orders/" + id);
        assertThat(lastOrder(page.locator("body"))).hasCount(0);
    }

    @Test
    void two_tabs_that_place_the_order_at_once_place_one() {
        Page other = context.newPage();
        other.navigate(shell.resolve("/checkout").toString());
        isComplete(other);
        List<Route> paying = new CopyOnWriteArrayList<>();
        page.route("**/pay", paying::add);

        placeOrder();
        page.waitForCondition(() -> !paying.isEmpty());
        other.locator("[data-action=place-order]").click();

        assertThat(other.locator("[data-placing-status]")).containsText("in another tab");
        paying.get(0).resume();
        page.waitForURL("**/orders/*");
        assertThat(acme.steps().stream().filter("POST place"::equals)).hasSize(1);
        assertThat(acme.steps().stream().filter("POST pay"::equals)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Note of beta", "Secret of beta"})
    void enter_in_a_field_places_nothing_and_leads_nowhere(String field) {
        page.getByLabel(field).fill("1234");
        page.getByLabel(field).press("Enter");
        leave(note("acme"), "A");
        eventually(() -> assertThat(acme.steps()).contains("POST"));

        assertThat(page.getByLabel(field)).hasValue("1234");
        assertThat(page.url()).endsWith("/checkout");
        assertThat(beta.steps()).doesNotContain("POST check", "POST seal");
        assertThat(beta.steps().stream().filter("POST"::equals)).hasSize(field.startsWith("Note") ? 1 : 0);
    }

    @Test
    void a_double_click_on_a_form_of_which_one_is_enough_tries_once_whatever_is_answered() throws Exception {
        placeOrder();
        page.waitForURL("**/orders/*");
        list(service("till-service")
                .widget(new SmallService.Widget("receipt", "order", "main", 10, false, 300, "Missing.", List.of()))
                .skeleton("receipt", """
                        <section data-widget='till-service/receipt'><h2>Receipt</h2>
                          <form hx-post='/till-service/checkouts/{correlationId}/widgets/receipt/retry' hx-trigger='submit' hx-target='closest [data-widget]'
                                hx-swap='outerHTML' hx-sync='this:drop'><button>Try again</button></form>
                        </section>"""));
        eventually(
                () -> assertThat(page("/orders/" + UNKNOWN_ID).select("form")).hasSize(1));
        page.reload();
        List<Route> tried = new CopyOnWriteArrayList<>();
        page.route("**/retry", tried::add);
        Locator tryAgain = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Try again"));

        tryAgain.dblclick();
        page.waitForCondition(() -> !tried.isEmpty());
        tried.get(0).fulfill(new Route.FulfillOptions().setStatus(503));
        assertThat(page.getByText("please try again in a moment")).isVisible();
        tryAgain.click();
        page.waitForCondition(() -> tried.size() > 1);
        tried.get(1).fulfill(new Route.FulfillOptions().setStatus(503));
        page.waitForFunction("() => !document.querySelector('.htmx-request')");

        assertThat(tried).hasSize(2);
    }

    @Test
    void a_double_click_places_one_order() {
        page.locator("[data-action=place-order]").dblclick();

        page.waitForURL("**/orders/*");
        assertThat(acme.steps().stream().filter("POST pay"::equals)).hasSize(1);
        assertThat(beta.steps().stream().filter("POST seal"::equals)).hasSize(1);
    }

    @Test
    void errors_are_listed_with_links_the_list_gets_the_focus_and_nothing_is_sealed() {
        note("beta").fill("wrong");

        placeOrder();

        Locator errors = page.locator("#intarsia-errors");
        assertThat(errors).isFocused();
        assertThat(page).hasTitle(Pattern.compile("^Error: Checkout"));
        errors.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Note of beta"))
                .press("Enter");
        assertThat(note("beta")).isFocused();
        assertThat(page.locator("[data-placing-status]")).containsText("marked fields");
        assertThat(acme.steps()).doesNotContain("POST seal");
        assertThat(beta.steps()).doesNotContain("POST seal");
    }

    @Test
    void what_has_been_mended_leaves_the_list_and_the_list_leaves_the_page() {
        note("acme").fill("wrong");
        note("beta").fill("wrong");
        placeOrder();
        Locator links = page.locator("#intarsia-errors a");
        assertThat(links).hasCount(2);

        leave(note("beta"), "right");
        assertThat(links).hasCount(1);
        leave(note("acme"), "right");

        assertThat(page.locator("#intarsia-errors")).hasCount(0);
        assertThat(page).hasTitle(Pattern.compile("^Checkout"));
    }

    @Test
    void where_somebody_is_typing_stays_where_it_is_when_the_list_goes() {
        page.setViewportSize(390, 300);
        // As in a browser that does not keep what is seen in its place by itself.
        page.evaluate("document.documentElement.style.overflowAnchor = 'none'");
        note("acme").fill("wrong");
        placeOrder();
        assertThat(page.locator("#intarsia-errors a")).hasCount(1);

        note("acme").fill("right");
        note("acme").evaluate("field => field.closest('[data-widget]').scrollIntoView()");
        Locator next = note("beta");
        double before = topOf("acme");
        next.evaluate("field => field.focus({ preventScroll: true })");
        assertThat(page.locator("#intarsia-errors")).hasCount(0);

        assertThat(next).isFocused();
        assertThat(topOf("acme")).isCloseTo(before, within(1.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "auto"})
    void where_somebody_is_typing_stays_where_it_is_when_a_notice_comes_and_when_it_goes(String keptByTheBrowser) {
        page.setViewportSize(390, 300);
        page.evaluate("kept => document.documentElement.style.overflowAnchor = kept", keptByTheBrowser);
        Locator next = page.getByLabel("Extra of beta");
        next.evaluate("field => field.scrollIntoView({ block: 'center' })");
        Route held = holdFirstPost("beta-service", () -> {
            note("beta").fill("B");
            next.focus();
        });
        double before = topOfElement("#beta-extra");

        held.fulfill(new Route.FulfillOptions().setStatus(500));

        assertThat(page.locator("[data-unavailable]")).isVisible();
        assertThat(next).isFocused();
        assertThat(topOfElement("#beta-extra")).isCloseTo(before, within(1.0));
        assertThat(page.locator("[data-unavailable]")).hasCount(0);
        assertThat(topOfElement("#beta-extra")).isCloseTo(before, within(1.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "auto"})
    void the_button_stays_under_the_finger_whatever_is_said(String keptByTheBrowser) {
        page.setViewportSize(390, 300);
        page.evaluate("kept => document.documentElement.style.overflowAnchor = kept", keptByTheBrowser);
        String button = "[data-action=place-order]";
        page.locator(button).evaluate("button => button.scrollIntoView({ block: 'center' })");
        double before = topOfElement(button);
        acme.trouble.put("POST pay", 400);

        placeOrder();

        assertThat(page.locator("#intarsia-held")).containsText("at least 15 minutes");
        assertThat(page.locator(button)).not().hasAttribute("aria-busy", "true");
        assertThat(topOfElement(button)).isCloseTo(before, within(1.0));
    }

    private double topOfElement(String selector) {
        Object top =
                page.evaluate("selector => document.querySelector(selector).getBoundingClientRect().top", selector);
        return ((Number) top).doubleValue();
    }

    /** Of what is in the page in this moment: an element that an answer has just taken out of it is nowhere. */
    private double topOf(String widget) {
        return topOfElement("[data-widget$='/" + widget + "']");
    }

    @Test
    void a_part_that_does_not_answer_is_named_and_pressing_again_goes_on() {
        beta.trouble.put("POST seal", 0);
        placeOrder();
        assertThat(page.locator("[data-placing-status]")).containsText("did not answer");
        assertThat(page.locator("[data-placing-status]")).containsText("beta");
        assertThat(page.locator("[data-action=place-order]")).not().hasAttribute("aria-disabled", "true");

        beta.trouble.clear();
        placeOrder();

        page.waitForURL("**/orders/*");
    }

    @Test
    void whoever_stays_after_sealing_is_told_how_long_it_is_held_and_can_have_it_held_for_longer() {
        beta.goodFor = 170;
        acme.trouble.put("POST pay", 400);
        placeOrder();
        Locator held = page.locator("#intarsia-held");
        assertThat(held).containsText("at least 2 minutes");

        beta.goodFor = 950;
        held.getByRole(AriaRole.BUTTON).click();

        assertThat(held).containsText("at least 15 minutes");
        assertThat(beta.steps().stream().filter("POST seal"::equals)).hasSize(2);
        acme.trouble.clear();
        placeOrder();
        page.waitForURL("**/orders/*");
    }

    @Test
    void when_what_was_held_is_held_no_longer_the_page_says_so_and_placing_the_order_goes_on() {
        beta.goodFor = 1;
        acme.trouble.put("POST pay", 400);
        placeOrder();

        assertThat(page.locator("#intarsia-held")).containsText("no longer held");
        assertThat(page.locator("#intarsia-held").getByRole(AriaRole.BUTTON)).hasCount(0);
        // On a slow machine the second has passed before the payment was asked for.
        assertThat(page.locator("[data-action=place-order]")).not().hasAttribute("aria-busy", "true");
        acme.trouble.clear();
        placeOrder();
        page.waitForURL("**/orders/*");
    }

    @Test
    void what_is_held_no_longer_when_the_run_stops_is_said_too() {
        beta.goodFor = 0;
        acme.trouble.put("POST pay", 400);
        placeOrder();

        assertThat(page.locator("[data-placing-status]")).containsText("did not answer");
        assertThat(page.locator("#intarsia-held")).containsText("no longer held");
    }

    @Test
    void a_request_that_hangs_is_given_up_and_pressing_again_goes_on() {
        page.addInitScript(GIVES_UP_TEN_TIMES_AS_FAST);
        page.reload();
        isComplete(page);
        page.route("**/beta-service/checkouts/**/seal", route -> {});
        placeOrder();

        assertThat(page.locator("[data-placing-status]")).containsText("did not answer");
        page.unroute("**/beta-service/checkouts/**/seal");
        placeOrder();
        page.waitForURL("**/orders/*");
    }

    @Test
    void changes_that_hang_do_not_keep_the_button_busy_for_ever_and_pressing_again_goes_on() {
        page.addInitScript(FOUR_TIMES_AS_FAST);
        page.reload();
        isComplete(page);
        page.route("**/widgets/beta", route -> {
            if (route.request().method().equals("GET")) {
                route.resume();
            }
        });
        leave(note("beta"), "A");
        leave(page.getByLabel("Extra of beta"), "B");
        leave(note("beta"), "C");

        placeOrder();

        assertThat(page.locator("[data-placing-status]")).containsText("Checking");
        assertThat(page.locator("[data-placing-status]")).containsText("“beta” did not answer");
        assertThat(page.locator("[data-action=place-order]")).not().hasAttribute("aria-disabled", "true");
        assertThat(beta.steps()).doesNotContain("POST seal");
        page.unrouteAll();
        page.waitForFunction("() => !sessionStorage.getItem('intarsia-unsaved')");
        placeOrder();
        page.waitForURL("**/orders/*");
        assertThat(beta.noteOf(beta.last("POST seal").id())).isEqualTo("C");
    }

    @Test
    void an_order_is_not_placed_without_what_could_not_be_saved() {
        beta.trouble.put("POST", 500);
        leave(note("beta"), "B");
        assertThat(page.locator("[data-widget='beta-service/beta'] [data-unavailable]"))
                .isVisible();

        placeOrder();

        assertThat(page.locator("[data-placing-status]")).containsText("“beta” did not answer");
        assertThat(beta.steps()).doesNotContain("POST seal");
        beta.trouble.clear();
        placeOrder();
        page.waitForURL("**/orders/*");
        assertThat(beta.noteOf(beta.last("POST seal").id())).isEqualTo("B");
    }

    @Test
    void a_step_that_fails_once_on_the_way_is_repeated_unseen() {
        acme.trouble.put("POST pay", 503);
        page.onResponse(answer -> {
            if (answer.status() == 503) {
                acme.trouble.clear();
            }
        });

        placeOrder();

        page.waitForURL("**/orders/*");
    }

    @Test
    void what_was_changed_elsewhere_is_shown_before_anything_is_placed() {
        beta.changesElsewhere(beta.last("GET").id());

        placeOrder();

        assertThat(page.locator("[data-placing-status]")).containsText("changed");
        assertThat(note("beta")).hasValue("from elsewhere");
        assertThat(acme.steps()).doesNotContain("POST place");
        placeOrder();
        page.waitForURL("**/orders/*");
    }

    @Test
    void what_is_being_typed_survives_a_swap_and_is_saved_when_it_is_left() {
        Locator note = note("beta");
        note.pressSequentially("half a sent");

        page.evaluate("document.body.dispatchEvent(new CustomEvent('beta-service:changed'))");
        eventually(() -> assertThat(beta.steps().stream().filter("GET"::equals)).hasSize(2));
        page.waitForFunction(
                "document.querySelector('#beta-note').closest('[data-widget]').getAttribute('hx-trigger').includes('from:body')");
        page.keyboard().type("ence");

        assertThat(note).hasValue("half a sentence");
        page.keyboard().press("Tab");
        eventually(() -> assertThat(beta.noteOf(beta.last("GET").id())).isEqualTo("half a sentence"));
    }

    @Test
    void what_was_marked_to_be_typed_over_is_still_marked_after_a_swap() {
        Locator secret = page.getByLabel("Secret of beta");
        leave(secret, "4242");
        secret.selectText();

        page.evaluate("document.body.dispatchEvent(new CustomEvent('beta-service:changed'))");
        eventually(() -> assertThat(beta.steps().stream().filter("GET"::equals)).hasSize(2));
        page.waitForFunction(
                "document.querySelector('#beta-note').closest('[data-widget]').getAttribute('hx-trigger').includes('from:body')");
        page.keyboard().type("1881");

        assertThat(secret).hasValue("1881");
    }

    @Test
    void a_change_waits_for_its_turn_so_that_an_older_one_never_undoes_it() {
        Route held = holdFirstPost("beta-service", () -> leave(note("beta"), "A"));

        leave(page.getByLabel("Extra of beta"), "B");
        held.resume();

        page.waitForCondition(() -> beta.steps().stream().filter("POST"::equals).count() == 2);
        assertThat(beta.last("POST").form()).containsEntry("note", "A").containsEntry("extra", "B");
    }

    @Test
    void what_is_changed_again_before_the_first_change_is_answered_is_kept_and_told() {
        Route held = holdFirstPost("beta-service", () -> leave(note("beta"), "first"));
        leave(note("beta"), "second");

        held.resume();

        page.waitForCondition(() -> beta.noteOf(beta.last("GET").id()).equals("second"));
        assertThat(note("beta")).hasValue("second");
    }

    @Test
    void an_order_that_is_placed_while_changes_wait_contains_them() {
        Route held = holdFirstPost("beta-service", () -> leave(note("beta"), "A"));
        leave(page.getByLabel("Extra of beta"), "B");

        placeOrder();
        held.resume();

        page.waitForURL("**/orders/*");
        assertThat(beta.steps()).containsSubsequence("POST", "POST", "POST check", "POST seal");
    }

    @Test
    void what_no_service_has_answered_when_the_page_goes_is_there_again_and_saved_and_nothing_else_is_kept() {
        holdFirstPost("beta-service", () -> leave(note("beta"), "A"));
        leave(page.getByLabel("Extra of beta"), "B");
        leave(page.getByLabel("Secret of beta"), "4242");
        note("acme").pressSequentially("half a wo");
        assertThat(String.valueOf(page.evaluate("() => JSON.stringify({...sessionStorage})")))
                .contains("half a wo")
                .doesNotContain("4242");

        page.unrouteAll();
        page.reload();
        isComplete(page);

        assertThat(note("beta")).hasValue("A");
        assertThat(page.getByLabel("Extra of beta")).hasValue("B");
        assertThat(note("acme")).hasValue("half a wo");
        page.waitForFunction("() => !sessionStorage.getItem('intarsia-unsaved')");
        assertThat(beta.last("POST").form()).containsEntry("note", "A").containsEntry("extra", "B");
        assertThat(acme.last("POST").form()).containsEntry("note", "half a wo");
        page.reload();
        isComplete(page);
        assertThat(note("beta")).hasValue("A");
    }

    /** What the first change posts is on its way until the test lets it go. */
    private Route holdFirstPost(String service, Runnable change) {
        List<Route> held = new CopyOnWriteArrayList<>();
        page.route("**/" + service + "/checkouts/**", route -> {
            if (held.isEmpty() && route.request().method().equals("POST")) {
                held.add(route);
            } else {
                route.resume();
            }
        });
        change.run();
        page.waitForCondition(() -> !held.isEmpty());
        return held.get(0);
    }

    private static void leave(Locator field, String typed) {
        field.fill(typed);
        field.blur();
    }

    @Test
    void what_the_server_must_not_repeat_is_kept_by_the_page() {
        page.getByLabel("Secret of beta").fill("1234");
        note("acme").fill("A");
        note("beta").fill("wrong");

        placeOrder();

        assertThat(note("beta")).hasAttribute("aria-invalid", "true");
        assertThat(page.getByLabel("Secret of beta")).hasValue("1234");
    }

    @Test
    void a_field_that_could_not_be_saved_is_saved_when_its_service_is_back() {
        beta.trouble.put("POST", 500);
        note("beta").fill("B");
        note("beta").blur();
        assertThat(page.locator("[data-widget='beta-service/beta'] [data-unavailable]"))
                .isVisible();
        assertThat(note("beta")).hasValue("B");

        beta.trouble.clear();

        assertThat(page.locator("[data-unavailable]")).hasCount(0);
        eventually(() -> assertThat(beta.noteOf(beta.last("GET").id())).isEqualTo("B"));
    }

    @Test
    void without_a_network_the_page_says_so_and_what_was_typed_is_saved_at_once_when_it_is_back() {
        page.addInitScript(NOTHING_IS_TRIED_AGAIN_BY_ITSELF);
        page.reload();
        isComplete(page);
        context.setOffline(true);
        leave(note("beta"), "B");
        leave(note("acme"), "A");
        for (String widget : List.of("beta-service/beta", "acme-service/acme")) {
            assertThat(page.locator("[data-widget='" + widget + "'] [data-unavailable]"))
                    .containsText("You are offline. What you typed is kept");
        }

        context.setOffline(false);

        assertThat(page.locator("[data-unavailable]")).hasCount(0);
        assertThat(beta.last("POST").form()).containsEntry("note", "B");
        assertThat(acme.last("POST").form()).containsEntry("note", "A");
    }

    @Test
    void an_order_that_is_placed_without_a_network_blames_no_service() {
        context.setOffline(true);
        placeOrder();
        assertThat(page.locator("[data-placing-status]")).containsText("You are offline. Nothing is lost");

        context.setOffline(false);
        placeOrder();

        page.waitForURL("**/orders/*");
    }

    @Test
    void what_came_too_often_is_kept_and_saved_by_itself_when_its_service_says() {
        beta.trouble.put("POST", 429);
        note("beta").fill("B");
        note("beta").blur();
        assertThat(page.locator("[data-widget='beta-service/beta'] [data-unavailable]"))
                .containsText("saved by itself in 2 seconds");
        assertThat(note("beta")).hasValue("B");

        beta.trouble.clear();

        assertThat(page.locator("[data-unavailable]")).hasCount(0);
        eventually(() -> assertThat(beta.noteOf(beta.last("GET").id())).isEqualTo("B"));
    }

    @Test
    void who_places_orders_too_often_is_told_when_to_press_again_and_what_is_typed_is_kept() {
        note("beta").fill("B");
        page.getByLabel("Secret of beta").fill("1234");
        acme.retryAfter = "131";
        acme.trouble.put("POST pay", 429);
        placeOrder();
        assertThat(page.locator("[data-placing-status]")).containsText("press again in 3 minutes");
        assertThat(page.locator("[data-action=place-order]")).not().hasAttribute("aria-disabled", "true");
        assertThat(acme.steps().stream().filter("POST pay"::equals)).hasSize(1);
        assertThat(page.getByLabel("Secret of beta")).hasValue("1234");

        acme.trouble.clear();
        placeOrder();

        page.waitForURL("**/orders/*");
    }

    @Test
    void what_is_carried_over_too_often_is_carried_over_when_the_service_says() {
        note("acme").fill("A");
        note("acme").blur();
        acme.trouble.put("POST pay", 0);
        placeOrder();
        assertThat(page.locator("[data-placing-status]")).containsText("did not answer");
        String sealed = acme.last("POST seal").id();
        acme.trouble.clear();
        acme.trouble.put("POST carry-over", 429);

        note("beta").fill("changed my mind");
        note("beta").blur();
        assertThat(page.locator("[data-placing-status]")).containsText("taken over in 2 seconds");
        acme.trouble.clear();

        eventually(() -> assertThat(beta.last("POST").id()).isNotEqualTo(sealed));
        assertThat(acme.noteOf(beta.last("POST").id())).isEqualTo("A");
        eventually(() -> assertThat(beta.noteOf(beta.last("POST").id())).isEqualTo("changed my mind"));
    }

    @Test
    void a_change_in_one_tab_is_shown_in_the_others() {
        Page other = context.newPage();
        other.navigate(shell.resolve("/checkout").toString());
        isComplete(other);

        note("beta").fill("seen everywhere");
        note("beta").blur();

        assertThat(other.getByLabel("Note of beta")).hasValue("seen everywhere");
    }

    @Test
    void a_change_after_sealing_goes_on_under_a_new_id_with_everything_carried_over() {
        note("acme").fill("A");
        note("acme").blur();
        note("beta").fill("B");
        acme.trouble.put("POST pay", 0);
        placeOrder();
        assertThat(page.locator("[data-placing-status]")).containsText("did not answer");
        String sealed = acme.last("POST seal").id();
        acme.trouble.clear();

        note("beta").fill("changed my mind");
        note("beta").blur();

        eventually(() -> assertThat(beta.last("POST").id()).isNotEqualTo(sealed));
        String next = beta.last("POST").id();
        eventually(() -> assertThat(beta.noteOf(next)).isEqualTo("changed my mind"));
        assertThat(acme.last("DELETE seal").id()).isEqualTo(sealed);
        assertThat(beta.last("DELETE seal").id()).isEqualTo(sealed);
        assertThat(acme.last("POST carry-over").id()).isEqualTo(next);
        assertThat(acme.last("POST carry-over").headers().getFirst("Carried-From"))
                .isEqualTo(sealed);
        assertThat(acme.noteOf(next)).isEqualTo("A");
        placeOrder();
        page.waitForURL("**/orders/" + next);
    }

    @Test
    void a_change_after_sealing_whose_taking_over_hangs_is_said_and_kept_and_pressing_again_goes_on() {
        page.addInitScript(GIVES_UP_TEN_TIMES_AS_FAST);
        page.reload();
        isComplete(page);
        acme.trouble.put("POST pay", 0);
        placeOrder();
        assertThat(page.locator("[data-placing-status]")).containsText("did not answer");
        acme.trouble.clear();
        page.route("**/checkouts/**/seal", route -> {
            if (!route.request().method().equals("DELETE")) {
                route.resume();
            }
        });

        note("beta").fill("changed my mind");
        note("beta").blur();

        assertThat(page.locator("[data-widget^=beta] [data-unavailable]")).containsText("did not answer");
        assertThat(note("beta")).hasValue("changed my mind");
        page.unroute("**/checkouts/**/seal");
        placeOrder();
        page.waitForURL("**/orders/*");
        String placed = page.url().substring(page.url().lastIndexOf('/') + 1);
        assertThat(beta.noteOf(placed)).isEqualTo("changed my mind");
    }

    @Test
    void a_service_that_dies_is_missing_in_its_place_and_comes_back_by_itself() {
        betaService.stop();
        page.reload();
        assertThat(page.locator("[data-widget='beta-service/beta'][data-fallback]"))
                .hasText("beta is missing.");
        placeOrder();
        assertThat(page.locator("[data-placing-status]")).containsText("missing");

        betaService.startAgain();

        isComplete(page);
    }

    @Test
    void a_computer_whose_clock_is_wrong_can_buy_too() {
        try (BrowserContext another = browser.newContext()) {
            another.addInitScript("const real = Date.now; Date.now = () => real() - 7_200_000;");
            Page wrong = another.newPage();
            wrong.navigate(shell.resolve("/checkout").toString());
            isComplete(wrong);

            wrong.locator("[data-action=place-order]").click();

            wrong.waitForURL("**/orders/*");
        }
    }

    @Test
    void whoever_is_forgotten_on_this_computer_has_another_id() {
        String before = acme.last("GET").id();

        page.locator("[data-action=forget]").click();

        assertThat(page.locator("[data-forgotten]")).not().isEmpty();
        assertThat(page.locator("[data-action=forget]")).isFocused();
        eventually(() -> assertThat(acme.last("GET").id()).isNotEqualTo(before));

        page.reload();
        isComplete(page);
        assertThat(page.locator("[data-forgotten]")).isEmpty();
    }

    @Test
    void nothing_that_was_typed_stays_when_it_is_forgotten_in_whatever_tab() {
        Page other = context.newPage();
        other.navigate(shell.resolve("/checkout").toString());
        isComplete(other);
        for (Page any : List.of(page, other)) {
            any.getByLabel("Secret of beta").fill("1234");
            any.getByLabel("Note of acme").fill("A");
        }
        note("beta").fill("wrong");
        placeOrder();
        assertThat(note("beta")).hasAttribute("aria-invalid", "true");
        Set<String> before = idsOf(acme, beta);

        page.locator("[data-action=forget]").click();

        for (Page any : List.of(page, other)) {
            for (String field : List.of("Secret of beta", "Note of acme", "Note of beta")) {
                assertThat(any.getByLabel(field)).hasValue("");
            }
            isComplete(any);
        }
        other.getByLabel("Note of beta").fill("of the next one");
        other.getByLabel("Note of beta").blur();
        assertThat(note("beta")).hasValue("of the next one");
        assertThat(before).doesNotContain(beta.last("POST").id());
    }

    @Test
    void an_order_that_is_forgotten_in_another_tab_is_not_shown_any_more() {
        placeOrder();
        page.waitForURL("**/orders/*");
        Page other = context.newPage();
        other.navigate(shell.resolve("/checkout").toString());
        isComplete(other);

        other.locator("[data-action=forget]").click();

        assertThat(page.getByText("another browser")).isVisible();
    }

    /** Playwright's browser keeps no page that was left as it was: it makes it again, and fills in what was typed. */
    @Test
    void whoever_goes_back_finds_nothing_that_was_typed_and_not_saved() {
        page.getByLabel("Secret of beta").fill("1234");
        page.navigate(shell.resolve("/").toString());

        page.goBack();

        isComplete(page);
        assertThat(page.getByLabel("Secret of beta")).hasValue("");
    }

    @Test
    void who_owns_what_is_shown_at_the_press_of_a_button() {
        page.locator("[data-action=toggle-owners]").click();

        assertThat(page.locator("html")).hasAttribute("data-owners", "");
        assertThat(page.locator("[data-action=toggle-owners]")).hasAttribute("aria-pressed", "true");
    }

    @Test
    void
            without_a_script_the_page_says_what_is_needed_and_how_to_order_otherwise_and_offers_nothing_that_does_nothing() {
        try (BrowserContext scriptless =
                browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
            Page plain = scriptless.newPage();
            plain.navigate(shell.resolve("/checkout").toString());

            assertThat(plain.getByRole(AriaRole.ALERT)).containsText("needs JavaScript");
            assertThat(plain.getByRole(AriaRole.ALERT)).containsText("030 1234567");
            assertThat(plain.getByRole(AriaRole.BUTTON)).hasCount(0);
            assertThat(plain.getByRole(AriaRole.TEXTBOX)).hasCount(0);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"intarsia", "htmx"})
    void where_a_script_of_the_page_does_not_come_it_is_said_after_a_while_and_how_to_order_otherwise(String script) {
        try (BrowserContext blocked = browser.newContext()) {
            Page without = blocked.newPage();
            without.route(Pattern.compile(".*/" + script + "[^/]*\\.js$"), Route::abort);
            without.navigate(shell.resolve("/checkout").toString());
            assertThat(without.getByRole(AriaRole.ALERT)).hasCount(0);

            without.evaluate("() => document.getAnimations().forEach(wait => wait.finish())");

            assertThat(without.getByRole(AriaRole.ALERT)).containsText("did not come");
            assertThat(without.getByRole(AriaRole.ALERT)).containsText("030 1234567");
        }
        assertThat(page.locator("[data-script-missing]")).hasCount(0);
    }

    @Test
    void the_policy_is_not_broken_by_the_page_itself() {
        List<String> complaints = new CopyOnWriteArrayList<>();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);

        page.reload();
        isComplete(page);
        note("acme").fill("A");
        placeOrder();
        page.waitForURL("**/orders/*");

        assertThat(complaints).isEmpty();
    }

    private static Set<String> idsOf(Shelf... shelves) {
        return Stream.of(shelves)
                .flatMap(shelf -> shelf.asked.stream())
                .map(Shelf.Asked::id)
                .collect(Collectors.toSet());
    }

    private Locator note(String widget) {
        return page.getByLabel("Note of " + widget);
    }

    private void placeOrder() {
        page.locator("[data-action=place-order]").click();
    }
}
