package io.intarsia.journeys;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds a browser: an installed Chromium, Chrome or Edge, or the one that Playwright downloads; tells why there is none. */
final class Browsers {
    private static final List<String> PLACES = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/usr/bin/microsoft-edge",
            "/snap/bin/chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
            "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
            "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe");
    /**
     * Playwright's own, which the flag replaces, and the list below the address bar: Chromium makes two pages for that in every window, before anybody types there, and they
     * take longer than the pages of a short journey.
     */
    private static final List<String> UNUSED_FEATURES = List.of(
            "AvoidUnnecessaryBeforeUnloadCheckSync",
            "BlockOriginHeaderModificationOnRedirect",
            "BoundaryEventDispatchTracksNodeRemoval",
            "DestroyProfileOnBrowserClose",
            "DialMediaRouteProvider",
            "GlobalMediaControls",
            "HttpsUpgrades",
            "LensOverlay",
            "MediaRouter",
            "OptimizationHints",
            "PaintHolding",
            "ThirdPartyStoragePartitioning",
            "Translate",
            "WebUIOmniboxAimPopup",
            "WebUIOmniboxFullPopup",
            "WebUIOmniboxPopup");

    private static final List<String> FLAGS = List.of(
            "--disable-features=" + String.join(",", UNUSED_FEATURES),
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static @Nullable Playwright playwright;
    private static @Nullable Browser browser;
    private static @Nullable String missing;

    private Browsers() {}

    /** The browser of this test run, or nothing; then {@link #whyMissing()} tells. */
    static synchronized Optional<Browser> find() {
        if (browser == null && missing == null) {
            launch();
        }
        return Optional.ofNullable(browser);
    }

    static Optional<String> whyMissing() {
        return Optional.ofNullable(missing);
    }

    private static void launch() {
        Optional<Path> installed = installed();
        try {
            Playwright.CreateOptions create = new Playwright.CreateOptions();
            installed.ifPresent(path -> create.setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            playwright = Playwright.create(create);
            BrowserType.LaunchOptions options = new BrowserType.LaunchOptions()
                    .setHeadless(true)
                    .setChromiumSandbox(false)
                    .setArgs(FLAGS);
            installed.ifPresent(options::setExecutablePath);
            browser = playwright.chromium().launch(options);
        } catch (PlaywrightException e) {
            missing = "no Chromium, Chrome or Edge is installed, and Playwright could not bring one: "
                    + Stream.of(String.valueOf(e.getMessage()).split("\n"))
                            .findFirst()
                            .orElse("");
        }
    }

    private static Optional<Path> installed() {
        return Stream.concat(Optional.ofNullable(System.getenv("BROWSER_PATH")).stream(), PLACES.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    static synchronized void close() {
        if (playwright != null) {
            playwright.close();
        }
    }
}
