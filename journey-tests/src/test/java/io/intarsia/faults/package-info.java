/** A load of whole checkouts on real servers, faults by a seed, and an auditor who believes nobody: {@link io.intarsia.faults.FaultRunTest}. */
@NullMarked
package io.intarsia.faults;

import org.jspecify.annotations.NullMarked;
