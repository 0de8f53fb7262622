package io.intarsia.checkout;

import io.quarkus.arc.Arc;
import io.quarkus.qute.TemplateGlobal;

/** The language of what the catalogue says, for the templates: it is the shop's own text, and marked where it stands in a page of another language. */
final class CatalogueLanguage {
    private CatalogueLanguage() {}

    @TemplateGlobal
    static String catalogueLanguage() {
        return Arc.container().instance(CheckoutConfiguration.class).get().catalogueLanguage();
    }
}
