/** Remembers every event that was published, and shows them to the operator. */
@NullMarked
package io.intarsia.eventlog;

import org.jspecify.annotations.NullMarked;
