package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** What a shopper does in one browser, in the shopper's words: accessible names, never selectors of the page's making. */
final class Shopper implements AutoCloseable {
    static final String APPROVED = "4242 4242 4242 4242";

    /** Where in a field a finger comes down, in pixels. */
    private static final int LEFT = 20;

    private static final int RIGHT = 110;

    private final BrowserContext context;
    private Page page;
    private int tapped = RIGHT;

    Shopper(BrowserContext context) {
        this.context = context;
        this.page = context.newPage();
    }

    Page page() {
        return page;
    }

    BrowserContext context() {
        return context;
    }

    Shopper opensTheShop() {
        page.navigate("/");
        return this;
    }

    Shopper opensTheCheckout() {
        page.navigate("/checkout");
        return seesAllWidgets();
    }

    /** Puts the n-th product of the storefront, counted from 0, into the basket. */
    Shopper addsToBasket(int product) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Add to basket"))
                .nth(product)
                .click();
        return this;
    }

    Shopper goesToTheCheckout() {
        Locator link = page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(Pattern.compile("Checkout")));
        link.first().click();
        page.waitForURL("**/checkout");
        return seesAllWidgets();
    }

    /** Until its owner has answered, a widget is inert, and a person could not type into it. */
    Shopper seesAllWidgets() {
        assertThat(page.locator("[data-widget][aria-busy]")).hasCount(0);
        return this;
    }

    /** Every field that was left has told its service. */
    Shopper seesThatAllIsSaved() {
        page.waitForFunction("() => !document.querySelector('.htmx-request')");
        return this;
    }

    /** A basket with one thing in it, seen on the checkout. */
    Shopper hasAFilledBasket() {
        opensTheShop().addsToBasket(0);
        assertThat(page.getByText("Added").first()).isVisible();
        return goesToTheCheckout();
    }

    /** A basket with the first products of the shop in it, one of each, seen on the checkout. */
    Shopper hasABasketOf(int products) {
        opensTheShop().seesAllWidgets();
        for (int product = 0; product < products; product++) {
            addsToBasket(product);
            assertThat(page.locator("header .badge")).containsText(String.valueOf(product + 1));
        }
        return goesToTheCheckout();
    }

    Shopper saysWhoAndWhere() {
        types("Email", "zoe@example.org");
        types("Full name", "Zoe Maple");
        types("Address line 1", "Lindenallee 4");
        types("City", "Leipzig");
        types("Postcode", "04109");
        return this;
    }

    Shopper typesACard(String number) {
        types("Name on card", "Zoe Maple");
        types("Card number", number);
        types("Expiry date", "12/34");
        types("Security code", "123");
        return this;
    }

    /** Types, and leaves the field, so that it tells its service. */
    Shopper types(String label, String text) {
        Locator field = field(label);
        field.fill(text);
        field.blur();
        return this;
    }

    /**
     * With a finger, and not where it touched the screen last: each field is scrolled to the same height before it is tapped, and two taps at one spot within half a second are
     * a double tap, which gives Chromium's field the focus, and takes the keys that follow.
     */
    Shopper tapsInto(String label) {
        tapped = tapped == LEFT ? RIGHT : LEFT;
        field(label).tap(new Locator.TapOptions().setPosition(tapped, LEFT));
        return this;
    }

    Shopper chooses(String group, int option) {
        page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName(group))
                .or(page.getByRole(AriaRole.RADIOGROUP, new Page.GetByRoleOptions().setName(group)))
                .getByRole(AriaRole.RADIO)
                .nth(option)
                .check(new Locator.CheckOptions().setForce(true));
        return this;
    }

    Shopper placesTheOrder() {
        button("Place order").click();
        return this;
    }

    Shopper buys(String card) {
        return hasAFilledBasket().saysWhoAndWhere().typesACard(card).placesTheOrder();
    }

    Shopper isOnTheOrdersPage() {
        page.waitForURL(Pattern.compile(".*/orders/[0-9a-f-]{36}$"));
        return this;
    }

    Shopper sees(String state) {
        assertThat(page.getByRole(AriaRole.STATUS)
                        .filter(new Locator.FilterOptions().setHasText(state))
                        .first())
                .isVisible();
        return this;
    }

    Shopper reads(String text) {
        assertThat(page.getByText(Pattern.compile(text)).first()).isVisible();
        return this;
    }

    /** From now on every page of this browser notes when a widget says something for the first time. */
    Shopper notesWhatChanges() {
        context.addInitScript("""
                (() => {
                  const first = window.saidFirst = {};
                  const note = () => document.querySelectorAll('[data-widget] :is([role=status], .badge)').forEach(said => {
                    first[said.closest('[data-widget]').dataset.widget + ': ' + said.textContent.trim()] ??= Date.now();
                  });
                  new MutationObserver(note).observe(document, {subtree: true, childList: true, characterData: true});
                })()""");
        return this;
    }

    /** When, in milliseconds since 1970, by the browser's clock. */
    Optional<Long> sawFirst(String widget, String words) {
        return Optional.ofNullable(page.evaluate("said => window.saidFirst[said]", widget + ": " + words))
                .map(time -> ((Number) time).longValue());
    }

    Shopper opensAnotherTab() {
        page = context.newPage();
        return this;
    }

    Shopper goesBackTo(Page tab) {
        page = tab;
        page.bringToFront();
        return this;
    }

    /** The correlation ID, as the order page's address says it. */
    UUID orderId() {
        String url = page.url();
        return UUID.fromString(url.substring(url.lastIndexOf('/') + 1));
    }

    /** The correlation ID of the checkout that this browser has open. */
    UUID openId() {
        return UUID.fromString(String.valueOf(page.evaluate("""
                () => new Promise((resolve, reject) => {
                  const asked = indexedDB.open('intarsia');
                  asked.onerror = () => reject(asked.error);
                  asked.onsuccess = () => {
                    const db = asked.result;
                    const all = db.transaction('checkouts').objectStore('checkouts').getAll();
                    all.onsuccess = () => {
                      db.close();
                      resolve(all.result.filter(c => c.state === 'open').map(c => c.id).pop());
                    };
                  };
                })""")));
    }

    Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true))
                .first();
    }

    Locator button(String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    Locator widget(String owner) {
        return page.locator("[data-widget='" + owner + "']");
    }

    @Override
    public void close() {
        context.close();
    }
}
