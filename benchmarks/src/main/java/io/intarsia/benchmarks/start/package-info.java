/** What starting costs. */
@NullMarked
package io.intarsia.benchmarks.start;

import org.jspecify.annotations.NullMarked;
