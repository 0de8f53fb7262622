package io.intarsia.checkout;

import io.intarsia.kit.widget.Language;
import io.intarsia.kit.widget.Widget;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import java.util.Collection;

/** The products on the storefront. It is the same for everybody, so its skeleton is all of it. */
@Singleton
class CatalogueWidget implements Widget {
    private final Catalogue catalogue;
    private final Messages messages;

    CatalogueWidget(Catalogue catalogue, Language language) {
        this.catalogue = catalogue;
        this.messages = language.words(Messages.class);
    }

    @Override
    public Description description() {
        return Description.of(
                "catalogue", messages.catalogueHeading(), "storefront", "main", 10, messages.catalogueFallback());
    }

    @Override
    public TemplateInstance skeleton() {
        return Templates.catalogue(catalogue.products(), Order.MOST_OF_ONE);
    }

    @CheckedTemplate(basePath = "")
    static class Templates {
        static native TemplateInstance catalogue(Collection<Product> products, int most);

        /** What is said beside a product after its button was pressed. */
        static native TemplateInstance catalogue$status(String said, boolean wrong);
    }
}
