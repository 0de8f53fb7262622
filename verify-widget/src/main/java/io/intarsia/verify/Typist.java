package io.intarsia.verify;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** Types what fits a field by what the field says of itself, and ticks what can be ticked; where that is not enough, what it was told to. */
final class Typist {
    private static final Map<String, String> BY_AUTOCOMPLETE = Map.ofEntries(
            Map.entry("name", "Ada Lovelace"),
            Map.entry("given-name", "Ada"),
            Map.entry("family-name", "Lovelace"),
            Map.entry("organization", "Intarsia"),
            Map.entry("email", "ada@example.com"),
            Map.entry("tel", "+49 30 123456"),
            Map.entry("street-address", "Invalidenstrasse 116"),
            Map.entry("address-line1", "Invalidenstrasse 116"),
            Map.entry("address-line2", ""),
            Map.entry("address-level1", "Berlin"),
            Map.entry("address-level2", "Berlin"),
            Map.entry("postal-code", "10115"),
            Map.entry("country", "DE"),
            Map.entry("country-name", "Germany"),
            Map.entry("bday", "1990-12-10"),
            Map.entry("url", "https://example.com"),
            Map.entry("cc-name", "Ada Lovelace"),
            Map.entry("cc-number", "4242424242424242"),
            Map.entry("cc-exp", "12/40"),
            Map.entry("cc-exp-month", "12"),
            Map.entry("cc-exp-year", "2040"),
            Map.entry("cc-csc", "123"));

    private static final Map<String, String> BY_TYPE = Map.of(
            "email", "ada@example.com",
            "tel", "+49 30 123456",
            "url", "https://example.com",
            "time", "12:00");

    private static final Map<String, String> WRONG = Map.of(
            "email", "nobody at home",
            "url", "nowhere",
            "tel", "call me",
            "number", "many",
            "date", "some day",
            "postal-code", "?");

    private static final String ANYTHING = "Intarsia";

    private final Map<String, String> told;

    /** @param told by {@code field}, or {@code widget:field} */
    Typist(Map<String, String> told) {
        this.told = told;
    }

    /** Fills a form in. */
    Typed fill(Entry widget, Form form) {
        Typed typed = Typed.NOTHING;
        Set<String> chosen = new HashSet<>();
        for (Element field : form.fields()) {
            String name = field.attr("name");
            boolean radio = field.attr("type").equals("radio");
            if (name.isEmpty() || (radio && !chosen.add(name))) {
                continue;
            }
            typed = typed.and(name, radio ? choice(widget, form, name) : value(widget, field));
        }
        return typed;
    }

    /** The same form with another good value somewhere, if one can be thought of. */
    Optional<Typed> change(Form form, Typed typed) {
        return Stream.concat(form.lines().stream(), form.fields().stream().filter(Form::isChoice))
                .flatMap(field ->
                        another(form, field, typed).stream().map(value -> typed.with(field.attr("name"), value)))
                .findFirst();
    }

    /** What no field of that kind can hold; nothing for a field that takes any text. */
    Optional<String> wrong(Element field) {
        return Optional.ofNullable(WRONG.get(field.attr("type")))
                .or(() -> Optional.ofNullable(WRONG.get(purpose(field))))
                .or(() -> takesDigits(field) ? Optional.of("many") : Optional.empty());
    }

    private Optional<String> toldFor(Entry widget, String name) {
        return Optional.ofNullable(told.get(widget.name() + ":" + name)).or(() -> Optional.ofNullable(told.get(name)));
    }

    private String choice(Entry widget, Form form, String name) {
        List<Element> group = form.fields().stream()
                .filter(field ->
                        field.attr("type").equals("radio") && field.attr("name").equals(name))
                .toList();
        Element checked = group.stream()
                .filter(radio -> radio.hasAttr("checked"))
                .findFirst()
                .orElse(group.get(0));
        return toldFor(widget, name).orElseGet(() -> Form.valueOf(checked));
    }

    private String value(Entry widget, Element field) {
        return toldFor(widget, field.attr("name")).orElseGet(() -> guess(field));
    }

    private static String guess(Element field) {
        String there = Form.valueOf(field);
        if (!there.isEmpty() || Form.isFixed(field)) {
            return there;
        }
        if (field.normalName().equals("select")) {
            return field.select("option:not([disabled])").stream()
                    .map(option -> option.hasAttr("value") ? option.attr("value") : option.text())
                    .filter(value -> !value.isEmpty())
                    .findFirst()
                    .orElse("");
        }
        return switch (field.attr("type")) {
            case "number" -> field.hasAttr("min") ? field.attr("min") : "1";
            case "date" ->
                field.hasAttr("min")
                        ? field.attr("min")
                        : LocalDate.now().plusDays(7).toString();
            default -> cut(field, text(field));
        };
    }

    private static String text(Element field) {
        String byPurpose = BY_AUTOCOMPLETE.get(purpose(field));
        String byType = BY_TYPE.get(field.attr("type"));
        return byPurpose != null ? byPurpose : byType != null ? byType : takesDigits(field) ? "1" : ANYTHING;
    }

    private static boolean takesDigits(Element field) {
        return field.attr("inputmode").matches("numeric|decimal");
    }

    /** The last word of {@code autocomplete}; those before it say for which address and section. */
    private static String purpose(Element field) {
        String[] words = field.attr("autocomplete").strip().split("\\s+");
        return words[words.length - 1];
    }

    private static String cut(Element field, String text) {
        String longest = field.attr("maxlength");
        return longest.matches("\\d{1,6}") && text.length() > Integer.parseInt(longest)
                ? text.substring(0, Integer.parseInt(longest))
                : text;
    }

    private static Optional<String> another(Form form, Element field, Typed typed) {
        String now = typed.valueOf(field.attr("name")).orElse("");
        if (field.normalName().equals("select")) {
            return field.select("option:not([disabled])").stream()
                    .map(option -> option.hasAttr("value") ? option.attr("value") : option.text())
                    .filter(value -> !value.isEmpty() && !value.equals(now))
                    .findFirst();
        }
        return switch (field.attr("type")) {
            case "radio" -> Optional.of(Form.valueOf(field)).filter(value -> !value.equals(now));
            case "checkbox", "date", "time", "url", "tel" -> Optional.empty();
            case "number" -> anotherNumber(field, now);
            case "email" -> Optional.of("a" + now);
            default ->
                purpose(field).matches("postal-code|tel|bday|cc-.*")
                        ? Optional.empty()
                        : takesDigits(field) ? anotherNumber(field, now) : Optional.of(anotherText(field, now));
        };
    }

    private static Optional<String> anotherNumber(Element field, String now) {
        if (!now.matches("\\d{1,9}")) {
            return Optional.empty();
        }
        String more = String.valueOf(Integer.parseInt(now) + 1);
        String less = String.valueOf(Integer.parseInt(now) - 1);
        return Optional.of(field.attr("max").equals(now) ? less : more);
    }

    private static String anotherText(Element field, String now) {
        String more = "B" + now;
        return cut(field, more);
    }
}
