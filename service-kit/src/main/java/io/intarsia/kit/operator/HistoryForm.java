package io.intarsia.kit.operator;

import io.quarkus.qute.TemplateData;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The form that has the history asked for again.
 *
 * @param reason as it was typed
 * @param error what is wrong with it, or null
 * @param action the ID under which it is done once, however often the button is pressed
 */
@TemplateData
public record HistoryForm(String reason, @Nullable String error, UUID action) {}
