/** What docs/performance.md says, measured again by one command. */
@NullMarked
package io.intarsia.benchmarks;

import org.jspecify.annotations.NullMarked;
