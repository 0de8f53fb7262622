/** Events leave a service here: written in the transaction of the change that they tell of, sent afterwards. */
@NullMarked
package io.intarsia.kit.outbox;

import org.jspecify.annotations.NullMarked;
