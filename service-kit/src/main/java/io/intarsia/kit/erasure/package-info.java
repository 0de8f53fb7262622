/** What is remembered of a checkout whose data were deleted: that they were. */
@NullMarked
package io.intarsia.kit.erasure;

import org.jspecify.annotations.NullMarked;
