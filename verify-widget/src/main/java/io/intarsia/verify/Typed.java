package io.intarsia.verify;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is in a form's fields, in their order, as a browser would send it. */
record Typed(List<Field> fields) {

    record Field(String name, String value) {}

    static final Typed NOTHING = new Typed(List.of());

    /** With one more field. */
    Typed and(String name, String value) {
        List<Field> all = new ArrayList<>(fields);
        all.add(new Field(name, value));
        return new Typed(all);
    }

    /** With something else in a field. */
    Typed with(String name, String value) {
        return new Typed(fields.stream()
                .map(field -> field.name().equals(name) ? new Field(name, value) : field)
                .toList());
    }

    Typed without(List<String> names) {
        return new Typed(
                fields.stream().filter(field -> !names.contains(field.name())).toList());
    }

    Optional<String> valueOf(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .findFirst();
    }

    String encoded() {
        return fields.stream()
                .map(field -> encoded(field.name()) + "=" + encoded(field.value()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return fields.stream()
                .map(field -> field.name() + "=" + field.value())
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
