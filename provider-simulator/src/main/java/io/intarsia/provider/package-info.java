/** A payment provider to practise with: it behaves as real ones do, and the card's number decides how. */
@NullMarked
package io.intarsia.provider;

import org.jspecify.annotations.NullMarked;
