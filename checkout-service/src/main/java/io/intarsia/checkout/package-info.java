/** The catalogue and the basket, contact, the order and its life. */
@NullMarked
package io.intarsia.checkout;

import org.jspecify.annotations.NullMarked;
