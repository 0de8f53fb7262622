package io.intarsia.checkout;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What an operator can set in this service. */
@ConfigMapping(prefix = "checkout")
interface CheckoutConfiguration {
    /**
     * The shop's own catalogue: a CSV file, its pictures in the folder {@code images} beside it. Unset, the shop sells
     * what is shipped.
     */
    Optional<Path> catalogue();

    /** The language of the names and descriptions in the catalogue, a BCP 47 tag. */
    @WithDefault("en")
    String catalogueLanguage();

    /** The tax that all prices include, in percent. */
    @WithDefault("19")
    @DecimalMin("0")
    @DecimalMax("100")
    BigDecimal taxRate();

    /** The issuers that must have reserved before an order is confirmed. */
    @WithDefault("checkout-service,delivery-service")
    Set<String> needs();

    /** How long a sealed price may be paid; never longer than the order lives. */
    @WithDefault("PT15M")
    Duration quoteValidFor();

    /** How long after its sealing, or its placing, an order that is not confirmed is cancelled. */
    @WithDefault("PT30M")
    Duration expiresAfter();

    /** How often orders are looked for whose time is over. */
    @WithDefault("5s")
    Duration expiryEvery();

    /** How long a basket that was never sealed is kept after its last change. */
    @WithDefault("P30D")
    Duration keepBaskets();

    /** How long after its end an order that was carried out is forgotten, here and in every other service. */
    @WithDefault("P400D")
    Duration forgetAfter();

    /** The same of an order that was cancelled: nothing was bought, so it is kept as a basket is. */
    @WithDefault("P30D")
    Duration forgetCancelledAfter();
}
