package io.intarsia.verify;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/**
 * A form of a widget as a shopper finds it.
 *
 * @param element the form, or the whole widget
 * @param url where it is sent, with the literal {@code {correlationId}}; empty for the whole widget
 */
record Form(Element element, String url) {
    private static final String FIELDS =
            "input:not([disabled],[type=submit],[type=button],[type=reset],[type=image],[type=file]), select:not([disabled]), textarea:not([disabled])";

    /** All forms of a widget in one, as the page's script sends them at a step. */
    static Form allOf(Element root) {
        return new Form(root, "");
    }

    /** The first form, or field that saves itself, which is sent to such a URL. */
    static Optional<Form> sentTo(Element root, Predicate<String> url) {
        for (Element sender : root.select("[hx-post], form[method=post][action]")) {
            String to = withId(sender.hasAttr("hx-post") ? sender.attr("hx-post") : sender.attr("action"));
            if (url.test(to)) {
                Element form = sender.closest("form");
                return Optional.of(new Form(form == null ? root : form, to));
            }
        }
        return Optional.empty();
    }

    /** Browsers and templates may have escaped the literal. */
    static String withId(String url) {
        return url.replaceAll("(?i)%7BcorrelationId%7D", Entry.ID);
    }

    Elements fields() {
        return element.select(FIELDS);
    }

    /** The fields with a line of text, but for those that the server must not repeat. */
    List<Element> lines() {
        return fields().stream()
                .filter(field -> !isChoice(field) && !isFixed(field) && !field.hasAttr("data-keep"))
                .toList();
    }

    /** What is in the fields. */
    Typed shown() {
        Typed shown = Typed.NOTHING;
        for (Element field : fields()) {
            boolean sent = !field.attr("type").matches("radio|checkbox") || field.hasAttr("checked");
            if (sent && field.hasAttr("name")) {
                shown = shown.and(field.attr("name"), valueOf(field));
            }
        }
        return shown;
    }

    static String valueOf(Element field) {
        if (field.normalName().equals("select")) {
            Element selected = field.selectFirst("option[selected]");
            Element first = field.selectFirst("option");
            return selected != null ? valueOfOption(selected) : first == null ? "" : valueOfOption(first);
        }
        boolean saysOn = field.attr("type").matches("radio|checkbox") && !field.hasAttr("value");
        return saysOn ? "on" : field.val();
    }

    private static String valueOfOption(Element option) {
        return option.hasAttr("value") ? option.attr("value") : option.text();
    }

    static boolean isChoice(Element field) {
        return field.normalName().equals("select") || field.attr("type").matches("radio|checkbox");
    }

    /** What a shopper cannot change. */
    static boolean isFixed(Element field) {
        return field.attr("type").equals("hidden") || field.hasAttr("hidden") || field.hasAttr("readonly");
    }
}
