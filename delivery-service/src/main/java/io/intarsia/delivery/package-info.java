/** Recipient and address, delivery options, slots and their capacity, the shipment. */
@NullMarked
package io.intarsia.delivery;

import org.jspecify.annotations.NullMarked;
