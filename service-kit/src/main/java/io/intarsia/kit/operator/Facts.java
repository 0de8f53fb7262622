package io.intarsia.kit.operator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Collects what is known, and leaves out what is not. */
public final class Facts {
    private final List<Fact> known = new ArrayList<>();

    /** Nothing yet. */
    public static Facts none() {
        return new Facts();
    }

    /** Adds a time, if it is known. */
    public Facts at(String name, @Nullable Instant when) {
        if (when != null) {
            known.add(new Fact(name, when, null));
        }
        return this;
    }

    /** Adds a constant of the code, if it is known. */
    public Facts word(String name, @Nullable Enum<?> word) {
        if (word != null) {
            known.add(new Fact(name, null, word.name()));
        }
        return this;
    }

    /** Adds names that the code or an event gave, such as services, if there are any. */
    public Facts names(String name, Collection<String> names) {
        if (!names.isEmpty()) {
            known.add(new Fact(name, null, String.join(", ", new TreeSet<>(names))));
        }
        return this;
    }

    /** All that is known, in the order in which it was added. */
    public List<Fact> known() {
        return List.copyOf(known);
    }
}
