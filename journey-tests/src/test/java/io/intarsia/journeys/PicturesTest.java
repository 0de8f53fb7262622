package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every page in every state that a shopper may see it in: accessible in light and dark, no wider than the narrowest phone, also with text of twice the size; and
 * with {@code -Dpictures}, pictures of it for people to look at, in {@code target/pictures}.
 */
class PicturesTest extends Journey {
    private static final String DECLINED = "4000 0000 0000 0002";
    private static final String SLOW = "4000 0000 0000 0044";
    private static final boolean TAKEN = System.getProperty("pictures") != null;
    private static final Pattern PAY = Pattern.compile(".*/pay$");

    @BeforeEach
    void on_this_machine() {
        assumeTrue(ShopUnderTest.isLocal(), "-Dbase-url names an installation whose services are not to be stopped");
    }

    @Test
    void a_purchase() {
        Shopper zoe = aShopper().opensTheShop();
        look(zoe, "storefront");
        zoe.opensTheCheckout();
        look(zoe, "empty");
        zoe.opensTheShop().addsToBasket(1);
        zoe.reads("Added");
        zoe.page().getByLabel("Quantity").nth(2).fill("0");
        zoe.addsToBasket(2).reads("Enter a whole number");
        look(zoe, "added");
        zoe.goesToTheCheckout();
        look(zoe, "checkout");
        zoe.saysWhoAndWhere().typesACard(Shopper.APPROVED).seesThatAllIsSaved();
        look(zoe, "typed");
        zoe.button("Who owns what").click();
        zoe.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        zoe.page().evaluate("() => scrollTo(0, 0)");
        takePicture("owners");
        zoe.button("Who owns what").click();
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
        zoe.reads("There is nothing more for you to do");
        look(zoe, "confirmed");
        zoe.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        zoe.page().setViewportSize(390, 780);
        takePicture("confirmed-on-a-phone");
        zoe.page().setViewportSize(1280, 900);
        ShopUnderTest.letDeliveryLeave(zoe.orderId());
        zoe.reads("On its way");
        look(zoe, "on-its-way");
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
    }

    @Test
    void what_goes_wrong_after_the_order() {
        Shopper zoe = aShopper().buys(DECLINED).isOnTheOrdersPage().sees("Payment declined");
        look(zoe, "declined");
        zoe.types("Card number", "4242").button("Try again").click();
        zoe.reads("Please look at this");
        look(zoe, "declined-errors");
        ShopUnderTest.letPricesExpire(zoe.orderId());
        zoe.reads("that time is over");
        look(zoe, "prices-expired");
        ShopUnderTest.letOrderExpire(zoe.orderId());
        zoe.sees("Order cancelled");
        look(zoe, "expired");
    }

    @Test
    void what_is_paid_but_cannot_be_delivered() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(SLOW);
        ShopUnderTest.loseHoldAfterPlacing(zoe.page());
        zoe.placesTheOrder().reads("Asking your bank");
        inThreeWidths(zoe.page(), "asking");
        zoe.isOnTheOrdersPage().sees("Order cancelled");
        ShopUnderTest.emptyAllSlots();
        zoe.reads("has been released");
        look(zoe, "not-delivered");
    }

    @Test
    void what_is_missing() {
        Shopper zoe = aShopper().hasAFilledBasket();
        ShopUnderTest.stop("payment-service");
        try {
            zoe.page().reload();
            zoe.seesAllWidgets();
            zoe.page().waitForSelector("[data-widget='payment-service/card'][data-fallback]");
            look(zoe, "fallback");
        } finally {
            ShopUnderTest.start("payment-service");
        }
        zoe.page().navigate("/nowhere");
        look(zoe, "not-found");
        zoe.page().navigate("/orders/4f1c9a52-77d0-8c3e-9b1f-0a6d2e5b7c84");
        zoe.reads("another browser");
        look(zoe, "of-another-browser");
    }

    @Test
    void what_is_seen_without_a_script() {
        Page page = aShopperWithoutScripts().opensTheShop().page();
        inThreeWidths(page, "no-script");
    }

    /** What does not last, or has no script that could look at it. */
    private void inThreeWidths(Page page, String state) {
        for (int width : new int[] {1280, 768, 320}) {
            page.setViewportSize(width, 900);
            fits(page, state + " at " + width);
            takeInLightAndDark(page, state + "-" + width);
        }
    }

    private void look(Shopper shopper, String state) {
        Page page = shopper.page();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int width : new int[] {1280, 768, 320}) {
                page.setViewportSize(width, 900);
                fits(page, state + " at " + width);
                takePicture(state + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT));
            }
        }
        assertThat(Axe.findsInTheColoursOf(page)).as("%s in the dark", state).isEmpty();
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        assertThat(Axe.findsOn(page)).as("%s at 320", state).isEmpty();
        page.setViewportSize(1280, 900);
        assertThat(Axe.findsOn(page)).as("%s", state).isEmpty();
        page.evaluate("() => document.documentElement.style.fontSize = '200%'");
        for (int width : new int[] {1280, 768}) {
            page.setViewportSize(width, 900);
            fits(page, state + " with text of twice the size at " + width);
        }
        page.evaluate("() => document.documentElement.style.fontSize = ''");
        page.setViewportSize(1280, 900);
    }

    private void takePicture(String state) {
        if (TAKEN) {
            takePictures(state);
        }
    }

    private static void fits(Page page, String what) {
        assertThat(page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth"))
                .as("%s is too wide by", what)
                .isEqualTo(0);
    }
}
