/** A service that does nothing, to compare with. */
@NullMarked
package io.intarsia.bare;

import org.jspecify.annotations.NullMarked;
