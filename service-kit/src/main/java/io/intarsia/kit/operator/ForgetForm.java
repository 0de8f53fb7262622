package io.intarsia.kit.operator;

import io.quarkus.qute.TemplateData;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The form that has a checkout forgotten.
 *
 * @param objection why that cannot be now, or null
 * @param reason as it was typed
 * @param error what is wrong with it, or null
 * @param toConfirm whether all that is left to say is yes
 * @param action the ID under which it is done once, however often the button is pressed
 */
@TemplateData
public record ForgetForm(
        @Nullable String objection, String reason, @Nullable String error, boolean toConfirm, UUID action) {}
