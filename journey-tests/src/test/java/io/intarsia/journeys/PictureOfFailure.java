package io.intarsia.journeys;

import com.microsoft.playwright.PlaywrightException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Takes a picture before the pages of a failed journey are closed. */
class PictureOfFailure implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (!(failure instanceof TestAbortedException)) {
            try {
                ((Journey) context.getRequiredTestInstance()).takePictures("failed");
            } catch (PlaywrightException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }
}
