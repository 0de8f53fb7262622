/** The ID of a checkout, and the proof that a request comes from the browser that made it. */
@NullMarked
package io.intarsia.kit.correlation;

import org.jspecify.annotations.NullMarked;
