package io.intarsia.journeys;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.intarsia.launcher.Shop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every journey has: a shop, a browser, shoppers, and a picture of what they saw when it goes wrong. */
@ExtendWith(PictureOfFailure.class)
abstract class Journey {
    private static final int DESKTOP_WIDTH = 1280;
    private static final int PHONE_WIDTH = 390;
    private static final int PHONE_HEIGHT = 780;

    private final List<Shopper> shoppers = new ArrayList<>();
    private String name = "";

    @BeforeEach
    void a_shop_and_a_browser(TestInfo test) {
        name = getClass().getSimpleName() + "."
                + test.getTestMethod().orElseThrow().getName();
        assumeTrue(Browsers.find().isPresent(), () -> Browsers.whyMissing().orElse(""));
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        ShopUnderTest.url();
    }

    @AfterEach
    void shoppers_leave() {
        shoppers.forEach(Shopper::close);
    }

    Shopper aShopper() {
        return aShopper(new Browser.NewContextOptions().setViewportSize(DESKTOP_WIDTH, 900));
    }

    Shopper aShopperAt(int width) {
        return aShopperAt(width, PHONE_HEIGHT);
    }

    Shopper aShopperAt(int width, int height) {
        return aShopper(new Browser.NewContextOptions().setViewportSize(width, height));
    }

    Shopper aShopperWhoTouchesAt(int width) {
        return aShopperWhoTouchesAt(width, PHONE_HEIGHT);
    }

    Shopper aShopperWhoTouchesAt(int width, int height) {
        return aShopper(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setHasTouch(true)
                .setIsMobile(width < DESKTOP_WIDTH));
    }

    Shopper aShopperIn(Shop shop) {
        return aShopper(shop.url(), new Browser.NewContextOptions().setViewportSize(DESKTOP_WIDTH, 900));
    }

    Shopper aShopperWithoutScripts() {
        return aShopper(new Browser.NewContextOptions()
                .setViewportSize(DESKTOP_WIDTH, 900)
                .setJavaScriptEnabled(false));
    }

    Shopper aShopperOnAPhone() {
        return aShopper(new Browser.NewContextOptions()
                .setViewportSize(PHONE_WIDTH, PHONE_HEIGHT)
                .setHasTouch(true)
                .setIsMobile(true)
                .setDeviceScaleFactor(2));
    }

    /** @param locale of the browser, which asks for pages in it */
    Shopper aShopperWhoReads(String locale) {
        return aShopper(
                ShopUnderTest.url(),
                new Browser.NewContextOptions()
                        .setViewportSize(DESKTOP_WIDTH, 900)
                        .setLocale(locale));
    }

    private Shopper aShopper(Browser.NewContextOptions options) {
        return aShopper(ShopUnderTest.url(), options);
    }

    private Shopper aShopper(String url, Browser.NewContextOptions options) {
        BrowserContext context = Browsers.find()
                .orElseThrow()
                .newContext(options.setBaseURL(url)
                        .setLocale(options.locale == null ? "en-GB" : options.locale)
                        .setIgnoreHTTPSErrors(true));
        context.setDefaultTimeout(30_000);
        Shopper shopper = new Shopper(context);
        shoppers.add(shopper);
        return shopper;
    }

    /** With {@code -Dpictures}, for people to look at. */
    void takeInLightAndDark(Page page, String occasion) {
        if (System.getProperty("pictures") == null) {
            return;
        }
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            takePictures(occasion + "-" + scheme.name().toLowerCase(Locale.ROOT));
        }
    }

    /** Keeps pictures of all open pages in {@code target/pictures}. */
    void takePictures(String occasion) {
        int number = 0;
        for (Shopper shopper : shoppers) {
            for (Page page : shopper.context().pages()) {
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(Path.of("target", "pictures", name + "-" + occasion + "-" + number++ + ".png")));
            }
        }
    }
}
