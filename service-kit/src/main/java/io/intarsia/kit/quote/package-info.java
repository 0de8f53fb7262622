/** A price, sealed by its owner. */
@NullMarked
package io.intarsia.kit.quote;

import org.jspecify.annotations.NullMarked;
