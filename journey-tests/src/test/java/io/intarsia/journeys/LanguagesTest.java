package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The same purchase in German, and in Arabic, which is read from the right: every widget, every error and every amount in the language of the page around it. */
class LanguagesTest extends Journey {
    /** Insufficient funds. */
    private static final String DECLINED = "4000 0000 0000 9995";

    /** What stands on the page, in one language. */
    private record Words(
            String language,
            String direction,
            String added,
            String toTheCheckout,
            String email,
            String name,
            String line1,
            String city,
            String postcode,
            String cardName,
            String number,
            String expiry,
            String code,
            String placeOrder,
            String emailWrong,
            String lookAtFields,
            String declined,
            String whyDeclined,
            String tryAgain,
            String confirmed,
            String amount) {}

    private static final Words GERMAN = new Words(
            "de",
            "ltr",
            "Im Warenkorb",
            "Zur Kasse",
            "E-Mail-Adresse",
            "Vor- und Nachname",
            "Anschrift",
            "Ort",
            "Postleitzahl",
            "Name auf der Karte",
            "Kartennummer",
            "Gültig bis",
            "Prüfnummer",
            "Zahlungspflichtig bestellen",
            "Geben Sie eine E-Mail-Adresse wie name@example.com ein.",
            "Bitte sehen Sie sich die markierten Felder an.",
            "Zahlung abgelehnt",
            "Auf dieser Karte ist nicht genug Geld. Es wurde nichts abgebucht.",
            "Noch einmal versuchen",
            "Bestellung bestätigt",
            "\\d+,\\d\\d\u00a0€");

    private static final Words ARABIC = new Words(
            "ar",
            "rtl",
            "أُضيف إلى السلة",
            "إتمام الشراء",
            "البريد الإلكتروني",
            "الاسم الكامل",
            "العنوان",
            "المدينة",
            "الرمز البريدي",
            "الاسم على البطاقة",
            "رقم البطاقة",
            "تاريخ الانتهاء",
            "رمز الأمان",
            "تأكيد الطلب والدفع",
            "أدخل بريدًا إلكترونيًا مثل name@example.com.",
            "يُرجى مراجعة الحقول المحددة.",
            "رُفض الدفع",
            "الرصيد في هذه البطاقة غير كافٍ. لم يُخصم شيء.",
            "حاول مرة أخرى",
            "تم تأكيد الطلب",
            "\u200f\\d+\\.\\d\\d\u00a0€");

    @Test
    void a_shopper_buys_in_german() {
        buys(aShopperWhoReads("de-AT"), GERMAN);
    }

    @Test
    void a_shopper_buys_in_arabic_from_the_right_to_the_left() {
        buys(aShopperWhoReads("ar-EG"), ARABIC);
    }

    @Test
    void the_language_is_changed_on_any_page_for_all_tabs_and_nothing_typed_is_lost() {
        Shopper zoe = aShopper().hasAFilledBasket().saysWhoAndWhere();
        // The field has not been left yet when the link is pressed.
        zoe.field("City").fill("Dresden");

        changesTo(zoe, "Deutsch");

        assertThat(zoe.page()).hasURL(Pattern.compile("/checkout$"));
        zoe.seesAllWidgets();
        assertThat(zoe.field(GERMAN.city())).hasValue("Dresden");
        assertThat(zoe.page().locator("html")).hasAttribute("lang", "de");
        Page first = zoe.page();
        zoe.opensAnotherTab().opensTheShop();
        assertThat(zoe.page().locator("html")).hasAttribute("lang", "de");
        changesTo(zoe, "العربية");
        assertThat(zoe.page().locator("html")).hasAttribute("dir", "rtl");
        // What a widget says next is in the language of the page that it stands on, whatever was chosen in another tab.
        zoe.goesBackTo(first);
        zoe.types(GERMAN.email(), "zoe.example.org");
        reads(zoe, GERMAN.emailWrong());
        List<Cookie> cookies = zoe.context().cookies();
        assertThat(cookies)
                .extracting(cookie -> cookie.name + "=" + cookie.value)
                .containsExactly("intarsia-language=ar");
        zoe.page().navigate("/nowhere");
        assertThat(zoe.page().locator("h1")).hasText("هذه الصفحة غير موجودة");
    }

    @Test
    void an_operators_page_keeps_its_shape_beside_arabic() {
        Shopper olga = aShopperWhoReads("ar");

        olga.page().navigate("/event-log");

        assertThat(olga.widget("event-log-service/events")).hasAttribute("dir", "ltr");
        assertThat(olga.widget("event-log-service/events")).hasAttribute("lang", "en");
        fits(olga, "event-log", false);
    }

