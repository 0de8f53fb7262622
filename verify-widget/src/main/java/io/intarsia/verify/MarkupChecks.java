package io.intarsia.verify;

import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/** What holds for a widget's HTML, in its skeleton and in every answer. */
final class MarkupChecks {
    private static final List<String> URLS = List.of(
            "hx-get",
            "hx-post",
            "hx-put",
            "hx-patch",
            "hx-delete",
            "src",
            "href",
            "action",
            "formaction",
            "poster",
            "data",
            "sse-connect",
            "ws-connect");
    private static final Set<String> LINKS = Set.of("href", "action", "formaction");
    private static final Pattern PAGE = Pattern.compile("(/|/checkout|/orders/[^/]+|/event-log(/[^/]+)?)([?#].*)?|#.*");
    private static final String REQUESTS = "[hx-get], [hx-post], [hx-put], [hx-patch], [hx-delete]";
    private static final String TYPED =
            "input:not([type=hidden],[hidden],[type=submit],[type=button],[type=reset],[type=image]), select, textarea";

    private final boolean takesPayment;
    private final Report report;

    /** @param takesPayment whether the service has a widget with the step {@code pay} */
    MarkupChecks(boolean takesPayment, Report report) {
        this.takesPayment = takesPayment;
        this.report = report;
    }

    /** Whether an answer is one root element, this widget's. */
    boolean isOneWidget(Entry widget, Answer answer) {
        Elements roots = answer.html().children();
        boolean one = report.expect(
                roots.size() == 1 && answer.html().ownText().isBlank(),
                Chapter.SKELETON,
                "%s: the answer has %d root elements%s, expected one.",
                answer.asked(),
                roots.size(),
                answer.html().ownText().isBlank() ? "" : " and text beside them");
        return one
                && report.expect(
                        roots.get(0).attr("data-widget").equals(widget.owner()),
                        Chapter.SKELETON,
                        "%s: the root element has data-widget=\"%s\", expected \"%s\".",
                        answer.asked(),
                        roots.get(0).attr("data-widget"),
                        widget.owner());
    }

    void check(Entry widget, Element root) {
        foreign(widget, root);
        inlineCode(widget, root);
        ids(widget, root);
        urls(widget, root);
        htmx(widget, root);
        fields(widget, root);
        amount(widget, root);
    }

    private void foreign(Entry widget, Element root) {
        for (Element inside : root.select("[data-widget]")) {
            skeleton(
                    inside == root,
                    "The widget %s has another one inside, data-widget=\"%s\", expected its own content only.",
                    widget.name(),
                    inside.attr("data-widget"));
        }
        for (Element field : root.select("[autocomplete*=cc-]")) {
            content(
                    takesPayment,
                    "The widget %s has the field %s with autocomplete=\"%s\", expected no field of a card in a service without the step pay.",
                    widget.name(),
                    field.attr("name"),
                    field.attr("autocomplete"));
            content(
                    field.hasAttr("data-keep")
                            && !field.hasAttr("hx-post")
                            && field.val().isEmpty(),
                    "The widget %s has the card's field %s saving itself, filled in or without data-keep, expected that the server neither keeps nor repeats it.",
                    widget.name(),
                    field.attr("name"));
        }
    }

    private void inlineCode(Entry widget, Element root) {
        for (Element element : root.select("script, style")) {
            skeleton(
                    false,
                    "The widget %s has a <%s> element, expected none: styles and scripts stand in the manifest.",
                    widget.name(),
                    element.normalName());
        }
        for (Element element : root.getAllElements()) {
            for (Attribute attribute : element.attributes()) {
                String name = attribute.getKey();
                boolean code = name.equals("style")
                        || name.matches("on[a-z]+")
                        || name.startsWith("hx-on")
                        || name.equals("hx-disable")
                        || attribute.getValue().strip().toLowerCase(Locale.ROOT).startsWith("javascript:")
                        || (name.matches("hx-(vals|headers|vars|request)")
                                && attribute.getValue().strip().matches("(?s)(js|javascript):.*"));
                skeleton(
                        !code,
                        "The widget %s has %s=\"%s\" on <%s>, expected no inline style, script or event handler, no hx-on and no hx-disable.",
                        widget.name(),
                        name,
                        attribute.getValue(),
                        element.normalName());
            }
        }
    }

