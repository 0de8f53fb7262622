/** The event log, asked over HTTP, with a real database and broker. */
@NullMarked
package io.intarsia.eventlog;

import org.jspecify.annotations.NullMarked;
