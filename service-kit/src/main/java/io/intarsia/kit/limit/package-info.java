/** How often a client, or a checkout, may ask for what costs something. */
@NullMarked
package io.intarsia.kit.limit;

import org.jspecify.annotations.NullMarked;
