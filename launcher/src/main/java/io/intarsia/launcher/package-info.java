/** Starts the whole shop on one machine, and ends all of it. */
@NullMarked
package io.intarsia.launcher;

import org.jspecify.annotations.NullMarked;
