package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every page in every state that a shopper may see it in: accessible in light and dark, no wider than the narrowest phone, also with text of twice the size; what is
 * still so after a reload, in each language; and with {@code -Dpictures}, pictures of it for people to look at, in {@code target/pictures}.
 */
class PicturesTest extends Journey {
    private static final String DECLINED = "4000 0000 0000 0002";
    private static final String SLOW = "4000 0000 0000 0044";
    private static final String ANSWERS_LATE = "4000 0000 0000 0119";
    private static final String CAPTURE_FAILS = "4000 0000 0000 3055";
    private static final boolean TAKEN = System.getProperty("pictures") != null;
    private static final Pattern PAY = Pattern.compile(".*/pay$");

    /** What goes beyond the edge, if the page can be scrolled to it. */
    private static final String TOO_WIDE = """
            () => document.documentElement.scrollWidth === window.innerWidth ? [] : ['page', ...[...document.querySelectorAll('body *')]
              .filter(element => element.checkVisibility() && element.scrollWidth > element.clientWidth + 1 || element.getBoundingClientRect().right > innerWidth)
              .map(element => element.outerHTML.slice(0, 120))]""";

    /** Words that are wider or higher than the place that they are shown in; what is two lines of a longer text on purpose says so. */
    private static final String CUT_OFF = """
            () => [...document.querySelectorAll('body *')].filter(element => {
              const style = getComputedStyle(element);
              if (style.overflow === 'visible' || style.clipPath !== 'none' || style.webkitLineClamp !== 'none') return false;
              if (element.matches('.scroll, input') || !element.checkVisibility()) return false;
              const scrolls = ['auto', 'scroll'].includes(style.overflowY);
              return element.scrollWidth > element.clientWidth + 1 || (!scrolls && element.scrollHeight > element.clientHeight + 1);
            }).map(element => element.outerHTML.slice(0, 120))""";

    @BeforeEach
    void on_this_machine() {
        assumeTrue(ShopUnderTest.isLocal(), "-Dbase-url names an installation whose services are not to be stopped");
    }

    @Test
    void a_purchase() {
        Shopper zoe = aShopper().opensTheShop();
        lookInAllLanguages(zoe, "storefront");
        zoe.opensTheCheckout();
        lookInAllLanguages(zoe, "empty");
        zoe.opensTheShop().addsToBasket(1);
        zoe.reads("Added");
        zoe.page().getByLabel("Quantity").nth(2).fill("0");
        zoe.addsToBasket(2).reads("Enter a whole number");
        look(zoe, "added");
        zoe.goesToTheCheckout();
        lookInAllLanguages(zoe, "checkout");
        zoe.saysWhoAndWhere().typesACard(Shopper.APPROVED).seesThatAllIsSaved();
        lookInAllLanguages(zoe, "typed");
        zoe.button("Who owns what").click();
        zoe.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        zoe.page().evaluate("() => scrollTo(0, 0)");
        takePicture("owners");
        zoe.button("Who owns what").click();
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
        zoe.reads("There is nothing more for you to do");
        lookInAllLanguages(zoe, "confirmed");
        zoe.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        zoe.page().setViewportSize(390, 780);
        takePicture("confirmed-on-a-phone");
        zoe.page().setViewportSize(1280, 900);
        ShopUnderTest.letDeliveryLeave(zoe.orderId());
        zoe.reads("On its way");
        lookInAllLanguages(zoe, "on-its-way");
    }

    @Test
    void what_goes_wrong_before_the_order() {
        Shopper zoe = aShopper().hasAFilledBasket();
        zoe.types("Quantity", "1000");
        zoe.field("Country").selectOption("IE");
        zoe.field("Country").selectOption("IT");
        zoe.types("Email", "zoe")
                .types("Postcode", "1")
                .types("Card number", "4242 4242")
                .placesTheOrder();
        zoe.reads("Please look at this");
        look(zoe, "errors");
        zoe.page().reload();
        zoe.seesAllWidgets().field("Country").selectOption("DE");
        zoe.saysWhoAndWhere().typesACard(Shopper.APPROVED).seesThatAllIsSaved();
        String slot = ShopUnderTest.chosenSlot(zoe.openId());
        ShopUnderTest.fillSlot(slot);
        zoe.placesTheOrder().reads("just been taken");
        look(zoe, "slot-taken");
        ShopUnderTest.emptySlot(slot);
        zoe.chooses("Delivery slot", 2).seesThatAllIsSaved();
        zoe.page().route(PAY, Route::abort);
        zoe.placesTheOrder().reads("Nothing is lost");
        look(zoe, "held");
        zoe.page().evaluate("() => { const now = Date.now; Date.now = () => now() + 3_600_000; }");
        zoe.reads("no longer held for you");
        look(zoe, "held-no-more");
    }