    private void ids(Entry widget, Element root) {
        Set<String> seen = new HashSet<>();
        for (String id : root.select("[id]").eachAttr("id")) {
            skeleton(
                    id.startsWith(widget.name() + "-"),
                    "The widget %s has the id \"%s\", expected one that begins with \"%s-\".",
                    widget.name(),
                    id,
                    widget.name());
            skeleton(seen.add(id), "The widget %s has the id \"%s\" twice, expected it once.", widget.name(), id);
        }
        for (String attribute : List.of("for", "aria-labelledby", "aria-describedby", "aria-controls")) {
            for (String ids : root.select("[" + attribute + "]").eachAttr(attribute)) {
                for (String id : ids.strip().split("\\s+")) {
                    content(
                            seen.contains(id) || root.getElementById(id) != null,
                            "The widget %s has %s=\"%s\", expected the id of an element in it.",
                            widget.name(),
                            attribute,
                            ids);
                }
            }
        }
    }

    private void urls(Entry widget, Element root) {
        for (String attribute : URLS) {
            for (Element element : root.select("[" + attribute + "]")) {
                String url = element.attr(attribute);
                boolean own = url.startsWith("/" + widget.service() + "/") && !url.contains("..");
                boolean page = LINKS.contains(attribute) && PAGE.matcher(url).matches();
                skeleton(
                        own || page,
                        "The widget %s has %s=\"%s\", expected a path below /%s/%s.",
                        widget.name(),
                        attribute,
                        url,
                        widget.service(),
                        LINKS.contains(attribute) ? " or a page of the shop" : "");
            }
        }
    }

    private void htmx(Entry widget, Element root) {
        for (Element element : root.select(REQUESTS)) {
            skeleton(
                    element.hasAttr("hx-target") && element.hasAttr("hx-swap"),
                    "The widget %s has a <%s%s> that sends requests without hx-target or hx-swap, expected both on the element itself.",
                    widget.name(),
                    element.normalName(),
                    element.id().isEmpty() ? "" : " id=\"" + element.id() + "\"");
            for (String attribute : List.of("hx-target", "hx-select")) {
                String target = element.attr(attribute);
                skeleton(
                        !target.startsWith("#") || root.getElementById(target.substring(1)) != null,
                        "The widget %s has %s=\"%s\", expected an element in it.",
                        widget.name(),
                        attribute,
                        target);
            }
        }
    }

    private void fields(Entry widget, Element root) {
        for (Element field : root.select(TYPED)) {
            boolean choice = field.attr("type").matches("radio|checkbox");
            Set<String> missing = new TreeSet<>();
            addIf(missing, field.id().isEmpty(), "id");
            addIf(missing, field.attr("name").isEmpty(), "name");
            addIf(missing, !choice && field.attr("autocomplete").isEmpty(), "autocomplete");
            addIf(missing, !hasLabel(root, field), "label");
            content(
                    missing.isEmpty(),
                    "The widget %s has the field %s without %s, expected id, name, autocomplete and a label.",
                    widget.name(),
                    field.attr("name").isEmpty() ? field.id() : field.attr("name"),
                    String.join(" and ", missing));
        }
    }

    private static void addIf(Set<String> missing, boolean is, String what) {
        if (is) {
            missing.add(what);
        }
    }

    private static boolean hasLabel(Element root, Element field) {
        return field.closest("label") != null
                || !field.attr("aria-label").isBlank()
                || !field.attr("aria-labelledby").isBlank()
                || root.select("label[for]").eachAttr("for").contains(field.id());
    }

    private void amount(Entry widget, Element root) {
        Elements amounts = root.select("[data-amount]");
        content(
                amounts.size() <= 1,
                "The widget %s has %d elements with data-amount, expected at most one: the page adds them up.",
                widget.name(),
                amounts.size());
        for (Element amount : amounts) {
            content(
                    amount.normalName().equals("data")
                            && amount.attr("data-amount").matches("\\d{1,15}")
                            && amount.attr("value").equals(amount.attr("data-amount"))
                            && isCurrency(amount.attr("data-currency")),
                    "The widget %s has the amount <%s data-amount=\"%s\" data-currency=\"%s\" value=\"%s\">, expected <data> with minor units, an ISO 4217 currency and the same value.",
                    widget.name(),
                    amount.normalName(),
                    amount.attr("data-amount"),
                    amount.attr("data-currency"),
                    amount.attr("value"));
        }
    }

    static boolean isCurrency(String code) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(currency -> currency.getCurrencyCode().equals(code));
    }

    private void skeleton(boolean holds, String sentence, Object... parts) {
        report.expect(holds, Chapter.SKELETON, sentence, parts);
    }

    private void content(boolean holds, String sentence, Object... parts) {
        report.expect(holds, Chapter.CONTENT, sentence, parts);
    }
}
