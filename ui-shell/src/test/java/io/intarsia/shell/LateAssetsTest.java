package io.intarsia.shell;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.WaitUntilState;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real browser that has nothing yet, and a service whose style sheet and script the shell could not have. */
@QuarkusTest
@WithTestResource(Neighbourhood.class)
class LateAssetsTest extends Town {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final String STYLE = "/late-service/assets/late.0123.css";
    private static final String SCRIPT = "/late-service/assets/late.0123.js";

    private static Playwright playwright;
    private static Browser browser;

    private final Shelf shelf = new Shelf("quick-service", "shelf");

    @BeforeAll
    static void openBrowser() {
        assumeTrue(Files.isExecutable(CHROMIUM), "there is no " + CHROMIUM);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setChromiumSandbox(false)
                        .setArgs(List.of("--disable-gpu", "--disable-background-networking")));
    }

    @AfterAll
    static void closeBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @Test
    void neither_the_first_paint_nor_another_widget_waits_for_what_hangs() throws Exception {
        SmallService late = service("late-service")
                .widget("late", "main", 1)
                .styledBy(STYLE, "h2 { color: red; }")
                .scriptedBy(SCRIPT, "let late;")
                .hangsAt(STYLE)
                .hangsAt(SCRIPT);

        Page page = browser.newPage();
        List<Route> hanging = new CopyOnWriteArrayList<>();
        page.route("**/late-service/assets/*", hanging::add);
        open(page, late);

        assertThat(page.getByLabel("Note of shelf")).isEditable();
        page.waitForFunction("() => performance.getEntriesByName('first-contentful-paint').length === 1");
        page.waitForCondition(() -> hanging.size() == 2);
        late.stop();
    }

    @Test
    void what_is_too_large_to_be_held_is_brought_by_the_pages_script() throws Exception {
        String large = "/*" + " ".repeat(300_000) + "*/";

        Page page = browser.newPage();
        open(
                page,
                service("late-service")
                        .widget("late", "main", 1)
                        .styledBy(STYLE, "h2 { color: rgb(1, 2, 3); }" + large)
                        .scriptedBy(SCRIPT, "document.documentElement.dataset.late = 'here';" + large));

        assertThat(page.getByText("late")).hasCSS("color", "rgb(1, 2, 3)");
        assertThat(page.locator("html")).hasAttribute("data-late", "here");
    }

    private void open(Page page, SmallService late) throws Exception {
        SmallService quick = service("quick-service")
                .widget("shelf", "main", 2)
                .skeleton("shelf", shelf.skeleton())
                .checkouts(shelf);
        list(late, quick);
        eventually(() -> assertThat(page("/checkout").select("main [data-widget]:not([data-fallback])"))
                .hasSize(2));
        page.navigate(
                shell.resolve("/checkout").toString(), new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
    }
}