    @Test
    void what_is_asked_and_asked_again() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        Page checkout = zoe.page();
        ShopUnderTest.holdBack(checkout, "checkout-service:basket-changed");
        zoe.opensAnotherTab().opensTheShop().addsToBasket(2);
        zoe.reads("Added").goesBackTo(checkout);
        zoe.placesTheOrder().reads("Something has changed in the meantime");
        look(zoe, "asked-again");
        // The page would give up after a while, and say so.
        checkout.evaluate("() => { AbortSignal.timeout = () => new AbortController().signal; }");
        List<Route> asked = new ArrayList<>();
        checkout.route(PAY, asked::add);
        zoe.placesTheOrder().reads("Asking your bank");
        look(zoe, "asking");
        checkout.waitForCondition(() -> !asked.isEmpty());
        asked.get(0).abort();
    }

    @Test
    void a_basket_of_many_lines() {
        Shopper zoe = aShopper().hasABasketOf(6);
        lookInAllLanguages(zoe, "many");
        zoe.page().setViewportSize(390, 844);
        zoe.page().locator(".fold > summary").click();
        look(zoe, "many-unfolded");
    }

    @Test
    void what_goes_wrong_after_the_order() {
        Shopper zoe = aShopper().buys(DECLINED).isOnTheOrdersPage().sees("Payment declined");
        lookInAllLanguages(zoe, "declined");
        zoe.types("Card number", "4242").button("Try again").click();
        zoe.reads("Please look at this");
        look(zoe, "declined-errors");
        ShopUnderTest.letPricesExpire(zoe.orderId());
        zoe.reads("that time is over");
        lookInAllLanguages(zoe, "prices-expired");
        ShopUnderTest.letOrderExpire(zoe.orderId());
        zoe.sees("Order cancelled");
        lookInAllLanguages(zoe, "expired");
    }

    @Test
    void what_is_paid_but_cannot_be_delivered() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(SLOW);
        ShopUnderTest.loseHoldAfterPlacing(zoe.page());
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order cancelled");
        ShopUnderTest.emptyAllSlots();
        zoe.reads("has been released");
        lookInAllLanguages(zoe, "not-delivered");
    }

    @Test
    void what_the_bank_has_not_answered_yet_and_what_it_refuses_at_the_end() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere();
        zoe.types("Postcode", "0410").reads("Enter a postcode of Germany");
        zoe.page()
                .getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName(Pattern.compile("is right")))
                .check();
        zoe.typesACard(CAPTURE_FAILS).seesThatAllIsSaved();
        lookInAllLanguages(zoe, "said-to-be-right");
        zoe.placesTheOrder().isOnTheOrdersPage().reads("payment could not be taken");
        lookInAllLanguages(zoe, "capture-failed");

        Shopper adam = aShopper().buys(ANSWERS_LATE).isOnTheOrdersPage();
        adam.sees("Order received").reads("bank");
        look(adam, "received");
    }

    @Test
    void what_is_missing() {
        Shopper zoe = aShopper().hasAFilledBasket();
        ShopUnderTest.stop("payment-service");
        try {
            zoe.page().reload();
            zoe.seesAllWidgets();
            zoe.page().waitForSelector("[data-widget='payment-service/card'][data-fallback]");
            PlaywrightAssertions.assertThat(zoe.widget("payment-service/card")).matchesAriaSnapshot("""
                            - status:
                              - paragraph: /Payment is not available at the moment/
                            """);
            lookInAllLanguages(zoe, "fallback");
        } finally {
            ShopUnderTest.start("payment-service");
        }
        zoe.page().navigate("/nowhere");
        lookInAllLanguages(zoe, "not-found");
        zoe.page().navigate("/orders/4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84");
        zoe.reads("another browser");
        lookInAllLanguages(zoe, "of-another-browser");
    }

    @Test
    void what_is_seen_without_a_script() {
        Page page = aShopperWithoutScripts().opensTheShop().page();
        for (int width : new int[] {1280, 768, 320}) {
            page.setViewportSize(width, 900);
            fits(page, "no-script at " + width);
            takeInLightAndDark(page, "no-script-" + width);
        }
        for (String language : List.of("en", "de", "ar")) {
            Shopper zoe = aShopperWhoReads(language);
            zoe.page().route(Pattern.compile(".*(/|/checkout|\\.css)$"), PicturesTest::asWithoutScripts);
            zoe.opensTheShop().reads("JavaScript");
            lookOnAPhone(zoe, "no-script-storefront-" + language);
            zoe.page().navigate("/checkout");
            zoe.reads("JavaScript");
            lookOnAPhone(zoe, "no-script-checkout-" + language);
        }
    }

    /** Axe is a script itself: it looks at a copy that shows everybody what it shows where there are none. */
    private static void asWithoutScripts(Route route) {
        APIResponse answer = route.fetch();
        String shown = answer.text()
                .replaceAll("(?s)<script.*?</script>", "")
                .replace("noscript>", "div>")
                .replaceAll(" integrity=\"[^\"]*\"", "")
                .replace("(scripting: none)", "all");
        route.fulfill(new Route.FulfillOptions()
                .setContentType(answer.headers().get("content-type"))
                .setBody(shown));
    }

    /** For what a reload shows again. */
    private void lookInAllLanguages(Shopper shopper, String state) {
        look(shopper, state);
        Page english = shopper.page();
        Page page = shopper.opensAnotherTab().page();
        for (String language : List.of("de", "ar")) {
            shopper.context().addCookies(List.of(new Cookie("intarsia-language", language).setUrl(english.url())));
            page.navigate(english.url());
            assertThat(page.locator("html").getAttribute("lang")).isEqualTo(language);
            lookOnAPhone(shopper.seesAllWidgets(), state + "-" + language);
        }
        page.close();
        shopper.context().clearCookies(new BrowserContext.ClearCookiesOptions().setName("intarsia-language"));
        shopper.goesBackTo(english);
    }

    private void look(Shopper shopper, String state) {
        lookOnAPhone(shopper, state);
        Page page = shopper.page();
        page.setViewportSize(1280, 900);
        assertThat(Axe.findsOn(page)).as("%s", state).isEmpty();
        page.evaluate("() => document.documentElement.style.fontSize = '200%'");
        for (int width : new int[] {1280, 768, 320}) {
            page.setViewportSize(width, 900);
            fits(page, state + " with text of twice the size at " + width);
        }
        page.evaluate("() => document.documentElement.style.fontSize = ''");
        page.setViewportSize(1280, 900);
    }

    /** At each width, but by axe only at the narrowest; in the dark, where nothing is wider, by its colours and for people to look at. */
    private void lookOnAPhone(Shopper shopper, String state) {
        Page page = shopper.page();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        if (TAKEN) {
            atEachWidth(page, state, "dark");
        }
        page.setViewportSize(320, 900);
        assertThat(Axe.findsInTheColoursOf(page)).as("%s in the dark", state).isEmpty();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        atEachWidth(page, state, "light");
        assertThat(Axe.findsOn(page)).as("%s at 320", state).isEmpty();
    }

    private void atEachWidth(Page page, String state, String scheme) {
        for (int width : new int[] {1280, 768, 320}) {
            page.setViewportSize(width, 900);
            fits(page, state + " at " + width);
            takePicture(state + "-" + width + "-" + scheme);
        }
    }

    private void takePicture(String state) {
        if (TAKEN) {
            takePictures(state);
        }
    }

    private static void fits(Page page, String what) {
        assertThat(page.evaluate(TOO_WIDE)).as("%s is too wide", what).isEqualTo(List.of());
        assertThat(page.evaluate(CUT_OFF)).as("%s cuts off", what).isEqualTo(List.of());
    }
}
