package io.intarsia.kit.widget;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wrong with which field, in the shopper's words and in the order of the fields. */
public final class FieldErrors {
    private final Map<String, String> messages = new LinkedHashMap<>();

    /** Nothing is wrong. */
    public static FieldErrors none() {
        return new FieldErrors();
    }

    /** Adds an error, unless the field has one already. */
    public FieldErrors add(String field, String message) {
        messages.putIfAbsent(field, message);
        return this;
    }

    /** The field's error, or null. */
    public @Nullable String of(String field) {
        return messages.get(field);
    }

    public boolean isEmpty() {
        return messages.isEmpty();
    }

    /** How many fields have an error. */
    public int count() {
        return messages.size();
    }
}
