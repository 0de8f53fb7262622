/** What putting the page together costs. */
@NullMarked
package io.intarsia.benchmarks.page;

import org.jspecify.annotations.NullMarked;
