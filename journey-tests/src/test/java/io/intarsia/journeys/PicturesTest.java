package io.intarsia.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

/** Pictures of every page for people to look at, in {@code target/pictures}, at the width of a desktop, a phone and the narrowest phone. */
class PicturesTest extends Journey {
    @Test
    void every_page_fits_its_width() {
        Shopper zoe = aShopper().opensTheShop();
        takeAtAllWidths(zoe, "storefront");
        zoe.addsToBasket(1);
        zoe.reads("Added");
        zoe.goesToTheCheckout().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        zoe.seesThatAllIsSaved();
        takeAtAllWidths(zoe, "checkout");
        zoe.button("Who owns what").click();
        takeAtAllWidths(zoe, "owners");
        zoe.types("Email", "zoe").types("Card number", "4242 4242").placesTheOrder();
        zoe.reads("Please look at the marked fields");
        takeAtAllWidths(zoe, "errors");
        zoe.types("Email", "zoe@example.org").types("Card number", Shopper.APPROVED);
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
        takeAtAllWidths(zoe, "order");
    }

    private void takeAtAllWidths(Shopper shopper, String name) {
        Page page = shopper.page();
        for (int width : new int[] {1280, 390, 320}) {
            page.setViewportSize(width, 900);
            assertThat(page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                    .as("%s fits a width of %d", name, width)
                    .isEqualTo(true);
            takePictures(name + "-" + width);
        }
        page.setViewportSize(1280, 900);
    }
}
