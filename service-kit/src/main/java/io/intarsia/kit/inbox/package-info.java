/** Events arrive here: each takes effect once, in one transaction with the mark that it did. */
@NullMarked
package io.intarsia.kit.inbox;

import org.jspecify.annotations.NullMarked;
