package io.intarsia.kit.test;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import java.time.Duration;
import org.awaitility.Awaitility;

/**
 * Lets a test that waits with Awaitility wait for half a minute where it does not say how long: Awaitility's own ten seconds are not enough on a machine that
 * builds other modules beside it, and a test that passes does not wait longer for it. Quarkus finds it by {@code META-INF/services}.
 */
public class Patience implements QuarkusTestBeforeEachCallback {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        Awaitility.setDefaultTimeout(LONGEST_WAIT);
    }
}