    private void buys(Shopper zoe, Words words) {
        zoe.opensTheShop();
        assertThat(zoe.page().locator("html")).hasAttribute("lang", words.language());
        assertThat(zoe.page().locator("html")).hasAttribute("dir", words.direction());
        zoe.page().locator(".product button").first().click();
        reads(zoe, words.added());
        assertThat(zoe.page().locator(".product .price").first()).hasText(Pattern.compile(words.amount()));
        fits(zoe, words.language() + "-storefront", true);
        zoe.page()
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(words.toTheCheckout()))
                .click();
        zoe.page().waitForURL("**/checkout");
        zoe.seesAllWidgets();
        everyWidgetIsIn(zoe, words);
        fits(zoe, words.language() + "-checkout", true);

        saysEverything(zoe, words);
        zoe.types(words.email(), "zoe.example.org");
        zoe.button(words.placeOrder()).click();
        reads(zoe, words.lookAtFields());
        reads(zoe, words.emailWrong());
        assertThat(zoe.page().locator("#intarsia-errors")).isFocused();
        amountsAreWrittenAlike(zoe, words);
        fits(zoe, words.language() + "-errors", true);

        zoe.types(words.email(), "zoe@example.org");
        zoe.button(words.placeOrder()).click();
        zoe.isOnTheOrdersPage().sees(words.declined());
        reads(zoe, words.whyDeclined());
        everyWidgetIsIn(zoe, words);
        fits(zoe, words.language() + "-declined", true);

        saysTheCard(zoe, words, Shopper.APPROVED);
        zoe.button(words.tryAgain()).click();
        assertThat(zoe.page().locator(".state [role=status]")).hasText(words.confirmed());
        fits(zoe, words.language() + "-order", true);
    }

    private static void saysEverything(Shopper zoe, Words words) {
        zoe.types(words.name(), "Zoe Maple");
        zoe.types(words.line1(), "Lindenallee 4");
        zoe.types(words.city(), "Leipzig");
        zoe.types(words.postcode(), "04109");
        saysTheCard(zoe, words, DECLINED);
    }

    /** The number as a keyboard of the language may write it. */
    private static void saysTheCard(Shopper zoe, Words words, String number) {
        zoe.types(words.cardName(), "Zoe Maple");
        zoe.types(words.number(), words.direction().equals("rtl") ? inArabicDigits(number) : number);
        zoe.types(words.expiry(), words.direction().equals("rtl") ? inArabicDigits("12/34") : "12/34");
        zoe.types(words.code(), "123");
        assertThat(zoe.field(words.number())).hasAttribute("dir", "ltr");
    }

    private static String inArabicDigits(String number) {
        return number.codePoints()
                .map(c -> Character.isDigit(c) ? c - '0' + '\u0660' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static void reads(Shopper shopper, String words) {
        assertThat(shopper.page().getByText(words).first()).isVisible();
    }

    private static void everyWidgetIsIn(Shopper zoe, Words words) {
        zoe.seesAllWidgets();
        Locator widgets = zoe.page().locator("[data-widget]");
        assertThat(widgets.count()).isGreaterThan(2);
        assertThat(widgets.evaluateAll("all => all.map(one => one.lang + ' ' + one.dir)"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsOnly(words.language() + " " + words.direction());
    }

    /** The services write what things cost, and the browser the total: in one form. */
    private static void amountsAreWrittenAlike(Shopper zoe, Words words) {
        assertThat(zoe.page().locator("[data-total]").first()).hasText(Pattern.compile(words.amount()));
        List<?> others = (List<?>) zoe.page().evaluate("""
            () => [...document.querySelectorAll('data[data-amount]')].filter(amount => amount.textContent !==
                new Intl.NumberFormat(document.documentElement.lang + '-u-nu-latn', {style: 'currency', currency: amount.dataset.currency})
                    .format(amount.dataset.amount / 100)).map(amount => amount.textContent)\
            """);
        assertThat(others).isEmpty();
    }

    private static void changesTo(Shopper shopper, String language) {
        shopper.page()
                .getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(language))
                .click();
        assertThat(shopper.page().getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(language)))
                .hasCount(0);
    }

    private void fits(Shopper shopper, String occasion, boolean isForShoppers) {
        for (int width : new int[] {320, 768, 1280}) {
            shopper.page().setViewportSize(width, 900);
            assertThat(shopper.page().evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                    .as("%s fits a width of %d", occasion, width)
                    .isEqualTo(true);
            takeInLightAndDark(shopper.page(), occasion + "-" + width);
        }
        if (isForShoppers) {
            assertThat(Axe.findsOn(shopper.page()))
                    .as("what axe finds on %s", occasion)
                    .isEmpty();
            shopper.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            assertThat(Axe.findsInTheColoursOf(shopper.page()))
                    .as("what axe finds on %s in the dark", occasion)
                    .isEmpty();
            shopper.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        }
    }
}
