package io.intarsia.checkout;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Reads the catalogue when the service starts; with a bad one, the service says what is wrong in one line and does not
 * open.
 */
class OpenShop {
    private static final Logger LOG = Logger.getLogger(OpenShop.class);

    /** Before events are consumed and jobs run, which would have to be stopped again. */
    private static final int BEFORE_ALL_ELSE = -1000;

    @Produces
    @Singleton
    @Startup(BEFORE_ALL_ELSE)
    Catalogue catalogue(CheckoutConfiguration configuration) {
        try {
            return Catalogue.read(CatalogueFolder.of(configuration.catalogue()));
        } catch (CatalogueRefused refused) {
            LOG.error(refused.getMessage());
            Quarkus.asyncExit(1);
            throw new PreventFurtherStepsException(1);
        }
    }
}
