package io.intarsia.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What a shopper buys here.
 *
 * @param slotId null if the option has no free slot
 */
record Choice(DeliveryOption option, @Nullable String slotId) {}
