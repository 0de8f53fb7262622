/** What belongs together across services, for those who look into a running shop. Off unless an address for traces is configured. */
@NullMarked
package io.intarsia.kit.trace;

import org.jspecify.annotations.NullMarked;
