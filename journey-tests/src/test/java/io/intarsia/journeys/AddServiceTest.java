package io.intarsia.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.intarsia.embedded.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * README's "Add a service", word for word, by one who knows nothing else: a service of their own beside the running shop, bought with, refused, changed and taken
 * away again. One story in chapters; it runs Maven itself, so it is a stage of its own in CI.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AddServiceTest {
    private static final String SERVICE = "gift-wrap-service";
    private static final String MESSAGE = "Für Zoë, 100 Küsse";

    private static LaunchedShop shop;
    private static Map<String, String> before;
    private static List<String> readme;

    private Shopper zoe;

    @BeforeAll
    static void a_developer_has_the_shop_running() throws IOException {
        shop = LaunchedShop.inACopy("tutorial");
        before = shop.sources();
        readme = commandsOf("## Add a service");
    }

    @AfterAll
    static void the_shop_is_closed() throws Exception {
        if (shop != null) {
            shop.close();
            Folders.delete(shop.folder());
        }
    }

    @AfterEach
    void zoe_leaves() {
        if (zoe != null) {
            zoe.close();
        }
    }

    @Test
    @Order(1)
    void three_lines_of_the_readme_put_the_widget_on_the_page_at_the_next_load() throws Exception {
        shop.types(readme.get(0));
        shop.types(readme.get(1));
        shop.types(readme.get(2));

        zoe = aShopper();
        zoe.page().navigate("/checkout");
        assertThat(zoe.widget(SERVICE + "/gift-wrap")).isVisible();
    }

    @Test
    @Order(2)
    void only_one_line_each_of_three_files_was_changed_besides_the_new_module() {
        Map<String, List<String>> added = new TreeMap<>();
        shop.sources().forEach((file, text) -> {
            List<String> lines = new ArrayList<>(text.lines().toList());
            before.getOrDefault(file, "").lines().forEach(lines::remove);
            if (!file.startsWith(SERVICE + "/") && !text.equals(before.get(file))) {
                added.put(file, lines);
            }
        });

        assertThat(added.keySet()).containsExactly("compose.yaml", "deploy/shell/services.properties", "pom.xml");
        assertThat(added.values())
                .allSatisfy(lines -> assertThat(lines)
                        .singleElement()
                        .satisfies(line -> assertThat(line).contains(SERVICE)));
        assertThat(shop.sources().keySet()).containsAll(before.keySet());
    }

    @Test
    @Order(3)
    void its_own_tests_pass() throws Exception {
        shop.types(readme.get(3));
    }

    @Test
    @Order(4)
    void its_price_is_in_the_total_and_charged_and_its_events_are_in_the_log() {
        zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        long without = total();
        wraps(MESSAGE);
        await().untilAsserted(() -> assertThat(total()).isEqualTo(without + 390));
        for (int width : new int[] {1280, 320}) {
            zoe.page().setViewportSize(width, 900);
            assertThat(zoe.page().evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"))
                    .isEqualTo(true);
            zoe.widget(SERVICE + "/gift-wrap")
                    .screenshot(new Locator.ScreenshotOptions()
                            .setPath(Path.of("target", "pictures", "gift-wrap-" + width + ".png")));
        }

        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");

        assertThat(zoe.widget(SERVICE + "/gift-wrap-state")).containsText("Done.");
        String order = zoe.orderId().toString();
        assertThat(shop.query("payment-service", "select amount from payment where correlation_id = '" + order + "'"))
                .containsExactly(String.valueOf(without + 390));
        await().untilAsserted(() -> assertThat(logged(order))
                .contains(
                        "payment.authorised.gift-wrap-service",
                        "reservation.made.gift-wrap-service",
                        "order.confirmed",
                        "payment.captured",
                        "gift.wrapped"));
        operatorReads(order, "gift.wrapped");
    }

    @Test
    @Order(5)
    void what_is_typed_into_it_is_in_no_other_database_and_in_no_log() throws IOException {
        assertThat(shop.query(SERVICE, "select message from gift_wrap")).contains(MESSAGE);
        for (String other : List.of("checkout-service", "payment-service", "delivery-service", "event-log-service")) {
            for (String table : shop.query(
                    other,
                    "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'")) {
                assertThat(shop.query(other, "select row_to_json(t)::text from " + table + " t"))
                        .noneMatch(row -> LeakSearch.finds(MESSAGE, row));
            }
        }
        try (Stream<Path> logs = Files.list(shop.folder().resolve(".intarsia/logs"))) {
            for (Path log : logs.toList()) {
                assertThat(LeakSearch.finds(MESSAGE, Files.readString(log)))
                        .as(log.toString())
                        .isFalse();
            }
        }
    }

    @Test
    @Order(6)
    void when_it_refuses_after_the_payment_the_order_is_cancelled_and_the_card_released() {
        zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        wraps(MESSAGE);
        zoe.page().route("**/pay", route -> {
            shop.update(SERVICE, "update stock set remaining = 0");
            route.resume();
        });
        try {
            zoe.placesTheOrder().isOnTheOrdersPage().sees("Order cancelled");
        } finally {
            shop.update(SERVICE, "update stock set remaining = 1000");
        }
        await().untilAsserted(() -> assertThat(logged(zoe.orderId().toString()))
                .contains("reservation.refused.gift-wrap-service", "order.cancelled", "payment.voided")
                .doesNotContain("gift.wrapped", "payment.captured"));
    }

    @Test
    @Order(7)
    void who_does_not_want_it_buys_without_it() {
        zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);

        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");

        assertThat(zoe.widget(SERVICE + "/gift-wrap-state")).isHidden();
        assertThat(logged(zoe.orderId().toString())).noneMatch(type -> type.contains("gift"));
    }

    @Test
    @Order(8)
    void a_page_of_the_version_before_gets_a_sensible_answer_from_the_next() throws Exception {
        zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        wraps(MESSAGE);
        zoe.seesThatAllIsSaved();
        rewriteWithAnotherField("occasion");

        shop.types(readme.get(2));
        zoe.placesTheOrder();

        Locator occasion = zoe.field("Occasion");
        assertThat(occasion).isVisible();
        zoe.reads("Fill in “Occasion”.");
        assertThat(zoe.field("Message")).hasValue(MESSAGE);
        zoe.types("Occasion", "Birthday");
        zoe.seesThatAllIsSaved().placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
    }

    @Test
    @Order(9)
    void taken_off_the_page_it_is_missed_by_nobody() throws Exception {
        shop.types(readme.get(4));

        zoe = aShopper().hasAFilledBasket().saysWhoAndWhere().typesACard(Shopper.APPROVED);
        assertThat(zoe.widget(SERVICE + "/gift-wrap")).hasCount(0);
        zoe.placesTheOrder().isOnTheOrdersPage().sees("Order confirmed");
    }

    /** The next version: what the generator writes with one field more, and a migration. */
    private static void rewriteWithAnotherField(String field) throws Exception {
        Path service = shop.folder().resolve(SERVICE);
        Path old = Files.move(service, shop.folder().resolve("target-old"));
        shop.types(readme.get(0) + " --field " + field + ":text:required");
        Path migrations = service.resolve("src/main/resources/db/migration");
        Files.copy(
                old.resolve("src/main/resources/db/migration/V1__gift_wrap.sql"),
                migrations.resolve("V1__gift_wrap.sql"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                migrations.resolve("V2__" + field + ".sql"),
                "alter table gift_wrap add column " + field + " text not null default '';\n");
    }

    /** The lines of the shell blocks of a chapter of the README. */
    private static List<String> commandsOf(String chapter) throws IOException {
        String text = Files.readString(shop.folder().resolve("README.md"));
        String after = text.substring(text.indexOf("\n" + chapter + "\n") + chapter.length() + 2);
        String own = after.substring(0, after.indexOf("\n## "));
        return Pattern.compile("(?s)```sh\\n(.*?)```")
                .matcher(own)
                .results()
                .flatMap(block -> block.group(1).lines())
                .toList();
    }

    private static Shopper aShopper() {
        Browser browser = Browsers.find()
                .orElseThrow(() -> new AssertionError(Browsers.whyMissing().orElse("")));
        return new Shopper(browser.newContext(
                new Browser.NewContextOptions().setBaseURL(shop.url()).setLocale("en-GB")));
    }

    private void wraps(String message) {
        zoe.page()
                .getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName("Add gift wrap for €3.90"))
                .check();
        zoe.types("Message", message).seesThatAllIsSaved();
    }

    /** What the page shows as the sum, in minor units. */
    private long total() {
        String shown = zoe.page().locator("[data-total]").first().innerText();
        return Long.parseLong(shown.replaceAll("\\D", ""));
    }

    private static List<String> logged(String order) {
        return shop.query("event-log-service", "select type from logged_event where correlation_id = '" + order + "'");
    }

    private static void operatorReads(String order, String type) {
        try (Shopper operator = aShopper()) {
            operator.page().navigate("/event-log/" + order);
            operator.types("Password", shop.operatorPassword())
                    .button("Sign in")
                    .click();
            assertThat(operator.page()
                            .getByRole(
                                    AriaRole.CELL,
                                    new Page.GetByRoleOptions().setName(type).setExact(true))
                            .first())
                    .isVisible();
            assertThat(operator.widget(SERVICE + "/operator")).containsText("done_at");
        }
    }
}
