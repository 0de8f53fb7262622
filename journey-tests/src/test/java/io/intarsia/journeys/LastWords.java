package io.intarsia.journeys;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Stops what the journeys started, and says in the last lines of the run when there was no browser for them. */
public class LastWords implements LauncherSessionListener {
    @Override
    public void launcherSessionClosed(LauncherSession session) {
        Browsers.close();
        ShopUnderTest.close();
        Browsers.whyMissing()
                .ifPresent(why -> System.out.println("BROWSER JOURNEYS SKIPPED: " + why
                        + ". Install Chromium, or set BROWSER_PATH to a browser of its family."));
    }
}
