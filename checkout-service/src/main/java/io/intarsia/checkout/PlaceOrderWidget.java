package io.intarsia.checkout;

import io.intarsia.kit.widget.Language;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;

/** The total, and the button; what the button does is the page's. It is the same for everybody. */
@Singleton
class PlaceOrderWidget implements Widget {
    private final Messages messages;

    PlaceOrderWidget(Language language) {
        this.messages = language.words(Messages.class);
    }

    @Override
    public Description description() {
        return Description.of(
                        "place-order", messages.placeOrder(), "checkout", "action", 10, messages.placeOrderFallback())
                .asEssential();
    }

    @Override
    public TemplateInstance skeleton() {
        return Templates.placeOrder();
    }

    @CheckedTemplate(basePath = "", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static class Templates {
        static native TemplateInstance placeOrder();
    }
}
