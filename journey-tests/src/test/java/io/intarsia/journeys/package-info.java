/** Whole purchases in a real browser, through real processes. */
@NullMarked
package io.intarsia.journeys;

import org.jspecify.annotations.NullMarked;
